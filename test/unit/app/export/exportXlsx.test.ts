import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import readWorkbook from "read-excel-file/node";
import { xmlText } from "../../../../src/app/export/cells.ts";
import { FIRST_EXPORT_OPTIONS } from "../../../../src/app/export/exportOptions.ts";
import { rowMaker, startTally } from "../../../../src/app/export/exportRow.ts";
import { openAtomicFile } from "../../../../src/app/export/stagedFile.ts";
import { openXlsx } from "../../../../src/app/export/xlsx.ts";
import { MONEY_SCALE, moneyToDecimal, parseMoney } from "../../../../src/domain/money.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import {
  exportRequest,
  exportRows,
  hostileTransactions,
  NEVER,
  sumOfCharges,
  temporaryFolder,
  transactions,
  wellFormed,
} from "../../../support/exports.ts";

const folder = temporaryFolder();

function exportXlsx(name: string, rows: readonly Transaction[], filter = "") {
  const request = { format: "xlsx", target: join(folder, name) } as const;
  const { heading } = exportRequest(request);
  return exportRows({ ...request, heading: { ...heading, filter } }, rows);
}

/** A line break in a cell is a line feed. */
function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

/** Sheets by name, numbers as they are written in the file. */
async function readSheets(target: string) {
  const sheets = await readWorkbook(target, { parseNumber: (text: string) => ({ number: text }), trim: false });
  return new Map(sheets.map(({ sheet, data }) => [sheet, data]));
}

