// Spend by label is the same wherever it is asked: the ledger (dashboard, command line, tools), and each file read by other programs.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import readWorkbook from "read-excel-file/node";
import { FIRST_EXPORT_OPTIONS } from "../../../../src/app/export/exportOptions.ts";
import { readLabels } from "../../../../src/domain/labelRules.ts";
import { moneyToDecimal } from "../../../../src/domain/money.ts";
import { intervalOf } from "../../../../src/domain/period.ts";
import { finish } from "../../../../src/ledger/steps.ts";
import { generateAccount } from "../../../../src/sandbox/generator.ts";
import { duckDb, exportRows, temporaryFolder, transactions } from "../../../support/exports.ts";
import { fileLedger, reportOf, takeIn } from "../../../support/ledgers.ts";

const YEAR = { since: "2025-11-25", until: "2026-11-24" };
const SETTING = [
  { label: "Asha", idPrefix: "3" },
  { label: "=Onboarding", product: "PAN*" },
  { label: "Asha", idPrefix: "8c" },
  { label: "Retries", message: "*unavailable*" },
];
const { rules: labels } = readLabels(SETTING);
const folder = temporaryFolder();

/** By the rules, read here. */
function labelOf(id: string, product: string, message: string): string {
  if (id.startsWith("3")) return "Asha";
  if (/^pan/i.test(product)) return "=Onboarding";
  if (id.startsWith("8c")) return "Asha";
  return /unavailable/i.test(message) ? "Retries" : "No label";
}

async function columnsOf(target: string): Promise<readonly unknown[]> {
  return (await duckDb(`DESCRIBE SELECT * FROM '${target}'`)).map(({ column_name: name }) => name);
}

test("the sample year by label: ledger and every format come to the same, to the paisa", async (context) => {
  const generated = generateAccount({ anchor: "2026-11-24", callsPerWeekday: 12 });
  const rows = [...generated.transactions(intervalOf(YEAR, "UTC"), Date.UTC(2026, 10, 25))];
  const expected = new Map<string, { rows: number; charge: number }>();
  for (const { id, product, message, charge } of rows) {
    const label = labelOf(id, product, message);
    const sum = expected.get(label) ?? { rows: 0, charge: 0 };
    expected.set(label, { rows: sum.rows + 1, charge: sum.charge + charge });
  }
  assert.equal(expected.size, 4);
  const sums = Object.fromEntries([...expected].map(([label, sum]) => [label, [sum.rows, moneyToDecimal(sum.charge)]]));

  const ledger = fileLedger(context);
  finish(ledger.setZone("Asia/Kolkata"));
  takeIn(ledger, YEAR, reportOf(rows));
  const whole = { since: "2025-11-01", until: "2026-11-30" };
  const divided = finish(ledger.byLabel("account", whole, {}, labels));
  assert.deepEqual(
    Object.fromEntries(
      divided.map(({ label = "No label", calls, charge }) => [label, [calls, moneyToDecimal(charge)]]),
    ),
    sums,
  );

  const options = { ...FIRST_EXPORT_OPTIONS, labels };
  const file = async (format: "csv" | "jsonl" | "parquet" | "xlsx"): Promise<string> => {
    const target = join(folder, `year.${format}`);
    await exportRows({ format, target, options }, rows);
    return target;
  };
  for (const format of ["csv", "jsonl", "parquet"] as const) {
    const target = await file(format);
    const from = format === "jsonl" ? `read_json('${target}', format = 'newline_delimited')` : `'${target}'`;
    const read = await duckDb(
      `SELECT ltrim(label, '''') AS label, count(*)::INTEGER AS rows, (sum(charge_inr::DECIMAL(18, 4)))::VARCHAR AS charge FROM ${from} GROUP BY label`,
    );
    assert.deepEqual(
      Object.fromEntries(
        read.map(({ label, rows: count, charge }) => [label, [count, String(charge).replace(/0{1,2}$/, "")]]),
      ),
      sums,
      format,
    );
  }
  const sheets = await readWorkbook(await file("xlsx"));
  const summary = sheets.find(({ sheet }) => sheet === "Summary")?.data ?? [];
  const head = summary.findIndex(([first]) => first === "Label");
  assert.deepEqual(
    Object.fromEntries(
      summary.slice(head + 1).map(([label, count, charge]) => [label, [count, Number(charge).toFixed(2)]]),
    ),
    sums,
  );
  assert.equal(summary.at(-1)?.[0], "No label");
  const data = sheets.find(({ sheet }) => sheet === "Transactions")?.data ?? [];
  const column = data[0]?.indexOf("Label") ?? -1;
  assert.equal(data.slice(1).filter((row) => row[column] === "Asha").length, expected.get("Asha")?.rows);
});

test("without rules no format has anything of labels; with rules the column comes whatever fields are chosen", async () => {
  const plain = join(folder, "plain.csv");
  await exportRows({ format: "csv", target: plain }, transactions(3));
  const bare = join(folder, "bare.csv");
  const options = { ...FIRST_EXPORT_OPTIONS, fields: ["charge"] as const, labels };
  await exportRows({ format: "csv", target: bare, options }, transactions(3));
  assert.ok(!(await columnsOf(plain)).includes("label"));
  assert.deepEqual(await columnsOf(bare), ["label", "charge_inr"]);
  const workbook = join(folder, "plain.xlsx");
  await exportRows({ format: "xlsx", target: workbook }, transactions(3));
  const summary = (await readWorkbook(workbook)).find(({ sheet }) => sheet === "Summary")?.data ?? [];
  assert.ok(!summary.some(([first]) => first === "Label"));
});
