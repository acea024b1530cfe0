// One process that collects for several accounts, each with a service of its own, over real HTTP into one real ledger.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { patient } from "../../../scripts/patience.ts";
import { Collector } from "../../../src/app/collector.ts";
import { liveAccount } from "../../../src/app/knownAccounts.ts";
import { readIntent, readLane, writeIntent } from "../../../src/app/sync/syncState.ts";
import { DeepvueClient } from "../../../src/deepvue/client.ts";
import { createThrottle } from "../../../src/deepvue/throttle.ts";
import { type Account, PLAN_LIMITS } from "../../../src/domain/account.ts";
import { addDays } from "../../../src/domain/day.ts";
import type { Ledger } from "../../../src/domain/ledgerPorts.ts";
import { todayIn } from "../../../src/domain/period.ts";
import { Redactor } from "../../../src/domain/redactor.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/server.ts";
import { listLog, memorySession } from "../../support/editorWindow.ts";
import { atEnd } from "../../support/endings.ts";
import { eventually } from "../../support/eventually.ts";
import { reportOf, threadLedger, transaction } from "../../support/ledgers.ts";

const ZONE = "UTC";
const today = todayIn(ZONE, Date.now() * 1000);
/** Ten windows of a week, or eleven. */
const SINCE = addDays(today, -69);
const LOADED_MS = 60_000;
const LONG = { timeout: patient(2 * LOADED_MS) };

interface Collecting {
  readonly collector: Collector;
  readonly ledger: Ledger;
  readonly accounts: readonly Account[];
  readonly sandboxes: readonly Sandbox[];
  /** The account of each report that went into the ledger, in their order. */
  readonly turns: readonly string[];
  /** The account of each sum that was asked for, in their order. */
  readonly summed: readonly string[];
  /** The most reports that were going into the ledger at the same time. */
  readonly mostAtOnce: () => number;
  /** Resolves when the histories of these accounts are complete. */
  readonly complete: (accounts: readonly Account[]) => Promise<void>;
}

/** A collector that does nothing by itself but load histories. */
async function collecting(t: TestContext, services: readonly Partial<SandboxOptions>[]): Promise<Collecting> {
  const sandboxes = await Promise.all(
    services.map((options, n) => {
      const credentials = { clientId: `client-${n}`, clientSecret: `secret-${n}` };
      return startSandbox({ account: fixedAccount(() => []), credentials, ...options });
    }),
  );
  const accounts = sandboxes.map(({ credentials, url }) => liveAccount(credentials, url, "enterprise"));
  const stored = threadLedger(t);
  for (const account of accounts) await stored.saveAccount(account);
  const turns: string[] = [];
  const summed: string[] = [];
  let open = 0;
  let most = 0;
  const ledger = watched(stored, {
    summed: (accountId) => void summed.push(accountId),
    begun: (accountId) => {
      turns.push(accountId);
      most = Math.max(most, ++open);
    },
    ended: () => void open--,
  });
  const log = listLog([]);
  const clients = new Map(
    sandboxes.map(({ credentials, url }, n) => {
      const { id, plan } = accounts[n] ?? assert.fail();
      const gate = createThrottle({
        take: (use, now) => ledger.takeRequest(id, PLAN_LIMITS[plan], use, now),
        settle: (grantedAt, answeredAt, outcome) => ledger.settleRequest(id, grantedAt, answeredAt, outcome),
        refuse: (refusal, grantedAt, now) => ledger.refuseRequest(id, refusal, grantedAt, now),
        onWait: (until) => collector.pauseUntil(id, until),
        clock: Date.now,
      });
      const redactor = new Redactor();
      const sessionStore = memorySession(credentials);
      return [id, new DeepvueClient({ baseUrl: url, sessionStore, redactor, gate, clock: Date.now, log })] as const;
    }),
  );
  const collector = new Collector({
    world: {
      ledger,
      services: { serviceFor: async ({ id }) => clients.get(id) ?? assert.fail(id), forget: () => undefined },
      secrets: { forget: async () => undefined },
      settings: {
        billingTimeZone: () => ZONE,
        billingCycleStart: () => 1,
        outcomes: () => [],
        refreshMinutes: () => 0,
        limits: ({ plan }) => PLAN_LIMITS[plan],
        budget: () => ({}),
      },
      clock: Date.now,
      log,
    },
    accounts,
    holder: "collector",
    channelOf: () => undefined,
    onState: () => undefined,
  });
  atEnd(t, async () => {
    await collector.end();
    for (const sandbox of sandboxes) await sandbox.close();
  });
  await collector.start();
  return {
    collector,
    ledger,
    accounts,
    sandboxes,
    turns,
    summed,
    mostAtOnce: () => most,
    complete: (some) =>
      eventually(
        () => Promise.all(some.map(async ({ id }) => (await readIntent(ledger, id, Date.now()))?.status)),
        (all) =>
          assert.deepEqual(
            all,
            some.map(() => "complete"),
          ),
      ).then(() => undefined),
  };
}

interface LedgerWatch {
  readonly summed: (accountId: string) => void;
  readonly begun: (accountId: string) => void;
  readonly ended: () => void;
}

