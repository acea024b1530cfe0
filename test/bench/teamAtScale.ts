// ClickHouse with 100 million rows of 40 accounts, and what its questions cost as a team grows.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { addDays, type Day } from "../../src/domain/day.ts";
import type { Period } from "../../src/domain/period.ts";
import type { TeamReading } from "../../src/domain/teamStore.ts";
import { clickHouse } from "../../src/team/clickHouse.ts";
import type { TeamEngine } from "../../src/team/engine.ts";
import { openTeamReader } from "../../src/team/openTeamReader.ts";
import { openTeamStore } from "../../src/team/openTeamStore.ts";
import { TABLES } from "../../src/team/teamTables.ts";
import { type DatabaseServer, ENGINES } from "../support/databaseServers.ts";
import { accessOf, engineOf, freshDatabase } from "../support/teamStores.ts";
import { cacheFolder, removeOld } from "./cacheFolder.ts";
import { atMostCalibrated, type Calibration, type Figure, median, told } from "./figures.ts";
import { GROWN_GENERATION, type GrownTeam, grownAccount, growTeam, rowsOfTeam, ZONE } from "./grownTeam.ts";
import { processorMsOf } from "./processorTime.ts";
import { answeringOf, type Cost, costOf, partsOf, periodsIn, snapshot, turnOf } from "./teamQuestions.ts";

const UNTIL: Day = "2025-12-31";
const YEAR_DAYS = 365;
const MEMORY_BYTES = 4e9;
const SNAPSHOT_MS = 150;
const HELD_MS = 150_000;
const TEAM_MONTH_MS = 300;
/** What the server needs for {@link CALIBRATION} on the machine that the goals were set on, with its two processors. */
const CALIBRATION_REFERENCE_MS = 1_000;
const CALIBRATION = "SELECT sum(sipHash64(number)) FROM numbers_mt(50000000)";
const never = new AbortController().signal;

/** `rowsPerDay`: of each of 40 accounts, for a year. */
export async function scaleFigures(rowsPerDay: number): Promise<readonly Figure[]> {
  const team = grown(40, YEAR_DAYS, rowsPerDay);
  return withTeams([team], async (open) => {
    const opened = await open(team);
    const { engine, reading, processorMs } = opened;
    try {
      const calibration = await calibrationOf(engine);
      const costs = await costsOf(engine, reading, team, processorMs);
      const name = `${nearly(rowsOfTeam(team))} rows: `;
      const goals: Partial<Record<keyof typeof costs, number>> = {
        "snapshot of an account": SNAPSHOT_MS,
        "the team's month by day and product": TEAM_MONTH_MS,
      };
      return [
        told("server's calibration", calibration.ms, "ms"),
        ...Object.entries(costs).flatMap(([question, cost]) => {
          const limit = goals[question as keyof typeof costs];
          const figure = `${name}${question}, p95`;
          return [
            limit === undefined ? told(figure, cost.p95, "ms") : atMostCalibrated(figure, cost.p95, limit, calibration),
            told(`${name}${question}, processor time`, cost.server, "ms"),
          ];
        }),
        told(`${name}on disk`, (await bytesOf(engine)) / 1e6, "MB"),
      ];
    } finally {
      await opened.end();
    }
  });
}

/** What each question costs with 1, 10 and 100 million rows: of one account that is as large, and of a team of accounts that are alike. */
export async function growthFigures(share: number): Promise<readonly Figure[]> {
  const sizes = [1e6, 1e7, 1e8];
  const teams = sizes.flatMap((rows) => {
    const accounts = Math.max(1, Math.round(rows / 2.5e6));
    const rowsPerDay = Math.round(rows / accounts / YEAR_DAYS / 10) * 10;
    return [
      grown(1, rows / 50_000, Math.round(50_000 * share)),
      grown(accounts, YEAR_DAYS, Math.round(rowsPerDay * share)),
    ];
  });
  return withTeams(teams, async (open) => {
    const figures: Figure[] = [];
    for (const team of teams) {
      const opened = await open(team);
      const { engine, reading, processorMs } = opened;
      try {
        const costs = await costsOf(engine, reading, team, processorMs);
        const name = `${nearly(rowsOfTeam(team))} rows of ${team.accounts} account${team.accounts === 1 ? "" : "s"}: `;
        for (const [question, { median: ms, server }] of Object.entries(costs))
          figures.push(
            told(`${name}${question}, median`, ms, "ms"),
            told(`${name}${question}, processor time`, server, "ms"),
          );
        figures.push(told(`${name}on disk`, (await bytesOf(engine)) / 1e6, "MB"));
      } finally {
        await opened.end();
      }
    }
    return figures;
  });
}

function grown(accounts: number, days: number, rowsPerDay: number): GrownTeam {
  return { database: `team_${accounts}_${days}_${rowsPerDay}`, accounts, days, rowsPerDay, until: UNTIL };
}

interface OpenedTeam {
  readonly engine: TeamEngine;
  readonly reading: TeamReading;
  readonly processorMs: () => number;
  end(): Promise<void>;
}

