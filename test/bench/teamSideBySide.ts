// The same rows in a ledger, in ClickHouse and in PostgreSQL, on the way that production takes: ledger, outbox, publisher, store.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publishChanges } from "../../src/app/team/publisher.ts";
import type { Account } from "../../src/domain/account.ts";
import { addDays, type Day, daysInclusive } from "../../src/domain/day.ts";
import type { Ledger } from "../../src/domain/ledgerPorts.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import type { TeamEngine } from "../../src/team/engine.ts";
import { openTeamStore } from "../../src/team/openTeamStore.ts";
import { TABLES } from "../../src/team/teamTables.ts";
import { ENGINES, type Engine } from "../support/databaseServers.ts";
import { accessOf, engineOf, teamAccount } from "../support/teamStores.ts";
import { enterpriseReport, ROWS_PER_DAY, weeksOf } from "./enterprise.ts";
import { type Figure, told } from "./figures.ts";
import { ZONE } from "./grownTeam.ts";
import { processorMsOf } from "./processorTime.ts";
import {
  type Answering,
  answeringOf,
  type Cost,
  costOf,
  partsOf,
  periodsIn,
  snapshot,
  turnOf,
} from "./teamQuestions.ts";

const LAST: Day = "2025-04-10";
const MEGABYTE = 1e6;
/** Of the server, as an administrator would give it for so many rows. */
const MEMORY_BYTES = 2e9;
const ACCOUNT: Account = teamAccount("bench");
const workerFile = new URL("../../src/worker.ts", import.meta.url);
const never = new AbortController().signal;

/** What one kind of store does with the rows. */
interface Side {
  readonly name: string;
  readonly rowsPerSecond: number;
  /** Of the server, or of everything where there is none. */
  readonly processorSeconds: number;
  readonly bytes: number;
  readonly costs: Readonly<Record<Question, Cost>>;
}

type Question = "snapshot" | "latest" | "byId" | "partOfId";

const QUESTIONS: Readonly<Record<Question, string>> = {
  snapshot: "dashboard snapshot",
  latest: "latest 100",
  byId: "a transaction by its id",
  partOfId: "a part of an id",
};

/** `dates`: UTC dates with 50,000 rows each. */
export async function sideBySideFigures(dates: number): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-bench-team-"));
  const path = join(folder, "ledger.db");
  const ledger = new WorkerLedger(() => startLedgerThread(workerFile, path));
  try {
    const sides = [await ledgerSide(ledger, path, dates)];
    const rows = await someRows(ledger, dates);
    for (const engine of ENGINES) {
      if (engine.absence === undefined) sides.push(await engineSide(engine, ledger, rows, dates));
      else console.log(engine.absence);
    }
    return figuresOf(sides, dates * ROWS_PER_DAY);
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ledgerSide(ledger: Ledger, path: string, dates: number): Promise<Side> {
  await ledger.open();
  await ledger.setZone(ZONE);
  await ledger.saveAccount(ACCOUNT);
  let [ms, processor] = [0, 0];
  for (const week of weeksOf({ since: addDays(LAST, 1 - dates), until: LAST })) {
    const report = enterpriseReport(week);
    const [start, before] = [performance.now(), ownProcessorMs()];
    const intake = await ledger.beginIntake(ACCOUNT.id, week);
    await intake.write(report);
    const days = Array.from({ length: daysInclusive(week.since, week.until) }, (_, n) => addDays(week.since, n));
    await intake.commit(days, Date.parse(LAST) + 3 * 86_400_000);
    ms += performance.now() - start;
    processor += ownProcessorMs() - before;
  }
  const rows = await someRows(ledger, dates);
  const costs = await costsOf(ledger, rows, dates, ownProcessorMs);
  const { size } = statSync(path);
  return side("SQLite", dates, { ms, processorSeconds: processor / 1000, bytes: size, costs });
}

async function engineSide(
  { name, start }: Engine,
  ledger: Ledger,
  rows: readonly Transaction[],
  dates: number,
): Promise<Side> {
  const server = await start({ memoryBytes: MEMORY_BYTES });
  const engine = engineOf(server);
  const store = await openTeamStore(accessOf(server), true);
  try {
    const { id } = await store.writer.setUp(ZONE);
    const processorMs = (): number => processorMsOf(server.pid);
    const [begin, before] = [performance.now(), processorMs()];
    const tools = { ledger, team: store.writer, store: id, collector: "bench" };
    const { rows: published } = await publishChanges(tools, ACCOUNT, never);
    const ms = performance.now() - begin;
    assert.equal(published, dates * ROWS_PER_DAY);
    const processorSeconds = (processorMs() - before) / 1000;
    if (name === "PostgreSQL") await engine.run("ANALYZE");
    const answering = answeringOf(await store.reader([]));
    const costs = await costsOf(answering, rows, dates, processorMs);
    return side(name, dates, { ms, processorSeconds, bytes: await bytesOf(engine), costs });
  } finally {
    await store.close();
    await engine.close();
    await server.end();
  }
}

function side(
  name: string,
  dates: number,
  { ms, ...measured }: Omit<Side, "name" | "rowsPerSecond"> & { readonly ms: number },
): Side {
  return { name, rowsPerSecond: (dates * ROWS_PER_DAY) / (ms / 1000), ...measured };
}

async function costsOf(
  answering: Answering,
  rows: readonly Transaction[],
  dates: number,
  processorMs: () => number,
): Promise<Side["costs"]> {
  const periods = periodsIn(LAST, dates);
  const parts = partsOf(rows);
  const find = (text: string): Promise<unknown> => answering.find(ACCOUNT.id, text, 100, never);
  return {
    snapshot: await costOf(periods.length, processorMs, (turn) => {
      const { period, filter } = turnOf(periods, turn);
      return snapshot(answering, ACCOUNT.id, period, filter, LAST);
    }),
    latest: await costOf(40, processorMs, () => answering.latest(ACCOUNT.id, undefined, {}, 100)),
    byId: await costOf(40, processorMs, (turn) => find(turnOf(rows, turn).id)),
    partOfId: await costOf(20, processorMs, (turn) => find(turnOf(parts, turn))),
  };
}

function ownProcessorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Of the oldest date, which a search from the newest reaches last. */
async function someRows(ledger: Ledger, dates: number): Promise<readonly Transaction[]> {
  const first = addDays(LAST, 1 - dates);
  return ledger.latest(ACCOUNT.id, { since: first, until: first }, {}, 40);
}

async function bytesOf(engine: TeamEngine): Promise<number> {
  const [[bytes = "0"] = []] = await engine.rows(
    engine.name === "PostgreSQL"
      ? `SELECT ${TABLES.map(({ name }) => `pg_total_relation_size('${name}')`).join(" + ")}`
      : "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()",
  );
  return Number(bytes);
}

function figuresOf(sides: readonly Side[], rows: number): readonly Figure[] {
  const of = `${rows / 1e6} M rows, `;
  return sides.flatMap(({ name, rowsPerSecond, processorSeconds, bytes, costs }) => [
    told(`${of}${name}: intake`, rowsPerSecond, "rows/s"),
    told(`${of}${name}: intake, processor time`, processorSeconds, "s"),
    ...(Object.keys(QUESTIONS) as Question[]).flatMap((question) => [
      told(`${of}${name}: ${QUESTIONS[question]}, p95`, costs[question].p95, "ms"),
      told(`${of}${name}: ${QUESTIONS[question]}, processor time`, costs[question].server, "ms"),
    ]),
    told(`${of}${name}: on disk`, bytes / MEGABYTE, "MB"),
  ]);
}
