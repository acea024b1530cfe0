// An account of a team in an editor: every surface says what the collector's own ledger says, to the paisa; what fails is told, and the
// last numbers stay. On every engine, over a road that can be cut.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import type { DeskSettings } from "../../../src/answers/desk.ts";
import type { Answer } from "../../../src/answers/tool.ts";
import { TOOLS } from "../../../src/answers/tools.ts";
import { Application } from "../../../src/app/application.ts";
import { transactionPages } from "../../../src/app/export/allTransactions.ts";
import { exportTransactions } from "../../../src/app/export/exporter.ts";
import { productCosts } from "../../../src/app/report/productCosts.ts";
import { spendOf } from "../../../src/app/report/spendOf.ts";
import type { Choices } from "../../../src/app/screen/choices.ts";
import { publishChanges } from "../../../src/app/team/publisher.ts";
import { routedLedger } from "../../../src/app/team/routedLedger.ts";
import { publishWallet } from "../../../src/app/team/walletPublishing.ts";
import { readWatch } from "../../../src/app/watch/readWatch.ts";
import type { BalanceReading } from "../../../src/domain/account.ts";
import { type Account, type Credentials, PLAN_LIMITS, teamAccountId } from "../../../src/domain/account.ts";
import type { AppState } from "../../../src/domain/appState.ts";
import { FIRST_GST_RULE } from "../../../src/domain/gst.ts";
import { intervalOf } from "../../../src/domain/period.ts";
import { isProblemError, problemOf } from "../../../src/domain/problem.ts";
import { Redactor } from "../../../src/domain/redactor.ts";
import type { WorkerLedger } from "../../../src/ledger/thread/workerLedger.ts";
import { generateAccount } from "../../../src/sandbox/generator.ts";
import { TeamLedgers } from "../../../src/ui/teamLedgers.ts";
import { dashboardSnapshotOf } from "../../../src/view/dashboard/dashboardSnapshot.ts";
import { statusItemOf } from "../../../src/view/statusItem.ts";
import { productRows } from "../../../src/view/treeRows.ts";
import { withoutTeams } from "../../../src/wiring/withoutTeams.ts";
import type { DatabaseServer } from "../../support/databaseServers.ts";
import { atEnd } from "../../support/endings.ts";
import { eventually } from "../../support/eventually.ts";
import { exportRequest, NEVER } from "../../support/exports.ts";
import { datesOf, reportOf, temporaryFolder, threadLedger } from "../../support/ledgers.ts";
import { onEveryEngine, type Store } from "../../support/teamStores.ts";

const ZONE = "Asia/Kolkata";
const NOW = Date.parse("2026-11-23T09:00:00Z");
const YEAR = { since: "2026-08-01", until: "2026-11-23" };
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const DAY_MS = 86_400_000;

/** A wallet that has less every day. */
function walletAt(at: number): BalanceReading {
  return { at, balance: 40_000_000 + Math.round((NOW - at) / DAY_MS) * 1_750_000 };
}

/** A way to a server that a test can close, or make swallow what comes back. */
interface Road {
  readonly url: URL;
  /** `cutAfter`: so many bytes of answers pass, then it breaks. */
  set(state: "open" | "closed" | "silent" | { readonly cutAfter: number }): void;
  /** How many ends of connections are open on it. */
  ends(): number;
}

