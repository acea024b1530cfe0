import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import readWorkbook from "read-excel-file/node";
import { patient } from "../../../scripts/patience.ts";
import { addDays } from "../../../src/domain/day.ts";
import { formatMoney, moneyToDecimal, parseMoney } from "../../../src/domain/money.ts";
import { duckDb, sumOfCharges } from "../../support/exports.ts";
import { frozenYear } from "../../support/frozenYear.ts";
import { chooseDates, type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { shownTotals, totalsOf } from "../../support/surfaces.ts";
import { expect, soon, story, test } from "../vsCode.ts";

story("exports of what is on screen, opened by other readers", () => {
  const year = frozenYear();
  const period = { since: addDays(year.today, -39), until: addDays(year.today, -4) };
  const rows = year.transactions(period).filter(({ charge, message }) => charge !== 0 && /invalid/i.test(message));
  const sum = sumOfCharges(rows);
  const ids = rows.map(({ id }) => id).toSorted();
  let workbench: ServiceWorkbench;
  let folder: string;
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService({ name: "exports" }, { account: year.account });
    folder = mkdtempSync(join(workbench.profile, "exports-"));
    await signIn(workbench, workbench.sandbox.credentials);
    await chooseDates(workbench, period.since, period.until);
    await filterChargedInvalid(workbench);
    await workbench.openDashboard();
    assert.ok(rows.length > 50, `${rows.length} rows under the filter`);
    const status = year.spend(period);
    await soon(() => shownTotals(workbench)).toEqual({ ...totalsOf(formatMoney(sum)), status });
  });

  /** Exports through the command, the list of formats and the save dialog; checks what the notification says. */
  async function exportAs(format: string, name: string): Promise<string> {
    const { saveDialog } = workbench;
    const target = join(folder, name);
    await chooseFormat(format);
    await saveDialog.save(target);
    await saysThatAllWasExported();
    return target;
  }

  async function saysThatAllWasExported(): Promise<void> {
    const { notifications } = workbench;
    const said = await notifications.waitFor("Exported ");
    assert.equal(said, `Exported ${rows.length} transactions, ${formatMoney(sum)}.`);
    await notifications.dismiss("Exported ");
  }

  async function chooseFormat(format: string): Promise<void> {
    const { commands, quickInput } = workbench;
    // A list that has lost the focus is gone, as one is that was picked from: only the dialog tells them apart.
    await expect(async () => {
      await commands.run("Deepvue: Export Transactions…");
      await quickInput.waitFor("Export Transactions", { timeout: patient(5_000) });
      await quickInput.pickExactly(format);
      await quickInput.waitFor("Save", { timeout: patient(5_000) });
    }).toPass({ timeout: patient(60_000) });
  }

  /** What DuckDB makes of a file: rows, distinct ids and the total as an exact decimal. */
  async function readByDuckDb(source: string): Promise<void> {
    const [told] = await duckDb(
      `SELECT count(*) AS rows, count(DISTINCT id) AS ids, sum(charge_inr)::VARCHAR AS total FROM ${source}`,
    );
    assert.deepEqual(
      { ...told, total: parseMoney(String(told?.["total"])) },
      { rows: String(rows.length), ids: String(rows.length), total: sum },
    );
    const read = await duckDb(`SELECT id FROM ${source} ORDER BY id`);
    assert.deepEqual(
      read.map(({ id }) => id),
      ids,
    );
  }

  test("an Excel workbook adds up to the screen's total", async () => {
    const sheets = await readWorkbook(await exportAs("Excel workbook", "all.xlsx"));
    const data = sheets.find(({ sheet }) => sheet === "Transactions")?.data ?? [];
    const [headings = [], ...read] = data;
    const column = (heading: string) => read.map((row) => row[headings.indexOf(heading)]);
    assert.deepEqual(column("Id").map(String).toSorted(), ids);
    const charges = column("Charge (INR)");
    assert.ok(charges.every((charge) => typeof charge === "number"));
    assert.equal(
      charges.reduce<number>((total, charge) => total + (parseMoney(String(charge)) ?? Number.NaN), 0),
      sum,
    );
    assert.ok(column("Time (UTC)").every((time) => time instanceof Date));
    const summary = sheets.find(({ sheet }) => sheet === "Summary")?.data.flat() ?? [];
    assert.ok(summary.includes(Number(moneyToDecimal(sum))), "the summary sheet has the total");
    const paise = Math.round(sum / 100);
    const taxable = Math.round((paise * 100) / 118);
    for (const [heading, amount] of [
      ["Taxable value (INR)", taxable],
      ["GST (INR)", paise - taxable],
      ["Total with GST (INR)", paise],
    ] as const) {
      assert.ok(summary.includes(heading) && summary.includes(amount / 100), `the summary sheet has the ${heading}`);
    }
    assert.ok(
      summary.some((cell) =>
        String(cell).startsWith("assuming charges include 18 % GST; setting deepvue.gst; rounded"),
      ),
      "and what they rest on",
    );
  });

  test("CSV for Excel starts with a byte order mark, plain CSV does not; both add up", async () => {
    const forExcel = await exportAs("CSV for Excel", "excel.csv");
    const plain = await exportAs("CSV", "plain.csv");
    assert.match(readFileSync(forExcel, "utf8"), /^\uFEFF"Id","Date \(Asia\/Kolkata\)","Time \(Asia\/Kolkata\)",/);
    assert.match(readFileSync(plain, "utf8"), /^id,time_utc,time_billing_zone,/);
    const forPrograms = "types = {'charge_inr': 'DECIMAL(18,4)', 'id': 'VARCHAR'}";
    await readByDuckDb(`read_csv('${plain}', ${forPrograms})`);
    const forSheets = "types = {'Charge (INR)': 'DECIMAL(18,4)', 'Id': 'VARCHAR'}";
    await readByDuckDb(`(SELECT "Id" AS id, "Charge (INR)" AS charge_inr FROM read_csv('${forExcel}', ${forSheets}))`);
  });

  test("JSON Lines add up", async () => {
    const file = await exportAs("JSON Lines", "all.jsonl");
    const columns = "columns = {id: 'VARCHAR', charge_inr: 'DECIMAL(18,4)'}, format = 'newline_delimited'";
    await readByDuckDb(`read_json('${file}', ${columns})`);
  });

  test("Parquet adds up", async () => {
    await readByDuckDb(`'${await exportAs("Parquet", "all.parquet")}'`);
  });

  test("columns, clock and dates are chosen once and hold for the next exports", async () => {
    const { commands, quickInput } = workbench;
    await commands.run("Deepvue: Export Transactions…");
    await quickInput.waitFor("All columns · Asia/Kolkata and UTC · 2026-10-05");
    await quickInput.pick("Columns, Clock and Dates…");
    await quickInput.waitFor("Columns of Exports");
    for (const column of ["Product", "Outcome"]) await quickInput.untick(column);
    await quickInput.press("Enter");
    await quickInput.waitFor("Times by Which Clock");
    await quickInput.pickExactly("UTC");
    await quickInput.waitFor("Dates in an Excel Workbook");
    await quickInput.pickExactly("05-Oct-2026");
    await quickInput.waitFor("Id, Time, Status, Message, Charge · UTC · 05-Oct-2026");
    await quickInput.press("Escape");
    const sheets = await readWorkbook(await exportAs("Excel workbook", "chosen.xlsx"));
    const [headings] = sheets.find(({ sheet }) => sheet === "Transactions")?.data ?? [];
    assert.deepEqual(headings, ["Id", "Time (UTC)", "Exact time (UTC)", "Status", "Message", "Charge (INR)"]);
    const csv = readFileSync(await exportAs("CSV", "chosen.csv"), "utf8");
    assert.match(csv, /^id,time_utc,status,message,charge_inr\r\n/);
  });

  test("a file that exists is replaced once that is confirmed", async () => {
    const file = join(folder, "again.csv");
    writeFileSync(file, "what was there");
    await chooseFormat("CSV");
    await workbench.saveDialog.overwrite(file);
    await saysThatAllWasExported();
    await readByDuckDb(`read_csv('${file}', types = {'charge_inr': 'DECIMAL(18,4)', 'id': 'VARCHAR'})`);
  });

  test("cancelling the dialog leaves no file and says nothing", async () => {
    const { saveDialog } = workbench;
    const files = readdirSync(folder);
    await chooseFormat("CSV");
    assert.match(await saveDialog.proposed(), new RegExp(`deepvue-${period.since}_${period.until}\\.csv$`));
    await saveDialog.cancel();
    // Whatever the dialog still had to do has been done when the next one has written its file.
    await exportAs("CSV", "afterwards.csv");
    assert.deepEqual(readdirSync(folder).toSorted(), [...files, "afterwards.csv"].toSorted());
    assert.deepEqual(readdirSync(join(workbench.profile, "server", "folder")), []);
    assert.deepEqual(await workbench.notifications.texts(), []);
  });
});

/** Through the filter of the trees' title bars: charged ones whose message contains "invalid". */
async function filterChargedInvalid({ commands, quickInput }: ServiceWorkbench): Promise<void> {
  await commands.run("Deepvue: Filter…");
  await quickInput.waitFor("Filter");
  await quickInput.rows.filter({ hasText: "Charged only" }).click();
  await quickInput.rows.filter({ hasText: "Id or message contains…" }).click();
  await quickInput.press("Enter");
  await quickInput.waitFor("Shows transactions whose message contains");
  await quickInput.enter("invalid");
  await quickInput.waitUntilClosed();
}
