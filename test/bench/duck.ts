// DuckDB as the reference: the same rows, its own ingest of the same JSON, its GROUP BY. One process per measurement.
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Period } from "../../src/domain/period.ts";
import type { ReportWindow } from "../../src/domain/report.ts";
import { enterpriseReport, weeksOf, YEAR } from "./enterprise.ts";
import { median, quantile } from "./figures.ts";
import type { ReadMeasure } from "./probes.ts";
import { runProcess } from "./runProcess.ts";

const ROWS = `SELECT CAST(row."Transaction Id" AS UUID) AS id, CAST(row."Timestamp(UTC)" AS TIMESTAMP) AS time,
  row."Product Id" AS product, row.Status AS status, row.Message AS message,
  CAST(round(row.Charge * 10000) AS BIGINT) AS charge`;

async function takeIn(connection: DuckDBConnection, file: string): Promise<void> {
  const source = `(SELECT unnest(data.usage_data) AS row FROM read_json('${file}', maximum_object_size = 400000000))`;
  await connection.run(`INSERT INTO transactions ${ROWS} FROM ${source}`);
}

async function createTable(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    `CREATE TABLE transactions (id UUID, time TIMESTAMP, product VARCHAR, status BIGINT, message VARCHAR, charge BIGINT)`,
  );
}

const probes = {
  /** A year of rows in DuckDB's own format. */
  async year({ path, folder }: { path: string; folder: string }): Promise<void> {
    const building = `${path}.building`;
    rmSync(building, { force: true });
    const instance = await DuckDBInstance.create(building);
    const connection = await instance.connect();
    await createTable(connection);
    const body = join(folder, "week.json");
    for (const week of weeksOf(YEAR)) {
      writeFileSync(body, enterpriseReport(week));
      await takeIn(connection, body);
    }
    await connection.run("CHECKPOINT");
    connection.closeSync();
    instance.closeSync();
    rmSync(body);
    renameSync(building, path);
  },

  /** DuckDB's ingest of one week's body from a file into an empty database. */
  async ingest({ folder, week }: { folder: string; week: ReportWindow }): Promise<{ ms: number }> {
    const body = join(folder, `ingest-${process.pid}.json`);
    const path = join(folder, `ingest-${process.pid}.duckdb`);
    writeFileSync(body, enterpriseReport(week));
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await createTable(connection);
    const start = performance.now();
    await takeIn(connection, body);
    const ms = performance.now() - start;
    connection.closeSync();
    instance.closeSync();
    for (const file of [body, path, `${path}.wal`]) rmSync(file, { force: true });
    return { ms };
  },

  /** What a dashboard needs of each period, by GROUP BY over the rows. */
  async group({ path, periods }: { path: string; periods: readonly Period[] }): Promise<ReadMeasure> {
    const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
    const connection = await instance.connect();
    const times: number[] = [];
    for (const [n, { since, until }] of [...periods.slice(0, 2), ...periods].entries()) {
      const start = performance.now();
      const reader = await connection.runAndReadAll(
        `SELECT CAST(time + INTERVAL 330 MINUTE AS DATE) AS day, product, count(*), sum(charge) FROM transactions
         WHERE time >= TIMESTAMP '${since}' - INTERVAL 330 MINUTE
           AND time < TIMESTAMP '${until}' + INTERVAL 1 DAY - INTERVAL 330 MINUTE
         GROUP BY day, product`,
      );
      if (reader.getRows().length === 0) throw new Error("no rows");
      if (n >= 2) times.push(performance.now() - start);
    }
    connection.closeSync();
    instance.closeSync();
    return { p95: quantile(times, 0.95), median: median(times) };
  },
};

type DuckProbes = typeof probes;

const thisFile = fileURLToPath(import.meta.url);

/** Runs one of DuckDB's measurements in a process of its own. */
export async function duckProbe<K extends keyof DuckProbes>(
  name: K,
  argument: Parameters<DuckProbes[K]>[0],
): Promise<Awaited<ReturnType<DuckProbes[K]>>> {
  return (await runProcess(thisFile, name, argument)) as Awaited<ReturnType<DuckProbes[K]>>;
}

if (process.argv[1] === thisFile) {
  const [name = "", argument = "{}"] = process.argv.slice(2);
  const run = probes[name as keyof DuckProbes] as (argument: unknown) => Promise<unknown>;
  console.log(JSON.stringify((await run(JSON.parse(argument))) ?? {}));
}