describe("XLSX export", () => {
  test("numbers are numbers, dates are dates, in UTC and in the billing zone", async () => {
    const { target } = await exportXlsx("types.xlsx", transactions(3));
    const sheets = await readWorkbook(target);
    const rows = sheets.find(({ sheet }) => sheet === "Transactions")?.data;
    assert.deepEqual(rows?.[0], [
      "Id",
      "Time (UTC)",
      "Time (Asia/Kolkata)",
      "Exact time (UTC)",
      "Product",
      "Status",
      "Outcome",
      "Message",
      "Charge (INR)",
    ]);
    assert.deepEqual(rows?.[2], [
      "00000001-0000-4000-8000-000000000000",
      new Date("2026-03-01T17:29:58Z"),
      new Date("2026-03-01T22:59:58Z"),
      "2026-03-01T17:29:58.999992+00:00",
      "gst-advanced",
      200,
      "success",
      "Verified Successfully",
      625 / MONEY_SCALE,
    ]);
    assert.equal(rows?.[3]?.[8], -4);
  });

  test("the summary adds up to the rows, the returned total and itself, to the ten-thousandth", async () => {
    const rows = transactions(2_500);
    const { target, result } = await exportXlsx("total.xlsx", rows, "charged failures");
    const sheets = await readSheets(target);
    assert.deepEqual([...sheets.keys()], ["Summary", "Transactions"]);
    const charges = sheets
      .get("Transactions")
      ?.slice(1)
      .map((row) => parseMoney((row[8] as unknown as { number: string }).number) ?? Number.NaN);
    const sum = sumOfCharges(rows);
    assert.deepEqual(result, { rows: 2_500, charge: sum, files: [target] });
    assert.equal(
      charges?.reduce((a, b) => a + b, 0),
      sum,
    );
    const summary = sheets.get("Summary") ?? [];
    assert.deepEqual(
      summary.slice(0, 5).map((row) => row.slice(0, 2)),
      [
        ["Deepvue usage", null],
        ["Account", "clie…9f2c"],
        ["Period", "2026-01-01 to 2026-03-01"],
        ["Billing time zone", "Asia/Kolkata"],
        ["Filter", "charged failures"],
      ],
    );
    const table = summary.filter((row) => typeof row[1] === "object" && row[1] !== null);
    const products = ["bank-verify", "gst-advanced", "pan-basic"].map((product) => {
      const own = rows.filter((row) => row.product === product);
      return [product, { number: String(own.length) }, { number: moneyToDecimal(sumOfCharges(own)) }];
    });
    products.sort((a, b) => Number((b[2] as { number: string }).number) - Number((a[2] as { number: string }).number));
    assert.deepEqual(table, [...products, ["Total", { number: "2500" }, { number: moneyToDecimal(sum) }]]);
  });

  test("the summary has taxable value and tax, which add up to the invoice in every column", async () => {
    const rows = transactions(2_500);
    const assumption = "assuming charges include 18 % GST; setting deepvue.gst";
    const request = { format: "xlsx", target: join(folder, "tax.xlsx") } as const;
    const { heading } = exportRequest(request);
    const gst = { rule: { treatment: "included", rate: 1_800 }, assumption } as const;
    await exportRows({ ...request, heading: { ...heading, gst } }, rows);
    const summary = (await readSheets(request.target)).get("Summary") ?? [];
    assert.deepEqual(summary[5]?.slice(0, 2), [
      "GST",
      `${assumption}; rounded to the paisa once for the total of this file, as on an invoice`,
    ]);
    assert.deepEqual(summary[7], [
      "Product",
      "Transactions",
      "Charge (INR)",
      "Taxable value (INR)",
      "GST (INR)",
      "Total with GST (INR)",
    ]);
    const table = summary.slice(8).map((row) => ({
      name: row[0],
      paise: row.slice(3).map((cell) => Math.round(Number((cell as unknown as { number: string }).number) * 100)),
    }));
    const products = table.slice(0, -1);
    const total = table.at(-1);
    assert.equal(products.length, 3);
    for (const { name, paise } of table)
      assert.equal((paise[0] ?? 0) + (paise[1] ?? 0), paise[2], JSON.stringify(name));
    for (const column of [0, 1, 2]) {
      assert.equal(
        products.reduce((sum, { paise }) => sum + (paise[column] ?? 0), 0),
        total?.paise[column],
      );
    }
    const whole = Math.round(sumOfCharges(rows) / 100);
    const taxable = Math.round((whole * 100) / 118);
    assert.deepEqual(total, { name: "Total", paise: [taxable, whole - taxable, whole] });
  });

  test("carries every hostile text as text", async () => {
    const rows = [...hostileTransactions(), ...transactions(1).map((row) => ({ ...row, message: "a \0 b" }))];
    const { target } = await exportXlsx("hostile.xlsx", rows, '<b>&"filter"');
    const sheets = await readSheets(target);
    const read = sheets.get("Transactions")?.slice(1) ?? [];
    assert.equal(read.length, rows.length);
    for (const [i, { message, product }] of rows.entries()) {
      assert.equal(read[i]?.[7] ?? "", withLineFeeds(wellFormed(message)));
      assert.equal(read[i]?.[4] ?? "", withLineFeeds(wellFormed(product)));
    }
    assert.equal(sheets.get("Summary")?.[4]?.[1], '<b>&"filter"');
  });

  test("no text puts a character into a sheet that XML forbids (fast-check)", () => {
    const forbidden = /[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|[<>]|&(?!(amp|lt|gt);)/u;
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 31 }),
      fc.constantFrom(38, 60, 62, 127, 0xd800, 0xdfff, 0xfffe, 0xffff),
    );
    const text = fc.array(unit).map((codes) => String.fromCharCode(...codes));
    fc.assert(fc.property(text, (any) => assert.doesNotMatch(wellFormed(xmlText(any)), forbidden)));
  });

  test("cuts a text at Excel's limit and says so with an ellipsis", async () => {
    const [row] = transactions(1);
    assert.ok(row);
    const { target } = await exportXlsx("long.xlsx", [{ ...row, message: "m".repeat(40_000) }]);
    const message = (await readSheets(target)).get("Transactions")?.[1]?.[7];
    assert.equal(message, `${"m".repeat(32_766)}…`);
  });

  test("goes on in further sheets when one is full", async () => {
    const rows = transactions(25);
    const target = join(folder, "sheets.xlsx");
    const { heading } = exportRequest({ format: "xlsx", target });
    const file = await openAtomicFile(target);
    const sink = await openXlsx(file.write, { heading, options: FIRST_EXPORT_OPTIONS, rows: 25, rowsPerSheet: 10 });
    const tally = startTally();
    const exported = rows.map(rowMaker("Asia/Kolkata", []));
    tally.add(exported);
    await sink.write(exported.slice(0, 7));
    await sink.write(exported.slice(7));
    await sink.end(tally.totals());
    await file.commit(NEVER);
    const sheets = await readSheets(target);
    assert.deepEqual(
      [...sheets].slice(1).map(([name, data]) => [name, data.length - 1, data[0]?.[0]]),
      [
        ["Transactions", 10, "Id"],
        ["Transactions 2", 10, "Id"],
        ["Transactions 3", 5, "Id"],
      ],
    );
    const ids = [...sheets.values()].slice(1).flatMap((data) => data.slice(1).map((row) => row[0]));
    assert.deepEqual(
      ids,
      rows.map(({ id }) => id),
    );
  });
});