/** The ledger itself; somebody is told of each sum, when a report begins to go into it, and when none of it is on its way any more. */
function watched<Watched extends Ledger>(ledger: Watched, watch: LedgerWatch): Watched {
  const beginIntake: Ledger["beginIntake"] = async (accountId, window) => {
    watch.begun(accountId);
    const intake = await ledger.beginIntake(accountId, window);
    return {
      write: (chunk) => intake.write(chunk),
      commit: (...args) => intake.commit(...args).finally(watch.ended),
      abort: () => intake.abort().finally(watch.ended),
      compare: (...args) => intake.compare(...args),
    };
  };
  const summarize: Ledger["summarize"] = async (accountId, ...what) => {
    watch.summed(accountId);
    return ledger.summarize(accountId, ...what);
  };
  return new Proxy(ledger, {
    get(target, name) {
      if (name === "beginIntake") return beginIntake;
      if (name === "summarize") return summarize;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A report of many calls on the first day of its window. */
function largeReport({ since }: { since: string }): Uint8Array {
  const at = Date.parse(`${since}T00:00:00Z`) * 1000;
  return reportOf(
    Array.from({ length: 3_000 }, (_, n) =>
      transaction({ id: `${since.replaceAll("-", "")}-0000-4000-8000-${String(n).padStart(12, "0")}`, at: at + n }),
    ),
  );
}

describe("the histories of several accounts", () => {
  test("take turns, however much one of them brings", LONG, async (t) => {
    const bodies = new Map<string, Uint8Array>();
    const reportBody = (window: { since: string; until: string }): Uint8Array => {
      const made = bodies.get(window.since) ?? largeReport(window);
      bodies.set(window.since, made);
      return made;
    };
    const { collector, accounts, turns, mostAtOnce, complete } = await collecting(t, [{ reportBody }, {}, {}]);
    await collector.loadHistory(SINCE);
    await complete(accounts);
    assert.equal(mostAtOnce(), 1, "one report at a time");
    const [large, ...small] = accounts.map(({ id }) => id);
    const of = (id: string | undefined, until = turns.length): number =>
      turns.slice(0, until).filter((turn) => turn === id).length;
    assert.ok(of(large) >= 10);
    for (const id of small) {
      const last = turns.lastIndexOf(id) + 1;
      t.diagnostic(`${of(id)} windows beside ${of(large, last)} large ones`);
      assert.ok(of(large, last) <= of(id) + 2, "it had to wait for one large report before each of its own");
      assert.ok(of(large, last) >= of(id) / 2, "and the large account was not kept waiting by it");
    }
  });

  test("an account that its service lets wait keeps nobody", LONG, async (t) => {
    const limit = { kind: "error", status: 429, detail: "Rate limit exceeded.", retryAfter: "3600" } as const;
    const { collector, ledger, accounts, sandboxes, turns, complete } = await collecting(t, [
      { faults: { report: limit } },
      {},
      {},
    ]);
    const [limited, ...others] = accounts;
    await collector.loadHistory(SINCE);
    await complete(others);
    const lane = await readLane(ledger, limited?.id ?? "", "history", Date.now());
    assert.ok(lane.problem?.kind === "rateLimit", JSON.stringify(lane));
    assert.ok((lane.problem.retryAt ?? 0) > Date.now() + 3_000_000, "it is asked again in about an hour");
    const asked = sandboxes[0]?.requests.filter(({ path }) => path.endsWith("/usage-report")) ?? [];
    assert.equal(asked.length, 1, "and asked once");
    assert.ok(!turns.includes(limited?.id ?? ""));
  });

  test("what is loaded for one account has the others' numbers read every five seconds at most", LONG, async (t) => {
    const { collector, ledger, accounts, summed, complete } = await collecting(t, [{}, {}]);
    const [loading, other] = accounts.map(({ id }) => id);
    await collector.loadHistory(SINCE);
    await complete(accounts);
    const sums = (): number => summed.filter((id) => id === other).length;
    // What has just ended is still to be read.
    await eventually(
      async () => {
        const before = sums();
        await delay(6_000);
        return sums() - before;
      },
      (more) => assert.equal(more, 0),
      LOADED_MS,
    );
    const before = sums();
    const start = Date.now();
    // Ten commits, half a second apart.
    for (let turn = 0; turn < 10; turn++) {
      await ledger.addBalance(loading ?? "", { at: Date.now() - 1, balance: turn });
      await delay(500);
    }
    const readings = 1 + (Date.now() - start) / 5_000;
    const sumsOfReading = 3;
    t.diagnostic(`${sums() - before} sums`);
    assert.ok(sums() > before, "it is read at all");
    assert.ok(sums() - before <= readings * sumsOfReading, `${sums() - before} sums in ${readings} readings`);
  });

  test("a wish that goes further back stands, and what has been read is not asked for again", LONG, async (t) => {
    const { collector, ledger, accounts, sandboxes, complete } = await collecting(t, [{}]);
    const { id } = accounts[0] ?? assert.fail();
    await collector.loadHistory(addDays(today, -20));
    await complete(accounts);
    const before = sandboxes[0]?.requests.length ?? 0;
    await writeIntent(ledger, id, { since: addDays(today, -40), status: "running" });
    await collector.loadHistory(addDays(today, -20));
    await complete(accounts);
    assert.equal((await readIntent(ledger, id, Date.now()))?.since, addDays(today, -40));
    const asked = sandboxes[0]?.requests.slice(before).filter(({ path }) => path.endsWith("/usage-report")) ?? [];
    const twice = asked.filter(({ until = "" }) => until >= addDays(today, -19) && until < addDays(today, -3));
    assert.deepEqual(twice, []);
    assert.ok(asked.length >= 3);
  });
});
