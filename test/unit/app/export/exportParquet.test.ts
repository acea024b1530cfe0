import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, test } from "node:test";
import { exportTransactions } from "../../../../src/app/export/exporter.ts";
import { moneyToDecimal, parseMoney } from "../../../../src/domain/money.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import {
  duckDb,
  exportRequest,
  exportRows,
  hostileTransactions,
  NEVER,
  sumOfCharges,
  temporaryFolder,
  totalsOf,
  transactions,
  wellFormed,
} from "../../../support/exports.ts";

const folder = temporaryFolder();

function exportParquet(name: string, rows: readonly Transaction[]) {
  return exportRows({ format: "parquet", target: join(folder, name) }, rows, 1_000);
}

/** As if there were more rows than one file should have. */
function exportMonths(name: string, rows: readonly Transaction[]) {
  return exportRows({ format: "parquet", target: join(folder, name), mostRowsInOneParquetFile: 2 }, rows, 1_000);
}

describe("Parquet export", () => {
  test("columns are typed", async () => {
    const { target } = await exportParquet("types.parquet", transactions(2));
    const columns = await duckDb(`DESCRIBE SELECT * FROM '${target}'`);
    assert.deepEqual(
      columns.map((column) => [column.column_name, column.column_type]),
      [
        ["id", "VARCHAR"],
        ["time_utc", "TIMESTAMP WITH TIME ZONE"],
        ["time_billing_zone", "TIMESTAMP"],
        ["product", "VARCHAR"],
        ["status", "INTEGER"],
        ["outcome", "VARCHAR"],
        ["message", "VARCHAR"],
        ["charge_inr", "DECIMAL(18,4)"],
      ],
    );
    const [, second] = await duckDb(`SELECT * REPLACE (time_utc::VARCHAR AS time_utc) FROM '${target}'`);
    assert.deepEqual(second, {
      id: "00000001-0000-4000-8000-000000000000",
      time_utc: "2026-03-01 17:29:58.999992+00",
      time_billing_zone: "2026-03-01 22:59:58.999992",
      product: "gst-advanced",
      status: 200,
      outcome: "success",
      message: "Verified Successfully",
      charge_inr: "0.0625",
    });
  });

  test("adds up in DuckDB to the returned total over several row groups, and says so in its properties", async () => {
    const rows = transactions(12_345);
    const { target, result } = await exportParquet("total.parquet", rows);
    const [answer] = await duckDb(
      `SELECT count(*)::INT AS rows, count(DISTINCT id)::INT AS ids, sum(charge_inr)::VARCHAR AS charge,
         count(*) FILTER (time_utc + INTERVAL '5 hours 30 minutes' = time_billing_zone::TIMESTAMPTZ)::INT AS shifted FROM '${target}'`,
    );
    const sum = sumOfCharges(rows);
    assert.deepEqual(result, { rows: 12_345, charge: sum, files: [target] });
    assert.deepEqual(
      [answer?.rows, answer?.ids, answer?.shifted, parseMoney(String(answer?.charge))],
      [12_345, 12_345, 12_345, sum],
    );
    const groups = await duckDb(`SELECT DISTINCT row_group_id FROM parquet_metadata('${target}')`);
    assert.ok(groups.length > 2);
    const facts = await duckDb(
      `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${target}')`,
    );
    assert.deepEqual(
      facts.map(({ key, value }) => [key, value]),
      [
        ["Account", "clie…9f2c"],
        ["Period", "2026-01-01 to 2026-03-01"],
        ["Billing time zone", "Asia/Kolkata"],
        ["Filter", "none"],
        ["Transactions", "12345"],
        ["Charge (INR)", moneyToDecimal(sum)],
      ],
    );
  });

  test("says in its properties what the tax is, and on which assumption", async () => {
    const rows = transactions(6);
    assert.equal(sumOfCharges(rows), 123_446_915, "so ₹12,344.69 on an invoice");
    const target = join(folder, "tax.parquet");
    const { heading } = exportRequest({ format: "parquet", target });
    const gst = { rule: { treatment: "excluded", rate: 1_800 }, assumption: "assuming so" } as const;
    await exportRows({ format: "parquet", target, heading: { ...heading, gst } }, rows);
    const facts = await duckDb(
      `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${target}')`,
    );
    assert.deepEqual(
      facts.slice(4).map(({ key, value }) => [key, value]),
      [
        ["GST", "assuming so; rounded to the paisa once for the total of this file, as on an invoice"],
        ["Transactions", "6"],
        ["Charge (INR)", "12344.6915"],
        ["Taxable value (INR)", "12344.69"],
        ["GST (INR)", "2222.04"],
        ["Total with GST (INR)", "14566.73"],
      ],
    );
  });

  test("carries every hostile text, and finds it by its value", async () => {
    const rows = [...hostileTransactions(), ...transactions(1).map((row) => ({ ...row, message: "a \0 b" }))];
    const { target } = await exportParquet("hostile.parquet", rows);
    const read = await duckDb(`SELECT product, message FROM '${target}'`);
    assert.deepEqual(
      read,
      rows.map(({ product, message }) => ({ product: wellFormed(product), message: wellFormed(message) })),
    );
    const [found] = await duckDb(`SELECT count(*)::INT AS n FROM '${target}' WHERE message = '@SUM(1)'`);
    assert.equal(found?.n, 1);
  });

  test("is a readable file when there are no rows", async () => {
    const { target } = await exportParquet("none.parquet", []);
    assert.deepEqual(await duckDb(`SELECT count(*)::INT AS rows FROM '${target}'`), [{ rows: 0 }]);
  });

  test("becomes a folder of months of the billing zone when large", async () => {
    // One row an hour: 18:29:59 UTC on 1 March is 23:59:59 there, so the newest month has its first day complete.
    const rows = transactions(24 * 45);
    const { target, result } = await exportMonths("months.parquet", rows);
    assert.deepEqual(
      result.files.map((file) => relative(target, file)),
      ["month=2026-03/part-1.parquet", "month=2026-02/part-2.parquet", "month=2026-01/part-3.parquet"].map((path) =>
        join(...path.split("/")),
      ),
    );
    const months = await duckDb(
      `SELECT month::VARCHAR AS month, count(*)::INT AS rows, sum(charge_inr)::VARCHAR AS charge,
         count(*) FILTER (strftime(time_billing_zone, '%Y-%m') = month::VARCHAR)::INT AS placed
       FROM read_parquet('${target}/**/*.parquet', hive_partitioning = true) GROUP BY 1 ORDER BY 1`,
    );
    assert.ok(months.every(({ rows: count, placed }) => count === placed));
    const total = months.reduce((sum, { charge }) => sum + (parseMoney(String(charge)) ?? Number.NaN), 0);
    assert.deepEqual([result.rows, result.charge, total], [rows.length, sumOfCharges(rows), sumOfCharges(rows)]);
    assert.deepEqual(leftovers(), []);
  });

  test("a folder replaces a file and an earlier folder, and nothing else", async () => {
    const target = join(folder, "again.parquet");
    writeFileSync(target, "an earlier file");
    await exportMonths("again.parquet", transactions(24 * 45));
    assert.equal(readdirSync(target).length, 4);
    await exportMonths("again.parquet", transactions(3));
    assert.deepEqual(readdirSync(target), [".deepvue-export", "month=2026-03"]);

    mkdirSync(join(folder, "photos", "month=2026-03"), { recursive: true });
    writeFileSync(join(folder, "photos", "wedding.jpg"), "dear");
    await assert.rejects(exportMonths("photos", transactions(3)), {
      name: "ProblemError",
      message: /holds something else/,
    });
    assert.equal(readFileSync(join(folder, "photos", "wedding.jpg"), "utf8"), "dear");
    assert.deepEqual(leftovers(), []);
  });

  test("a folder that fails leaves the earlier one", async () => {
    const { target } = await exportMonths("kept.parquet", transactions(3));
    const before = readdirSync(target, { recursive: true });
    const expected = totalsOf(transactions(24 * 45));
    const request = exportRequest({ format: "parquet", target, expected, mostRowsInOneParquetFile: 2 });
    for (const pages of [breakingPages(), losingPages()]) {
      await assert.rejects(
        exportTransactions(request, pages, () => undefined, NEVER),
        /broke off|ENOENT/,
      );
      assert.deepEqual(readdirSync(target, { recursive: true }), before);
    }
    assert.deepEqual(leftovers(), []);
  });
});

/** Someone clears away what they do not know. */
async function* losingPages() {
  yield transactions(24 * 45);
  await Promise.resolve();
  for (const name of leftovers()) rmSync(join(folder, name), { recursive: true, force: true });
}

async function* breakingPages() {
  yield transactions(24 * 45);
  await Promise.resolve();
  throw new Error("the ledger broke off");
}

function leftovers(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.includes(".part"));
}
