import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { addDays } from "../../src/domain/day.ts";
import type { Period } from "../../src/domain/period.ts";
import type { ReportWindow } from "../../src/domain/report.ts";
import { uuidOf } from "../../src/domain/transactionIds.ts";
import { MIGRATIONS } from "../../src/ledger/file/schema.ts";
import { cacheFolder, removeOld } from "./cacheFolder.ts";
import { duckProbe } from "./duck.ts";
import { GENERATION, YEAR, YEAR_ROWS } from "./enterprise.ts";
import { atMost, atMostCalibrated, type Calibration, type Figure, median, ratioAtMost } from "./figures.ts";
import { type IntakeMeasure, probe, startServer } from "./probes.ts";

/** Measurements of one thing, of which the median counts. */
const TURNS = 5;
const MEGABYTE = 1e6;

/** The weeks after the year: each is taken in on top of it once. */
const LATER: readonly ReportWindow[] = Array.from({ length: TURNS }, (_, n) => {
  const since = addDays(YEAR.until, 1 + n * 7);
  return { since, until: addDays(since, 6) };
});

/** The figures of the ledger: intake, reading, size. Takes minutes; the first run also builds the year (some minutes more). */
export async function ledgerFigures(): Promise<Figure[]> {
  const cache = cacheFolder();
  const year = await cachedYear(cache);
  const duckYear = await cachedDuckYear(cache);
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-bench-"));
  const server = await startServer(LATER);
  try {
    const { figures, calibration } = await intakeFigures(server.url, folder, year);
    return [
      ...figures,
      atMost("ledger of a year", sizeOf(year) / MEGABYTE, "MB", 600),
      ...(await snapshotFigures(year, duckYear, calibration)),
      ...(await pageFigures(year, calibration)),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The ledger of a year, built where it is not there yet; to be copied by whoever writes to it. */
export function yearLedger(): Promise<string> {
  return cachedYear(cacheFolder());
}

/** A bare JSON.parse of a week's report took this on the machine on which the absolute goals were set. */
const PARSE_REFERENCE_MS = 288;

async function intakeFigures(
  url: string,
  folder: string,
  year: string,
): Promise<{ readonly figures: Figure[]; readonly calibration: Calibration }> {
  const grown = join(folder, "year.db");
  copyFileSync(year, grown);
  const parsed: number[] = [];
  const empty: IntakeMeasure[] = [];
  const onTop: IntakeMeasure[] = [];
  const duck: number[] = [];
  // In turns, so that a slow moment of the machine meets all of them.
  for (const [turn, week] of LATER.entries()) {
    parsed.push((await probe("parse", { url, week })).ms);
    empty.push(await probe("intake", { url, path: join(folder, `empty-${turn}`, "ledger.db"), week }));
    onTop.push(await probe("intake", { url, path: grown, week }));
    if (turn < 3) duck.push((await duckProbe("ingest", { folder, week })).ms);
  }
  const reference = { name: "JSON.parse", value: median(parsed) };
  const all = [...empty, ...onTop];
  if (all.some(({ rows }) => rows !== 350_000)) throw new Error("An intake lost rows");
  const calibration = { name: reference.name, ms: reference.value, referenceMs: PARSE_REFERENCE_MS };
  const figures = [
    ratioAtMost("intake of a week, empty ledger", medianMs(empty), "ms", reference, 1.2),
    ratioAtMost("intake of a week, on top of a year", medianMs(onTop), "ms", reference, 1.4),
    ratioAtMost(
      "intake of a week, DuckDB's as reference",
      medianMs(empty),
      "ms",
      { name: "DuckDB", value: median(duck) },
      1,
    ),
    atMostCalibrated(
      "longest block of the extension host during intake",
      Math.max(...all.map((one) => one.maxBlockMs)),
      16,
      calibration,
    ),
    atMost("memory growth during intake", Math.max(...all.map((one) => one.growthMb)), "MB", 90),
  ];
  return { figures, calibration };
}

function medianMs(measures: readonly IntakeMeasure[]): number {
  return median(measures.map(({ ms }) => ms));
}

async function snapshotFigures(year: string, duckYear: string, calibration: Calibration): Promise<Figure[]> {
  const periods = somePeriods();
  const [ours, whole, duck, duckWhole] = [
    await probe("snapshot", { path: year, periods }),
    await probe("yearByDay", { path: year }),
    await duckProbe("group", { path: duckYear, periods }),
    await duckProbe("group", { path: duckYear, periods: periods.map(() => YEAR).slice(0, 10) }),
  ];
  return [
    atMostCalibrated("dashboard snapshot, any period, p95", ours.p95, 10, calibration),
    ratioAtMost("dashboard snapshot, any period, median", ours.median, "ms", { name: "DuckDB", value: duck.median }, 1),
    atMostCalibrated("dashboard snapshot, year by day, p95", whole.p95, 10, calibration),
    ratioAtMost(
      "dashboard snapshot, year by day, median",
      whole.median,
      "ms",
      { name: "DuckDB", value: duckWhole.median },
      1,
    ),
  ];
}

async function pageFigures(year: string, calibration: Calibration): Promise<Figure[]> {
  const { ids, products } = someOf(year);
  const parts = ids.flatMap((id) => [id, id.slice(0, 8), id.slice(9, 18), id.slice(-7)]);
  const latest = await probe("latest", { path: year, filters: [{}] });
  const byProduct = await probe("latest", {
    path: year,
    filters: products.map((product) => ({ products: [product] })),
  });
  const failures = await probe("latest", { path: year, filters: [{ outcomes: ["failure"] }, { statuses: [422] }] });
  const found = await probe("find", { path: year, parts });
  const cancelled = await probe("cancel", { path: year });
  return [
    atMostCalibrated("latest 100, p95", latest.p95, 3, calibration),
    atMostCalibrated("a product's latest 100, p95", byProduct.p95, 3, calibration),
    atMostCalibrated("latest 100 failures, p95", failures.p95, 3, calibration),
    atMostCalibrated("a transaction by id or part of it, p95", found.p95, 300, calibration),
    atMostCalibrated("a search that is cancelled, p95", cancelled.p95, 100, calibration),
  ];
}

/** Ids of the oldest hour, which a search from the newest reaches last, and every product. */
function someOf(year: string): { ids: string[]; products: string[] } {
  const database = new DatabaseSync(year, { readOnly: true });
  const oldest = database.prepare("SELECT ids FROM hour_ids ORDER BY account, hour LIMIT 1").get()?.["ids"];
  const products = database.prepare("SELECT DISTINCT product FROM kinds").all();
  database.close();
  const ids = Buffer.from(oldest instanceof Uint8Array ? oldest : []);
  return {
    ids: Array.from({ length: 8 }, (_, n) => uuidOf(ids.subarray(n * 16, n * 16 + 16))),
    products: products.map((row) => String(row["product"])),
  };
}

/** Days, weeks, months, quarters and years anywhere in the year. */
function somePeriods(): Period[] {
  return Array.from({ length: 100 }, (_, n) => {
    const length = [1, 7, 30, 90, 365][n % 5] ?? 1;
    const since = addDays(YEAR.since, (n * 37) % (366 - length));
    return { since, until: addDays(since, length - 1) };
  });
}

async function cachedYear(cache: string): Promise<string> {
  // Named after what its content depends on.
  const schema = createHash("sha256").update(MIGRATIONS.join(";")).digest("hex").slice(0, 8);
  const path = join(cache, `year-${schema}-${GENERATION}.db`);
  if (existsSync(path)) return path;
  removeOld(cache, "year-");
  console.log(`building a year of ${YEAR_ROWS.toLocaleString("en")} transactions in ${path}`);
  const building = join(cache, "building.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(building + end, { force: true });
  const { seconds } = await probe("year", { path: building });
  console.log(`built in ${seconds.toFixed(0)} s`);
  renameSync(building, path);
  return path;
}

async function cachedDuckYear(cache: string): Promise<string> {
  const path = join(cache, `duck-${GENERATION}.duckdb`);
  if (existsSync(path)) return path;
  removeOld(cache, "duck-");
  console.log("building the same year in DuckDB");
  await duckProbe("year", { path, folder: cache });
  return path;
}

function sizeOf(path: string): number {
  return statSync(path).size;
}