async function roadTo(test: TestContext, { url }: DatabaseServer): Promise<Road> {
  const target = new URL(url);
  let state: Parameters<Road["set"]>[0] = "open";
  const sockets = new Set<Socket>();
  const server = createServer((here) => {
    if (state === "closed") return void here.destroy();
    const there = connect(Number(target.port), target.hostname);
    let passed = 0;
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    here.pipe(there);
    there.on("data", (bytes) => {
      if (state === "silent") return;
      passed += bytes.length;
      if (typeof state === "object" && passed > state.cutAfter) return void here.destroy();
      here.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  atEnd(test, () => {
    close();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  const here = new URL(target);
  here.port = String(address.port);
  return {
    url: here,
    ends: () => sockets.size,
    set: (next) => {
      state = next;
      close();
    },
  };
}

interface Scene {
  /** The collector's own ledger, with which the editor's is one. */
  readonly local: WorkerLedger;
  readonly ledger: WorkerLedger;
  readonly live: Account;
  readonly team: Account;
  readonly road: Road;
  readonly ledgers: TeamLedgers;
  readonly settings: { zone: string; user: string; url: string };
  readonly credentials: { value: Credentials | undefined };
  publish(): Promise<void>;
  /** Takes in one more call of today's. */
  call(charge: number): Promise<void>;
}

async function scene(test: TestContext, store: Store, server: DatabaseServer, name: string): Promise<Scene> {
  const local = threadLedger(test);
  await local.setZone(ZONE);
  const live: Account = { id: name, kind: "live", label: name, baseUrl: "https://service.example", plan: "starter" };
  await local.saveAccount(live);
  const generated = generateAccount({ anchor: YEAR.until, callsPerWeekday: 30 });
  const rows = [...generated.transactions(intervalOf(YEAR, "UTC"), NOW)].filter(({ at }) => at < NOW * 1_000);
  const take = async (window: typeof YEAR, all: typeof rows, readAt: number): Promise<void> => {
    const intake = await local.beginIntake(live.id, window);
    await intake.write(reportOf(all));
    await intake.commit(datesOf(window), readAt);
  };
  await take(YEAR, rows, NOW - 120_000);
  for (let days = 20; days >= 0; days--) await local.addBalance(live.id, walletAt(NOW - 120_000 - days * DAY_MS));
  // Of a clock that was ahead.
  await local.addBalance(live.id, { at: NOW + 3_600_000, balance: 1 });
  const identity = await store().writer.identity();
  assert.ok(identity !== undefined);
  const team: Account = { ...live, id: teamAccountId(identity.id, live.id), kind: "team", baseUrl: "" };
  const road = await roadTo(test, server);
  const settings = { zone: ZONE, user: server.user, url: road.url.href };
  await local.saveAccount({ ...team, baseUrl: road.url.href });
  const credentials = { value: { clientId: server.user, clientSecret: server.password } as Credentials | undefined };
  const ledgers = new TeamLedgers({
    accounts: local,
    secrets: { credentials: async () => credentials.value },
    settings: {
      url: () => settings.url,
      user: () => settings.user,
      zone: () => settings.zone,
      outcomes: () => [],
    },
    redactor: new Redactor(),
    clock: () => NOW,
    limitMs: patient(1_500),
  });
  atEnd(test, () => ledgers.close());
  const ledger = routedLedger(local, (accountId) => ledgers.partsOf(accountId));
  let calls = 0;
  const today = { since: YEAR.until, until: YEAR.until };
  const ofToday = rows.filter(({ at }) => at >= intervalOf(today, "UTC").from);
  return {
    local,
    ledger,
    live,
    team: { ...team, baseUrl: road.url.href },
    road,
    ledgers,
    settings,
    credentials,
    publish: async () => {
      const tools = { ledger: local, team: store().writer, store: identity.id, collector: "collector" };
      assert.equal((await publishChanges(tools, live, NEVER)).outcome, "published");
      await publishWallet({ ledger: local, team: store().writer, reading: await store().reader([]) }, live, NOW);
    },
    call: async (charge) => {
      const id = `00000000-0000-4000-8000-00000000000${++calls}`;
      const one = { id, at: (NOW - 60_000) * 1_000, product: "PAN-Plus", status: 200, message: "Verified." };
      ofToday.unshift({ ...one, charge });
      await take(today, ofToday, NOW - 30_000 + calls);
    },
  };
}

/** Without `choices` a window whose choices can be changed. */
async function windowOn(test: TestContext, { ledger, ledgers }: Scene, choices?: Choices): Promise<Application> {
  const application = new Application({
    ledger,
    services: { serviceFor: () => assert.fail("the service is asked for"), forget: () => undefined },
    secrets: { forget: async () => undefined },
    settings: {
      billingTimeZone: () => ZONE,
      billingCycleStart: () => 1,
      outcomes: () => [],
      refreshMinutes: () => 20,
      limits: ({ plan }) => PLAN_LIMITS[plan],
      budget: () => ({}),
    },
    clock: () => NOW,
    log: SILENT,
    holder: "window",
    onWatch: () => undefined,
    teamNews: (accountId) => ledgers.news(accountId),
    ...(choices === undefined ? {} : { choices }),
  });
  atEnd(test, () => application.end());
  await application.open();
  return application;
}

const FILTERS: readonly Pick<Choices, "period" | "filter" | "granularity">[] = [
  { period: { preset: "thisMonth" }, filter: {}, granularity: "day" },
  { period: { preset: "last90Days" }, filter: { outcomes: ["failure"], charged: true }, granularity: "week" },
  {
    period: { since: "2026-09-01", until: "2026-10-31" },
    filter: { weekdays: [0, 6], text: "pan" },
    granularity: "month",
  },
];

/** What every surface says of a state, without whose it is. */
function surfaces(state: AppState) {
  const { account: _, ...snapshot } = dashboardSnapshotOf(state, NOW, {
    rowsRevision: 0,
    expanded: false,
    gst: FIRST_GST_RULE,
  });
  return {
    status: (["period", "balance"] as const).map(
      (mode) => statusItemOf(state, { mode, openAlerts: 0, runwayDays: 0, gst: FIRST_GST_RULE }, NOW)?.text,
    ),
    tree: productRows(state).map(({ label, description }) => `${label} ${description}`),
    tiles: snapshot.tiles,
    products: snapshot.products,
    charts: [snapshot.spend, snapshot.cumulative, snapshot.outcomes],
    heat: snapshot.heat,
  };
}

async function exported({ model, ledger }: Application, accountId: string, target: string): Promise<string> {
  const { period, filter } = model.state;
  const held = await ledger.openRows(accountId, period, filter);
  const request = exportRequest({ format: "csv", target, expected: held.totals });
  await exportTransactions(request, transactionPages(held), () => undefined, NEVER);
  await held.close();
  return readFileSync(target, "utf8");
}

function deskSettings(): DeskSettings {
  return { cycleStart: 1, budget: { monthly: 1_000_000 }, gst: FIRST_GST_RULE, labels: undefined };
}

onEveryEngine("an account of a team in an editor", ZONE, (store, server) => {
  it("says on every surface what the collector's ledger says", { timeout: patient(180_000) }, async (test) => {
    const set = await scene(test, store, server(), "surfaces");
    await set.publish();
    const folder = temporaryFolder(test);
    for (const chosen of FILTERS) {
      const [live, team] = await Promise.all(
        [set.live, set.team].map((account) => windowOn(test, set, { ...chosen, accountId: account.id })),
      );
      assert.ok(live !== undefined && team !== undefined);
      assert.equal(team.model.state.problem, undefined);
      assert.ok((live.model.state.usage?.filtered.totals.calls ?? 0) > 20, "there is something to say");
      assert.deepEqual(team.model.state.usage, live.model.state.usage);
      assert.deepEqual(surfaces(team.model.state), surfaces(live.model.state));
      assert.deepEqual(team.model.state.balance, walletAt(NOW - 120_000));
      const [ours, theirs] = await Promise.all([
        exported(team, set.team.id, join(folder, "team.csv")),
        exported(live, set.live.id, join(folder, "live.csv")),
      ]);
      assert.ok(ours.split("\n").length > 20);
      assert.equal(ours, theirs);
      const moment = { zone: ZONE, cycleStart: 1, now: NOW } as const;
      const question = { choice: chosen.period, by: "message", filter: chosen.filter } as const;
      const [spend, same] = await Promise.all(
        [set.team, set.live].map((account) => spendOf(set.ledger, account, question, moment)),
      );
      assert.deepEqual(spend?.rows, same?.rows);
    }
    const moment = { zone: ZONE, cycleStart: 1, now: NOW } as const;
    assert.deepEqual(
      await productCosts(set.ledger, set.team, moment),
      await productCosts(set.ledger, set.live, moment),
    );
    const [some] = await set.local.latest(set.live.id, undefined, {}, 1);
    assert.ok(some !== undefined);
    assert.deepEqual(await set.ledger.find(set.team.id, some.id.slice(3, 11), 5, NEVER), [
      ...(await set.local.find(set.live.id, some.id.slice(3, 11), 5, NEVER)),
    ]);
    const basis = {
      zone: ZONE,
      cycleStart: 1 as const,
      today: YEAR.until,
      syncedAt: NOW - 120_000,
      budget: {},
      balance: walletAt(NOW - 120_000),
      clock: () => NOW,
    };
    const [ours, theirs] = await Promise.all(
      [set.team, set.live].map(({ id }) => readWatch(set.ledger, { ...basis, accountId: id })),
    );
    assert.ok(theirs?.runway !== undefined);
    assert.deepEqual({ ...ours, accountId: "" }, { ...theirs, accountId: "" });
    await set.ledger.writeState(set.team.id, "noted", "here");
    assert.equal(await set.ledger.readState(set.team.id, "noted"), "here", "states are this machine's");
  });

  it("follows what the collector publishes, and keeps the last numbers while it can not be asked", {
    timeout: patient(180_000),
  }, async (test) => {
    const set = await scene(test, store, server(), "follows");
    await set.publish();
    const choices: Choices = { ...(FILTERS[0] ?? assert.fail()), accountId: set.team.id };
    const { model, synchronizer } = await windowOn(test, set, choices);
    const refresh = (): Promise<unknown> =>
      synchronizer.sync(
        set.team,
        { lane: "refresh", dates: [], maxAgeMs: 0, use: "background", whenTaken: "leave" },
        NEVER,
      );
    const calls = (): number | undefined => model.state.usage?.period.totals.calls;
    await refresh();
    const before = calls();
    assert.ok(before !== undefined && before > 100);
    assert.equal(
      model.state.syncedAt ?? (await eventually(async () => model.state.syncedAt, assert.ok)),
      NOW - 120_000,
    );
    await set.call(123_400);
    await set.local.addBalance(set.live.id, { at: NOW - 1_000, balance: 1_234_500 });
    await set.publish();
    await refresh();
    assert.equal(calls(), before + 1, "what has been published is seen at the next look");
    assert.deepEqual(model.state.balance, { at: NOW - 1_000, balance: 1_234_500 });

    const faults = ["closed", "silent", { cutAfter: 60 }] as const;
    for (const fault of faults) {
      const name = JSON.stringify(fault);
      set.road.set(fault);
      await assert.rejects(refresh(), (error) => isProblemError(error) && error.problem.kind === "team", name);
      await eventually(
        async () => model.state,
        ({ problem }) => assert.equal(problem?.kind, "team", name),
      );
      assert.equal(calls(), before + 1, `${name}: the last numbers stay`);
      await model.read();
      assert.equal(calls(), before + 1, `${name}: also when they are read again`);
      assert.equal(model.state.problem?.kind, "team", name);
      set.road.set("open");
      await refresh();
      await eventually(
        async () => model.state,
        ({ problem }) => assert.equal(problem, undefined, name),
      );
    }
    await set.call(55_500);
    await set.publish();
    await refresh();
    assert.equal(calls(), before + 2);

    set.road.set("closed");
    const other = await windowOn(test, set, choices);
    assert.deepEqual(
      [other.model.state.account?.id, other.model.state.usage, other.model.state.problem?.kind],
      [set.team.id, undefined, "team"],
      "a window that has never read anything says so, and whose account it is",
    );
  });

  it("is left for another account and come back to: nobody's numbers ever stand under another's name", {
    timeout: patient(180_000),
  }, async (test) => {
    const set = await scene(test, store, server(), "switched");
    await set.publish();
    const own: Account = { ...set.live, id: "own", label: "own" };
    await set.local.saveAccount(own);
    const intake = await set.local.beginIntake(own.id, { since: YEAR.until, until: YEAR.until });
    const [some] = await set.local.latest(set.live.id, undefined, {}, 1);
    await intake.write(reportOf([{ ...(some ?? assert.fail()), charge: 70_000 }]));
    await intake.commit(datesOf({ since: YEAR.until, until: YEAR.until }), NOW);
    const { model } = await windowOn(test, set);
    await model.choose({ accountId: own.id });
    const moment = { zone: ZONE, cycleStart: 1, now: NOW } as const;
    const question = { choice: model.state.choice, by: "product", filter: {} } as const;
    const inTeam = (await spendOf(set.local, set.live, question, moment))?.totals.calls ?? 0;
    assert.ok(inTeam > 100);
    const callsOf = new Map([
      [own.id, 1],
      [set.team.id, inTeam],
    ]);
    const wrong: unknown[] = [];
    let looks = 0;
    model.onDidChange(() => {
      const { account, usage } = model.state;
      looks++;
      const calls = usage?.period.totals.calls;
      if (calls !== undefined && calls !== callsOf.get(account?.id ?? "")) wrong.push([account?.id, calls]);
    });
    const seen = async (accountId: string): Promise<unknown> => {
      await model.choose({ accountId });
      const { account, usage, problem } = model.state;
      return [account?.id, usage?.period.totals.calls, problem?.kind];
    };
    assert.deepEqual(await seen(set.team.id), [set.team.id, inTeam, undefined]);
    assert.deepEqual(await seen(own.id), [own.id, 1, undefined]);
    // To and fro, faster than the database answers.
    await Promise.all(Array.from({ length: 20 }, (_, n) => seen(n % 2 === 0 ? set.team.id : own.id)));
    assert.deepEqual(await seen(own.id), [own.id, 1, undefined]);
    set.road.set("closed");
    assert.deepEqual(await seen(set.team.id), [set.team.id, undefined, "team"]);
    assert.deepEqual(await seen(own.id), [own.id, 1, undefined], "and its trouble is not the other's");
    set.road.set("open");
    assert.deepEqual(await seen(set.team.id), [set.team.id, inTeam, undefined]);
    assert.ok(looks >= 6, `${looks} looks`);
    assert.deepEqual(wrong, []);
  });

  it("is answered for to models in the editor; where nobody has its password, with the reason and never with nothing", {
    timeout: patient(120_000),
  }, async (test) => {
    const set = await scene(test, store, server(), "models");
    await set.publish();
    await set.ledger.writeState(set.team.id, "lane.refresh", JSON.stringify({ syncedAt: NOW - 120_000, failures: 0 }));
    const told = async (ledger: WorkerLedger, { id }: Account, name: string, sent: object): Promise<Answer> => {
      const tool = TOOLS.find((one) => one.name === name) ?? assert.fail(name);
      return tool.answer({ ledger, settings: deskSettings, clock: () => NOW, accountId: id }, sent);
    };
    const spend = ["get_deepvue_spend", { since: "2026-11-01", until: "2026-11-23" }] as const;
    const [ours, theirs] = [await told(set.ledger, set.team, ...spend), await told(set.local, set.live, ...spend)];
    assert.match(ours.text, /fetched, as of 2 min ago, collected by the team\./);
    assert.equal(ours.text.replace(", collected by the team", ""), theirs.text);
    const budgets = await told(set.ledger, set.team, "check_deepvue_budget", {});
    assert.match(budgets.text, /₹/);
    const refused = await told(withoutTeams(set.local), set.team, ...spend);
    assert.equal(refused.isRefused, true);
    assert.match(refused.text, /This account is a team's\..*password only VS Code has/);
    assert.doesNotMatch(refused.text, /not fetched|₹0/);
  });

  it("says what is wrong with what was entered, and sends the password nowhere else", {
    timeout: patient(120_000),
  }, async (test) => {
    const set = await scene(test, store, server(), "entered");
    await set.publish();
    const { user, password } = server();
    const said = async (): Promise<string> => {
      await set.ledgers.forget(set.team.id);
      try {
        await set.ledger.count(set.team.id, undefined, {});
        return "";
      } catch (error) {
        const problem = problemOf(error);
        assert.equal(problem.kind, "team");
        assert.doesNotMatch(JSON.stringify(problem), new RegExp(password));
        return problem.kind === "team" ? `${problem.reason}: ${problem.what}` : "";
      }
    };
    assert.equal(await said(), "");
    set.credentials.value = { clientId: user, clientSecret: "wrong" };
    assert.equal(await said(), "access: The team's ledger did not accept user and password.");
    set.credentials.value = undefined;
    assert.equal(await said(), "access: The password of the team's ledger is not here.");
    set.credentials.value = { clientId: user, clientSecret: password };
    set.settings.user = "somebody";
    assert.equal(await said(), "access: The settings name another team's ledger.");
    set.settings.user = user;
    set.settings.zone = "UTC";
    assert.equal(await said(), `other: The team counts days in ${ZONE}.`);
    set.settings.zone = ZONE;
    set.settings.url = set.road.url.href.replace("127.0.0.1", "localhost");
    assert.equal(await said(), "access: The settings name another team's ledger.");
    set.settings.url = "http://team.example/deepvue";
    assert.equal(await said(), "access: The address of the team's ledger can not be used.");
    set.settings.url = set.road.url.href;
    assert.equal(await said(), "");

    const granted = await set.ledgers.granted(set.road.url.href, { clientId: user, clientSecret: password }, NEVER);
    assert.equal(granted.zone, ZONE);
    const mine = granted.accounts.find(({ account }) => account.id === set.team.id);
    assert.deepEqual(mine?.account, set.team);
    assert.equal(mine?.there.rows, await set.local.count(set.live.id, undefined, {}));
    const elsewhere = set.road.url.href.replace(/\/\w+$/, "/nowhere");
    await assert.rejects(
      set.ledgers.granted(elsewhere, { clientId: user, clientSecret: password }, NEVER),
      (error) => isProblemError(error) && error.problem.kind === "team",
    );

    await set.ledgers.close();
    set.road.set("silent");
    const ends = async (): Promise<number> => set.road.ends();
    await eventually(ends, (count) => assert.equal(count, 0));
    const left = new AbortController();
    const trying = set.ledgers.granted(set.road.url.href, { clientId: user, clientSecret: password }, left.signal);
    await eventually(ends, (count) => assert.equal(count, 2));
    left.abort();
    await assert.rejects(trying, (error) => isProblemError(error) && error.problem.kind === "cancelled");
    // Long before the limit of an answer, which is as long as a person's patience.
    const start = performance.now();
    await eventually(ends, (count) => assert.equal(count, 0));
    assert.ok(performance.now() - start < patient(1_000), "it is left at once");
  });
});
