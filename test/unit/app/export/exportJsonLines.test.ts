import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseMoney } from "../../../../src/domain/money.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import {
  duckDb,
  exportRows,
  hostileTransactions,
  sumOfCharges,
  temporaryFolder,
  transactions,
  wellFormed,
} from "../../../support/exports.ts";

const folder = temporaryFolder();

function exportJsonLines(name: string, rows: readonly Transaction[]) {
  return exportRows({ format: "jsonl", target: join(folder, name) }, rows);
}

const TYPES = `columns = {id: 'VARCHAR', time_utc: 'TIMESTAMPTZ', time_billing_zone: 'TIMESTAMP', product: 'VARCHAR', status: 'INT',
  outcome: 'VARCHAR', message: 'VARCHAR', charge_inr: 'DECIMAL(18,4)'}, format = 'newline_delimited'`;

describe("JSON Lines export", () => {
  test("writes one object a line with an exact decimal", async () => {
    const { target } = await exportJsonLines("one.jsonl", transactions(1));
    assert.equal(
      readFileSync(target, "utf8"),
      '{"id":"00000000-0000-4000-8000-000000000000","time_utc":"2026-03-01T18:29:59.999999+00:00","time_billing_zone":"2026-03-01 23:59:59.999999",' +
        '"product":"pan-basic","status":200,"outcome":"failure","message":"Invalid Pan Number.","charge_inr":2.95}\n',
    );
  });

  test("adds up in DuckDB to the returned total", async () => {
    const rows = transactions(2_500);
    const { target, result } = await exportJsonLines("total.jsonl", rows);
    const [answer] = await duckDb(
      `SELECT count(*)::INT AS rows, sum(charge_inr)::VARCHAR AS charge, count(*) FILTER (time_utc + INTERVAL '5 hours 30 minutes' = time_billing_zone::TIMESTAMPTZ)::INT AS same
       FROM read_json('${target}', ${TYPES})`,
    );
    assert.deepEqual(result, { rows: 2_500, charge: sumOfCharges(rows), files: [target] });
    assert.deepEqual(
      [answer?.rows, answer?.same, parseMoney(String(answer?.charge))],
      [2_500, 2_500, sumOfCharges(rows)],
    );
  });

  test("carries every hostile text, to DuckDB and to JSON.parse", async () => {
    const rows = [...hostileTransactions(), ...transactions(1).map((row) => ({ ...row, message: "a \0 b" }))];
    const { target } = await exportJsonLines("hostile.jsonl", rows);
    const lines = readFileSync(target, "utf8").trimEnd().split("\n");
    const read = await duckDb(`SELECT product, message FROM read_json('${target}', ${TYPES})`);
    assert.equal(lines.length, rows.length);
    for (const [i, { product, message }] of rows.entries()) {
      const parsed = JSON.parse(lines[i] ?? "") as Record<string, unknown>;
      assert.equal(parsed.message, wellFormed(message));
      assert.equal(read[i]?.message, wellFormed(message));
      assert.equal(read[i]?.product, wellFormed(product));
    }
  });
});
