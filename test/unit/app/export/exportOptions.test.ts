import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import readWorkbook from "read-excel-file/node";
import { timeCell } from "../../../../src/app/export/cells.ts";
import { COLUMNS, columnsOf, type ExportFormat } from "../../../../src/app/export/columns.ts";
import {
  EXPORT_FIELDS,
  type ExportOptions,
  exportOptionsIn,
  exportOptionsText,
  FIRST_EXPORT_OPTIONS,
} from "../../../../src/app/export/exportOptions.ts";
import { duckDb, exportRows, temporaryFolder, transactions } from "../../../support/exports.ts";

const folder = temporaryFolder();

function names(format: ExportFormat, options: Partial<ExportOptions>): string {
  return columnsOf(format, { ...FIRST_EXPORT_OPTIONS, ...options })
    .map(({ name }) => name)
    .join(" ");
}

describe("stored options of exports", () => {
  const ALL = ["id", "time", "product", "status", "outcome", "message", "charge"];
  const CASES: readonly (readonly [stored: string | undefined, read: unknown])[] = [
    [undefined, { fields: ALL, clock: "both", dateForm: "iso" }],
    ["", { fields: ALL, clock: "both", dateForm: "iso" }],
    ["{", { fields: ALL, clock: "both", dateForm: "iso" }],
    ["null", { fields: ALL, clock: "both", dateForm: "iso" }],
    ["[1]", { fields: ALL, clock: "both", dateForm: "iso" }],
    ['"iso"', { fields: ALL, clock: "both", dateForm: "iso" }],
    ['{"clock":"utc"}', { fields: ALL, clock: "utc", dateForm: "iso" }],
    ['{"clock":"lunar","dateForm":"dayFirst"}', { fields: ALL, clock: "both", dateForm: "dayFirst" }],
    ['{"clock":["utc"],"dateForm":{}}', { fields: ALL, clock: "both", dateForm: "iso" }],
    ['{"fields":["charge","id","charge"]}', { fields: ["id", "charge"], clock: "both", dateForm: "iso" }],
    ['{"fields":["secret","id"]}', { fields: ["id"], clock: "both", dateForm: "iso" }],
    ['{"fields":[]}', { fields: ALL, clock: "both", dateForm: "iso" }],
    ['{"fields":["secret"]}', { fields: ALL, clock: "both", dateForm: "iso" }],
    ['{"fields":"id"}', { fields: ALL, clock: "both", dateForm: "iso" }],
    ['{"__proto__":{"clock":"utc"}}', { fields: ALL, clock: "both", dateForm: "iso" }],
  ];
  for (const [stored, read] of CASES) {
    test(`${stored}`, () => assert.deepEqual(exportOptionsIn(stored), read));
  }

  test("are read as they were written", () => {
    const options: ExportOptions = { fields: ["id", "charge"], clock: "billing", dateForm: "monthName" };
    assert.deepEqual(exportOptionsIn(exportOptionsText(options)), options);
  });

  test("whatever is stored, an export has columns (fast-check)", () => {
    const stored = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((fields) => JSON.stringify({ fields, clock: fields })),
    );
    fc.assert(
      fc.property(stored, (text) => {
        const options = exportOptionsIn(text);
        for (const format of ["csv", "sheetCsv", "jsonl", "xlsx", "parquet"] as const) {
          assert.ok(columnsOf(format, options).length > 0);
        }
      }),
    );
  });
});

describe("columns of an export", () => {
  const NAMES: Readonly<Record<ExportFormat, string>> = {
    csv: "id time_utc time_billing_zone product status outcome message charge_inr",
    jsonl: "id time_utc time_billing_zone product status outcome message charge_inr",
    parquet: "id time_utc time_billing_zone product status outcome message charge_inr",
    xlsx: "id time_utc time_billing_zone exact_time_utc product status outcome message charge_inr",
    sheetCsv:
      "id date_billing_zone clock_billing_zone date_utc clock_utc exact_time_utc product status outcome message charge_inr",
  };
  for (const format of Object.keys(NAMES) as ExportFormat[]) {
    test(`of ${format}: all, those of one clock, and those that were chosen`, () => {
      assert.equal(names(format, {}), NAMES[format]);
      const without = (part: RegExp) =>
        NAMES[format]
          .split(" ")
          .filter((name) => !part.test(name))
          .join(" ");
      assert.equal(names(format, { clock: "utc" }), without(/billing_zone/));
      assert.equal(names(format, { clock: "billing" }), without(/^(time|date|clock)_utc/));
      assert.equal(names(format, { fields: ["id", "charge"] }), "id charge_inr");
    });
  }

  test("belong to a field each, and every field has one in a workbook; names occur once", () => {
    const used = new Set(columnsOf("xlsx", FIRST_EXPORT_OPTIONS).map(({ field }) => field));
    assert.deepEqual([...used].toSorted(), [...EXPORT_FIELDS].toSorted());
    assert.equal(new Set(COLUMNS.map(({ name }) => name)).size, COLUMNS.length);
  });

  const FEW: ExportOptions = { fields: ["time", "charge"], clock: "billing", dateForm: "iso" };
  test("that were chosen are those of the file, and the sum stays", async () => {
    const rows = transactions(7);
    const CHARGES = 2.95 + 0.0625 - 4 + 0.0001 + 0 + 12_345.6789 + 2.95;
    for (const [format, reader] of [
      ["csv", "read_csv"],
      ["jsonl", "read_json"],
      ["parquet", "read_parquet"],
    ] as const) {
      const target = join(folder, `few.${format}`);
      await exportRows({ format, target, options: FEW }, rows);
      const described = await duckDb(`DESCRIBE SELECT * FROM ${reader}('${target}')`);
      assert.deepEqual(
        described.map((column) => column.column_name),
        ["time_billing_zone", "charge_inr"],
      );
      const [sum] = await duckDb(`SELECT sum(charge_inr)::DOUBLE AS sum FROM ${reader}('${target}')`);
      assert.ok(Math.abs(Number(sum?.sum) - CHARGES) < 1e-9);
    }
    const target = join(folder, "few.xlsx");
    await exportRows({ format: "xlsx", target, options: FEW }, rows);
    const sheets = await readWorkbook(target);
    const data = sheets.find(({ sheet }) => sheet === "Transactions")?.data;
    assert.deepEqual(data?.[0], ["Time (Asia/Kolkata)", "Exact time (UTC)", "Charge (INR)"]);
    assert.deepEqual(data?.[1], [new Date("2026-03-01T23:59:59Z"), "2026-03-01T18:29:59.999999+00:00", 2.95]);
  });
});

test("a workbook's time is its second, for readers that cut and for readers that round (fast-check)", () => {
  const second = fc.integer({ min: Date.UTC(2015, 0) / 1000, max: Date.UTC(2050, 0) / 1000 });
  fc.assert(
    fc.property(second, fc.integer({ min: 0, max: 999_999 }), (seconds, micros) => {
      const serial = Number(/<v>(.*)<\/v>/.exec(timeCell("A1", seconds * 1_000_000 + micros))?.[1]);
      const since1970 = (serial - 25_569) * 86_400;
      assert.equal(Math.floor(since1970 * 1000), seconds * 1000);
      assert.equal(Math.round(since1970 * 1000), seconds * 1000);
      // The day is the whole part, whatever the reader does with the rest.
      assert.equal(Math.floor(serial), Math.floor(seconds / 86_400) + 25_569);
    }),
    { numRuns: 2_000 },
  );
});
