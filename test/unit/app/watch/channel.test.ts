import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { Alerts } from "../../../../src/app/watch/alerts.ts";
import { Channel, type Delivery } from "../../../../src/app/watch/channel.ts";
import type { Account } from "../../../../src/domain/account.ts";
import type { Ledger } from "../../../../src/domain/ledgerPorts.ts";
import type { ChannelMessage } from "../../../../src/domain/watch/channelMessage.ts";
import type { Watch } from "../../../../src/domain/watch/watch.ts";
import type { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { alertMessage, digestMessage } from "../../../../src/view/channelTexts.ts";
import { listLog } from "../../../support/editorWindow.ts";
import { fileLedger, reportOf, takeIn, temporaryFolder, threadLedger, transaction } from "../../../support/ledgers.ts";
import { budgetUse, finding, NOON, watchOf } from "../../../support/watches.ts";

const ACCOUNT: Account = { id: "account", kind: "live", label: "a…z", baseUrl: "https://x", plan: "starter" };
const ALERTS = { enabled: true, thresholds: [80, 100], runwayDays: 7 };
const SETTINGS = { alerts: ALERTS, muted: [], digests: [], zone: "Asia/Kolkata", cycleStart: 1 };

/** One server: its own connection to the file, and what its webhook was sent. */
interface Server {
  readonly channel: Channel;
  readonly ledger: Ledger;
  readonly sent: ChannelMessage[];
  readonly logged: string[];
  /** The distances (ms) at which it wants to look again, and what does so. */
  readonly timers: { ms: number; fire: () => void }[];
  /** Judges, and resolves when what is due has been tried. */
  tell(watch: Watch): Promise<void>;
}

/** Whoever has lost the lease to another looks again, as its timer would make it. */
async function lookAgain(...servers: readonly Server[]): Promise<void> {
  for (const { channel } of servers) {
    channel.deliver();
    await channel.settled();
  }
}

interface World {
  readonly path: string;
  now: number;
  answer: (message: ChannelMessage, signal: AbortSignal) => Promise<Delivery>;
  open(more?: Partial<typeof SETTINGS> & { account?: Account; inThread?: true }): Server;
}

const DELIVERED: Delivery = { kind: "delivered" };

/** The ledger's file in this thread, asked as one in another thread is; not for sums. */
function asked(ledger: SqliteLedger): Ledger {
  return new Proxy(ledger as unknown as Ledger, {
    get: (_, name) => {
      const method: unknown = Reflect.get(ledger, name);
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => Reflect.apply(method, ledger, args) as unknown;
    },
  });
}

function openWorld(t: TestContext): World {
  const path = join(temporaryFolder(t), "ledger.db");
  const ledger = fileLedger(t, path);
  ledger.saveAccount(ACCOUNT);
  ledger.close();
  const world: World = {
    path,
    now: NOON,
    answer: async () => DELIVERED,
    open({ account = ACCOUNT, inThread, ...settings } = {}) {
      const [sent, logged, timers]: [ChannelMessage[], string[], Server["timers"]] = [[], [], []];
      const opened = inThread === undefined ? asked(fileLedger(t, path)) : threadLedger(t, path);
      const channel = new Channel({
        account,
        ledger: opened,
        clock: () => world.now,
        log: listLog(logged),
        holder: `server ${Math.random()}`,
        settings: () => ({ ...SETTINGS, ...settings }),
        wording: { alert: alertMessage, digest: digestMessage },
        send: async (message, signal) => {
          sent.push(message);
          return world.answer(message, signal);
        },
        setTimer: (ms, fire) => {
          const timer = { ms, fire };
          timers.push(timer);
          return () => void timers.splice(timers.indexOf(timer), 1);
        },
      });
      return {
        channel,
        ledger: opened,
        sent,
        logged,
        timers,
        async tell(watch) {
          channel.judge(watch);
          await channel.settled();
        },
      };
    },
  };
  return world;
}

function spent(rupees: number): Watch {
  return watchOf({ budgets: [budgetUse(rupees)] });
}

function texts(messages: readonly ChannelMessage[]): readonly (string | undefined)[] {
  return messages.map(({ lines }) => lines[0]?.split(".")[0]);
}

describe("what a channel is told", () => {
  test("each crossing once over several servers, and an editor window's telling is its own", async (t) => {
    const world = openWorld(t);
    const [one, other] = [world.open({ inThread: true }), world.open({ inThread: true })];
    const editor = new Alerts(one.ledger, () => world.now, listLog([]));
    for (const rupees of [7_000, 8_500, 8_600, 10_500, 10_600]) {
      await Promise.all([one.tell(spent(rupees)), other.tell(spent(rupees)), editor.claim(spent(rupees), ALERTS)]);
    }
    await lookAgain(one, other);
    const told = [...one.sent, ...other.sent].toSorted((a, b) => a.id.localeCompare(b.id));
    assert.deepEqual(texts(told), ["Over budget", "80 % of the budget is spent"]);
    assert.deepEqual(await editor.claim(spent(10_700), ALERTS), [], "the editor window has told its own");
  });

  test("what an editor window has told is told to the channel too, and a snooze there silences nothing here", async (t) => {
    const world = openWorld(t);
    const server = world.open();
    const editor = new Alerts(server.ledger, () => world.now, listLog([]));
    assert.equal((await editor.claim(spent(8_500), ALERTS)).length, 1);
    await editor.mute(ACCOUNT.id, "budget");
    await server.tell(spent(8_500));
    assert.deepEqual(texts(server.sent), ["80 % of the budget is spent"]);
  });

  test("a topic that the configuration silences is not told, and counts as told", async (t) => {
    const world = openWorld(t);
    const watch = watchOf({ budgets: [budgetUse(8_500)], findings: [finding()] });
    const quiet = world.open({ muted: ["anomaly/silence"] as never });
    await quiet.tell(watch);
    assert.deepEqual(
      quiet.sent.map(({ title }) => title),
      ["Budget: Deepvue account a…z"],
    );
    const loud = world.open();
    await loud.tell(watch);
    assert.deepEqual(loud.sent, []);
  });

  test("money that is not spent is nobody's alert", async (t) => {
    const server = openWorld(t).open({ account: { ...ACCOUNT, kind: "sample" } });
    await server.tell(spent(10_500));
    assert.deepEqual(server.sent, []);
  });

  test("a preview shows it and keeps it to be told", async (t) => {
    const server = openWorld(t).open();
    assert.equal((await server.channel.preview(spent(8_500))).length, 1);
    assert.deepEqual(server.sent, []);
    await server.tell(spent(8_500));
    assert.equal(server.sent.length, 1);
    assert.deepEqual(await server.channel.preview(spent(8_500)), []);
  });
});

describe("a webhook that does not take it", () => {
  test("is tried again, in time and a bounded number of times, under the same id", async (t) => {
    const world = openWorld(t);
    const server = world.open();
    world.answer = async () => ({ kind: "failed", why: "HTTP 500" });
    await server.tell(spent(8_500));
    const distances: number[] = [];
    for (let tries = 1; tries < 12; tries++) {
      const timer = server.timers.at(-1);
      if (timer === undefined) break;
      distances.push(timer.ms / 1000);
      // A moment too early nothing is sent.
      const before = server.sent.length;
      world.now += timer.ms - 1;
      server.channel.deliver();
      await server.channel.settled();
      assert.equal(server.sent.length, before);
      world.now += 1;
      server.channel.deliver();
      await server.channel.settled();
    }
    assert.deepEqual(distances, [5, 30, 120, 600, 1_800, 7_200, 21_600]);
    assert.equal(server.sent.length, 8);
    assert.equal(new Set(server.sent.map(({ id }) => id)).size, 1);
    assert.match(server.logged.at(-1) ?? "", /^given up, not delivered \(8 of 8 tries\), HTTP 500: alert: Budget/);
    assert.deepEqual(await server.channel.settled(), []);
  });

  test("what waited when a server was killed is delivered by the next one, once", async (t) => {
    const world = openWorld(t);
    const first = world.open();
    world.answer = async () => ({ kind: "failed", why: "ECONNREFUSED" });
    await first.tell(spent(8_500));
    first.channel.dispose();
    await first.ledger.close();
    world.now += 60_000;
    world.answer = async () => DELIVERED;
    const next = world.open();
    next.channel.deliver();
    assert.deepEqual(await next.channel.settled(), []);
    assert.deepEqual(texts(next.sent), ["80 % of the budget is spent"]);
    await next.tell(spent(8_500));
    assert.equal(next.sent.length, 1);
  });

  test("that hangs keeps nobody from judging, and the end from nothing but a moment", async (t) => {
    const world = openWorld(t);
    const server = world.open();
    const hanging = Promise.withResolvers<void>();
    world.answer = (_, signal) =>
      new Promise((resolve) => {
        hanging.resolve();
        signal.addEventListener("abort", () => resolve({ kind: "failed", why: "aborted" }));
      });
    server.channel.judge(spent(8_500));
    await hanging.promise;
    const waiting = await server.channel.preview(spent(10_500));
    assert.deepEqual(texts(waiting), ["80 % of the budget is spent", "Over budget"]);
    server.channel.dispose();
    const grace = server.timers.at(-1);
    assert.equal(grace?.ms, 3_000);
    grace?.fire();
    await server.channel.idle();
    assert.deepEqual(
      (await server.channel.settled()).map(({ tries }) => tries),
      [0],
      "whether it arrived is not known: the next server tries",
    );
    assert.equal(await server.ledger.isLeaseHeld("channel:account", world.now), false);
  });
});

describe("a digest", () => {
  test("is told once, when all of its span is known", async (t) => {
    const world = openWorld(t);
    const ledger = fileLedger(t, world.path);
    // The week's last UTC date is read an hour before the week ends in India, and again after it.
    const rows = [transaction({ at: Date.parse("2026-11-18T10:00:00Z") * 1000, charge: 25_000 })];
    const week = { since: "2026-11-15", until: "2026-11-20" };
    takeIn(ledger, week, reportOf(rows), ACCOUNT.id, Date.parse("2026-11-21T00:00:00Z"));
    const end = { since: "2026-11-21", until: "2026-11-22" };
    takeIn(ledger, end, reportOf([]), ACCOUNT.id, Date.parse("2026-11-22T17:30:00Z"));
    const weekly = { digests: ["week"] as never, inThread: true } as const;
    const servers = [world.open(weekly), world.open(weekly)];
    const sent = () => servers.flatMap((server) => server.sent);
    for (const server of servers) await server.tell(watchOf());
    assert.deepEqual(sent(), []);
    for (const { logged } of servers) assert.match(logged.join(), /digest of 2026-11-16 to 2026-11-22 waits/);
    takeIn(ledger, end, reportOf([]), ACCOUNT.id, Date.parse("2026-11-22T18:31:00Z"));
    await Promise.all(servers.map((server) => server.tell(watchOf())));
    await Promise.all(servers.map((server) => server.tell(watchOf())));
    await lookAgain(...servers);
    assert.deepEqual(
      sent().map(({ title, lines }) => [title, lines[0]]),
      [["The week 16–22 Nov 2026: Deepvue account a…z", "₹2.50 for 1 call."]],
    );
    assert.equal(servers[0]?.logged.filter((line) => line.includes("waits")).length, 1, "said once");
  });
});