/** Runs work on a server that has these teams, which are made once per user and definition of the tables. */
async function withTeams(
  teams: readonly GrownTeam[],
  work: (open: (team: GrownTeam) => Promise<OpenedTeam>) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const engine = ENGINES.find(({ name }) => name === "ClickHouse");
  if (engine === undefined || engine.absence !== undefined) {
    console.log(engine?.absence ?? "ClickHouse is not there");
    return [];
  }
  const server = await engine.start({ kept: grownFolder(), memoryBytes: MEMORY_BYTES });
  try {
    for (const team of teams) await ensureTeam(server, team);
    return await work((team) => openedTeam(server, team));
  } finally {
    await server.end();
  }
}

/** Named after what its content depends on. */
function grownFolder(): string {
  const { createTable } = clickHouse({ url: new URL("http://127.0.0.1"), user: undefined, password: undefined });
  const made = JSON.stringify([TABLES.flatMap(createTable), GROWN_GENERATION]);
  const tables = createHash("sha256").update(made).digest("hex").slice(0, 8);
  const folder = join(cacheFolder(), `teams-${tables}`);
  if (!existsSync(folder)) removeOld(cacheFolder(), "teams-");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A database is whole when it has got its name. */
async function ensureTeam(server: DatabaseServer, team: GrownTeam): Promise<void> {
  const engine = engineOf(server);
  const [[count] = []] = await engine.rows(`SELECT count() FROM system.databases WHERE name = '${team.database}'`);
  if (count === "0") {
    const building = `building_${team.database}`;
    await engine.run(`DROP DATABASE IF EXISTS ${building}`);
    const url = await freshDatabase(server, engine, building);
    const store = await openTeamStore({ ...accessOf(server), url: new URL(url) }, true);
    await growTeam(engineOf(server, url), store, team);
    await store.close();
    await engine.run(`RENAME DATABASE ${building} TO ${team.database}`);
    // Views keep the name of the database that they were made in.
    const named = await openedTeam(server, team);
    for (const view of named.engine.views()) await named.engine.run(view);
    await named.end();
  }
  await engine.close();
}

async function openedTeam(server: DatabaseServer, { database }: GrownTeam): Promise<OpenedTeam> {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  const engine = engineOf(server, url.href);
  const store = await openTeamReader({ ...accessOf(server), url }, true);
  return {
    engine,
    // As VS Code holds a state until it has looked for news.
    reading: store.readerIn(ZONE, [], { ms: HELD_MS, clock: Date.now }),
    processorMs: () => processorMsOf(server.pid),
    end: async () => {
      await store.close();
      await engine.close();
    },
  };
}

async function calibrationOf(engine: TeamEngine): Promise<Calibration> {
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const start = performance.now();
    await engine.rows(CALIBRATION);
    times.push(performance.now() - start);
  }
  return { name: "hashing in the server", ms: median(times), referenceMs: CALIBRATION_REFERENCE_MS };
}

async function costsOf(
  engine: TeamEngine,
  reading: TeamReading,
  { accounts, days, until }: GrownTeam,
  processorMs: () => number,
) {
  const answering = answeringOf(reading);
  const periods = periodsIn(until, days);
  const account = (turn: number): string => grownAccount((turn * 7) % accounts);
  const oldest = await reading.rowsOf(grownAccount(0), addDays(until, 1 - days));
  const some = oldest.slice(0, 20);
  const parts = partsOf(some);
  const month = { since: addDays(until, -30), until };
  if (some.length === 0) throw new Error("a team without rows");
  return {
    "snapshot of an account": await costOf(periods.length, processorMs, (turn) => {
      const { period, filter } = turnOf(periods, turn);
      return snapshot(answering, account(turn), period, filter, until);
    }),
    "snapshot of all its time": await costOf(10, processorMs, (turn) =>
      snapshot(answering, account(turn), { since: addDays(until, 2 - days), until }, {}, until),
    ),
    "latest 100": await costOf(20, processorMs, (turn) => answering.latest(account(turn), undefined, {}, 100)),
    "a transaction by its id": await costOf(20, processorMs, (turn) =>
      answering.find(grownAccount(0), turnOf(some, turn).id, 100, never),
    ),
    "a part of an id": await costOf(10, processorMs, (turn) =>
      answering.find(grownAccount(0), turnOf(parts, turn), 100, never),
    ),
    "what is new": await costOf(20, processorMs, (turn) => reading.revision(account(turn))),
    "the team's month by day and product": await costOf(15, processorMs, () => teamMonth(engine, month)),
    "the team's accounts": await costOf(5, processorMs, () => reading.teamAccounts()),
  } satisfies Record<string, Cost>;
}

/** As an administrator or a program for charts asks it. */
async function teamMonth(engine: TeamEngine, { since, until }: Period): Promise<void> {
  const rows = await engine.rows(
    `SELECT billing_day, product, sum(calls), sum(rupees) FROM daily WHERE billing_day BETWEEN '${since}' AND '${until}' GROUP BY billing_day, product`,
  );
  if (rows.length === 0) throw new Error("a month without calls");
}

async function bytesOf(engine: TeamEngine): Promise<number> {
  const of = "active AND database = currentDatabase()";
  const [[bytes = "0"] = []] = await engine.rows(`SELECT sum(bytes_on_disk) FROM system.parts WHERE ${of}`);
  return Number(bytes);
}

function nearly(rows: number): string {
  return `${Math.round(rows / 1e5) / 10} M`;
}
