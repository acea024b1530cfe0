import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { moneyToDecimal, parseMoney } from "../../../../src/domain/money.ts";
import { canonicalTransactionId, formatTimestamp, type Transaction } from "../../../../src/domain/transaction.ts";
import {
  duckDb,
  exportRows,
  hostileTransactions,
  LONE_SURROGATES_WRITTEN,
  sumOfCharges,
  temporaryFolder,
  transactions,
  wellFormed,
} from "../../../support/exports.ts";
import { beginsLikeFormula, isNumber, split, unguarded } from "../../../support/unguarded.ts";

const folder = temporaryFolder();

function exportCsv(name: string, rows: readonly Transaction[]) {
  return exportRows({ format: "csv", target: join(folder, name) }, rows);
}

/** As strictly as RFC 4180 writes it; the parser of the tests, DuckDB is the one of the world. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    assert.ok(match, `not RFC 4180 at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "\r\n") {
      rows.push(row);
      row = [];
    }
  }
  assert.deepEqual(row, []);
  return rows;
}

function written(text: string): string {
  return wellFormed(text.replaceAll("\0", "\uFFFD"));
}

describe("CSV export", () => {
  test("has the documented columns, both times, and CRLF", async () => {
    const { target } = await exportCsv("columns.csv", transactions(2));
    assert.equal(
      readFileSync(target, "utf8"),
      "id,time_utc,time_billing_zone,product,status,outcome,message,charge_inr\r\n" +
        '"00000000-0000-4000-8000-000000000000",2026-03-01T18:29:59.999999+00:00,2026-03-01 23:59:59.999999,"pan-basic",200,"failure","Invalid Pan Number.",2.95\r\n' +
        '"00000001-0000-4000-8000-000000000000",2026-03-01T17:29:58.999992+00:00,2026-03-01 22:59:58.999992,"gst-advanced",200,"success","Verified Successfully",0.0625\r\n',
    );
  });

  test("adds up in DuckDB to the returned total, refunds included", async () => {
    const rows = transactions(2_500);
    const { target, result } = await exportCsv("total.csv", rows);
    const [answer] = await duckDb(
      `SELECT count(*)::INT AS rows, sum(charge_inr::DECIMAL(18,4))::VARCHAR AS charge, count(DISTINCT id)::INT AS ids,
         min(time_utc)::VARCHAR AS oldest, count(*) FILTER (time_utc + INTERVAL '5 hours 30 minutes' = time_billing_zone::TIMESTAMPTZ)::INT AS shifted,
         any_value(typeof(time_utc)) || ', ' || any_value(typeof(time_billing_zone)) AS types
       FROM read_csv('${target}', all_varchar = false, types = {'charge_inr': 'DECIMAL(18,4)'})`,
    );
    const sum = sumOfCharges(rows);
    assert.deepEqual(result, { rows: 2_500, charge: sum, files: [target] });
    assert.equal(parseMoney(String(answer?.charge)), sum);
    assert.deepEqual([answer?.rows, answer?.ids, answer?.shifted], [2_500, 2_500, 2_500]);
    assert.equal(answer?.types, "TIMESTAMP WITH TIME ZONE, TIMESTAMP");
    assert.equal(
      String(answer?.oldest).replace("+00", ""),
      formatTimestamp(rows.at(-1)?.at ?? 0)
        .slice(0, 26)
        .replace("T", " "),
    );
  });

  test("starts with a byte order mark only for sheets", async () => {
    const marked = join(folder, "mark.csv");
    await exportRows({ format: "sheetCsv", target: marked }, transactions(1));
    assert.deepEqual([...readFileSync(marked).subarray(0, 6)], [0xef, 0xbb, 0xbf, 0x22, 0x49, 0x64]);
    const { target: without } = await exportCsv("nomark.csv", transactions(1));
    assert.deepEqual([...readFileSync(without).subarray(0, 2)], [0x69, 0x64]);
  });

  test("is a heading alone when there are no rows", async () => {
    const { target, result } = await exportCsv("none.csv", []);
    assert.equal(parseCsv(readFileSync(target, "utf8")).length, 1);
    assert.deepEqual([result.rows, result.charge], [0, 0]);
  });

  test("defuses formulas and leaves numbers, as DuckDB reads it", async () => {
    const rows = hostileTransactions();
    const { target } = await exportCsv("hostile.csv", rows);
    const read = await duckDb(
      `SELECT product, message, status, charge_inr FROM read_csv('${target}', all_varchar = true, header = true,
         delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', nullstr = 'there is no null', max_line_size = 10000000)`,
    );
    assert.equal(read.length, rows.length);
    for (const [i, { product, message, charge }] of rows.entries()) {
      assert.equal(unguarded(String(read[i]?.message)), written(message));
      assert.equal(unguarded(String(read[i]?.product)), written(product));
      assert.equal(read[i]?.charge_inr, moneyToDecimal(charge));
      const shown = String(read[i]?.message);
      const formulas = isNumber(shown) ? [] : split(shown).filter(beginsLikeFormula);
      assert.deepEqual(formulas, [], `${message} is still a formula`);
    }
    const messages = read.map(({ message }) => message);
    for (const text of [
      "'+SUM(A1:A9)",
      "'@SUM(1)",
      "'\t'=1+1",
      "'\r'=1+1",
      "''=1+1",
      "-5",
      "+1.50",
      LONE_SURROGATES_WRITTEN,
    ]) {
      assert.ok(messages.includes(text), JSON.stringify(text));
    }
  });

  test("a refund is a number, not a defused formula", async () => {
    const [first] = transactions(1);
    assert.ok(first);
    const { target } = await exportCsv("refund.csv", [{ ...first, charge: -40_000 }]);
    assert.match(readFileSync(target, "utf8"), /,-4\.00\r\n$/);
  });

  test("gives every text and amount back (fast-check)", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({
        unit: fc.constantFrom("=", "+", "-", "@", "'", '"', ",", "\t", "\r", "\n", "\0", "1", ".", "\uD83D"),
      }),
    );
    const transaction = fc.record({
      id: text.map(canonicalTransactionId),
      at: fc.integer({ min: Date.UTC(2000, 0) * 1000, max: Date.UTC(2100, 0) * 1000 }),
      product: text,
      status: fc.integer({ min: 100, max: 599 }),
      message: text,
      charge: fc.maxSafeInteger(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(transaction, { maxLength: 20 }), async (rows) => {
        const { target } = await exportCsv("any.csv", rows);
        const [, ...read] = parseCsv(readFileSync(target, "utf8"));
        assert.deepEqual(
          read.map(([id = "", time, , product = "", status, , message = "", charge = ""]) => ({
            id: unguarded(id),
            time,
            product: unguarded(product),
            status: Number(status),
            message: unguarded(message),
            charge: parseMoney(charge),
          })),
          rows.map(({ id, at, product, status, message, charge }) => ({
            id: written(id),
            time: formatTimestamp(at),
            product: written(product),
            status,
            message: written(message),
            charge,
          })),
        );
      }),
      { numRuns: 150 },
    );
  });
});
