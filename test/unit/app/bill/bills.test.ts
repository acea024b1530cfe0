import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openImport, readImports } from "../../../../src/app/bill/fileImport.ts";
import type { FileReading } from "../../../../src/app/bill/fileReading.ts";
import { type BillQuestion, reconcileFiles, reconcileTotal } from "../../../../src/app/bill/reconciling.ts";
import { diagnose } from "../../../../src/app/diagnose.ts";
import { readReportFiles } from "../../../../src/deepvue/reportFile/readReportFiles.ts";
import { NO_FILTER } from "../../../../src/domain/filter.ts";
import { FIRST_GST_RULE, gstOf } from "../../../../src/domain/gst.ts";
import { moneyToDecimal } from "../../../../src/domain/money.ts";
import type { FileRows } from "../../../../src/domain/ports.ts";
import { problemOf } from "../../../../src/domain/problem.ts";
import { formatTimestamp, type Transaction } from "../../../../src/domain/transaction.ts";
import { workbookChunks } from "../../../../src/sandbox/reportWorkbook.ts";
import { filesReconciledPage, totalReconciledPage } from "../../../../src/view/billPage.ts";
import { diagnosisPage } from "../../../../src/view/diagnosisPage.ts";
import { importedText, importQuestion } from "../../../../src/view/importTexts.ts";
import { temporaryFolder } from "../../../support/ledgers.ts";
import { chargeOf, madeUpRows } from "../../../support/madeUpRows.ts";
import { fileIn, HEADING } from "../../../support/reportFiles.ts";
import { openScene, type Scene } from "../../../support/syncScene.ts";

const ZONE = "Asia/Kolkata";
const NO_SIGNAL = new AbortController().signal;
/** The first ten days of November in India: from 31 October, 18:30 UTC. */
const PERIOD = { since: "2026-11-01", until: "2026-11-10" };
const FROM = Date.parse("2026-10-31T18:30:00Z") * 1000;
const TO = Date.parse("2026-11-10T18:30:00Z") * 1000;
const SHIFT = 19_800_000_000;
const ALL = madeUpRows("2026-10-30", "2026-11-12", 24);
const ROWS = ALL.filter(({ at }) => at >= FROM && at < TO);

async function fetched(t: TestContext, rows: readonly Transaction[] = ALL): Promise<Scene> {
  const scene = await openScene(t, rows, { zone: ZONE });
  await scene.fetch({ since: "2026-10-30", until: "2026-11-12" });
  return scene;
}

function readingOf({ application, clock }: Scene): FileReading & { readonly ledger: Scene["application"]["ledger"] } {
  return { ledger: application.ledger, readFiles: readReportFiles, now: clock(), onProgress: () => undefined };
}

function questionOf({ application, clock }: Scene): BillQuestion {
  return { accountId: application.account.id, period: PERIOD, zone: ZONE, now: clock() };
}

function csvOf(rows: readonly Transaction[]): string {
  const lines = rows.map(({ id, at, product, status, message, charge }) =>
    [id, formatTimestamp(at), product, status, `"${message}"`, moneyToDecimal(charge)].join(";"),
  );
  return [HEADING.join(";"), ...lines, ""].join("\r\n");
}

async function pageOf(t: TestContext, scene: Scene, rows: readonly Transaction[]): Promise<string> {
  const half = Math.floor(rows.length / 2);
  const folder = temporaryFolder(t);
  const files = [
    { name: "a.xlsx", path: fileIn(folder, "a.xlsx", Buffer.concat(workbookChunks([rows.slice(0, half)]))) },
    { name: "b.csv", path: fileIn(folder, "b.csv", csvOf(rows.slice(half))) },
  ];
  return filesReconciledPage(await reconcileFiles(readingOf(scene), questionOf(scene), files, NO_SIGNAL));
}

/** The headings of a document's sections. */
function sectionsOf(page: string): readonly string[] {
  return [...page.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);
}

test("report files that agree are equal row by row, and nothing was changed", async (t) => {
  const scene = await fetched(t);
  const { ledger, account } = scene.application;
  const before = JSON.stringify([
    await ledger.check(account.id),
    await ledger.reports(account.id, "2026-01-01", "2026-12-31"),
  ]);
  const page = await pageOf(t, scene, ROWS);
  assert.match(page, /\*\*Equal, row by row\.\*\*/);
  assert.match(page, /\| \*\*Difference\*\* \| \*\*₹0\.00\*\* \| 0 \|/);
  assert.deepEqual(sectionsOf(page), ["What was compared"]);
  const after = JSON.stringify([
    await ledger.check(account.id),
    await ledger.reports(account.id, "2026-01-01", "2026-12-31"),
  ]);
  assert.equal(after, before);
});

test("tampered files: each difference is named with its rows and rupees, and nothing else", async (t) => {
  const scene = await fetched(t);
  const [gone, dearer, ...rest] = ROWS.slice(50);
  assert.ok(gone && dearer);
  const added = { ...gone, id: "ffffffff-0000-4000-8000-000000000001", charge: 30_000 };
  const page = await pageOf(t, scene, [
    ...ROWS.slice(0, 50),
    { ...dearer, charge: dearer.charge + 10_000 },
    ...rest,
    added,
  ]);
  assert.deepEqual(sectionsOf(page), [
    "Where the difference comes from",
    "Only in Deepvue's files: 1 row, +₹3.00",
    `Only in this ledger: 1 row, −₹${moneyToDecimal(gone.charge)}`,
    "Another charge: 1 row, +₹1.00",
    "What was compared",
  ]);
  const difference = 30_000 - gone.charge + 10_000;
  assert.match(page, new RegExp(`\\*\\*Together\\*\\* \\|  \\| \\*\\*\\+₹${moneyToDecimal(difference)}\\*\\*`));
  for (const { id } of [gone, dearer, added]) assert.equal(page.split(id).length, 2, `${id} is listed once`);
});

test("times that are 5:30 late are named, with what that distance is", async (t) => {
  const scene = await fetched(t);
  const page = await pageOf(
    t,
    scene,
    ROWS.map((row) => ({ ...row, at: row.at + SHIFT })),
  );
  assert.match(page, /The sums are equal\*\*, and yet rows differ/);
  assert.match(
    page,
    new RegExp(
      `${ROWS.length} rows are 5 h 30 min later in the files than in the ledger\\. It is the distance of India's time`,
    ),
  );
  assert.deepEqual(sectionsOf(page).slice(1, -1), [`Another time: ${ROWS.length} rows, ₹0.00`]);
});

test("dates that were never fetched are said in both answers", async (t) => {
  const scene = await openScene(t, ALL, { zone: ZONE });
  await scene.fetch({ since: "2026-10-30", until: "2026-11-07" });
  const page = await pageOf(t, scene, ROWS);
  assert.match(page, /3 UTC dates of the period were never fetched\*\*: 8 Nov 2026, 9 Nov 2026, 10 Nov 2026/);
  assert.match(page, /^## Not fetched: \d+ rows, \+₹/m);
  const typed = { amount: 0, states: "withTax" } as const;
  const total = await reconcileTotal(scene.application.ledger, questionOf(scene), typed, FIRST_GST_RULE);
  assert.match(totalReconciledPage(total), /3 UTC dates of the period were never fetched/);
});

test("a typed total: equal; or equal if the invoice counts UTC days, with the rows of both sides of midnight", async (t) => {
  const refund = { ...madeUpRows("2026-11-05", "2026-11-05", 1)[0]!, id: "refund", charge: -29_500 };
  const scene = await fetched(t, [...ALL, refund]);
  const { ledger } = scene.application;
  const charges = chargeOf(ROWS) + refund.charge;
  const [from, to] = [Date.parse("2026-11-01") * 1000, Date.parse("2026-11-11") * 1000];
  const early = ROWS.filter(({ at }) => at < from);
  const late = ALL.filter(({ at }) => at >= TO && at < to);
  const ask = async (amount: number, states: "withTax" | "taxable") =>
    reconcileTotal(ledger, questionOf(scene), { amount, states }, FIRST_GST_RULE);

  const equal = await ask(gstOf(charges, FIRST_GST_RULE)?.total ?? 0, "withTax");
  assert.match(totalReconciledPage(equal), /\*\*Equal, to the paisa\.\*\*/);
  const taxable = await ask(gstOf(charges, FIRST_GST_RULE)?.taxable ?? 0, "taxable");
  assert.deepEqual(taxable.explanation, []);

  const inUtc = charges - chargeOf(early) + chargeOf(late);
  const utc = await ask(inUtc, "withTax");
  assert.deepEqual(utc.explanation, [{ adjustment: "utcDays", effect: inUtc - charges }]);
  assert.deepEqual(
    [utc.early.calls, utc.early.charge, utc.late.calls, utc.late.charge, utc.refunds.calls, utc.refunds.charge],
    [early.length, chargeOf(early), late.length, chargeOf(late), 1, refund.charge],
  );
  const page = totalReconciledPage(utc);
  assert.match(page, /It would be equal if/);
  assert.match(page, /assuming charges include 18 % GST/);
  for (const { id } of [...early, ...late]) assert.ok(page.includes(id));
  assert.match(page, /Refunds in the period: 1 call, -₹2\.95/);

  const unexplained = totalReconciledPage(await ask(charges + 123_400, "withTax"));
  assert.match(unexplained, /Nothing that the ledger knows explains all of it/);
  assert.match(unexplained, /What could make a part of it/);
});

test("an import says what it will bring, then brings it; the numbers are 'at least', and Diagnose names the files", async (t) => {
  const scene = await openScene(t, ALL, { zone: ZONE });
  const { application, clock } = scene;
  const { ledger, account, model } = application;
  const older = madeUpRows("2025-04-01", "2025-04-30", 4);
  const path = fileIn(temporaryFolder(t), "April | 2025.csv", `${csvOf(older)}broken;x;y;z;;1\r\n`);
  const files = [{ name: "April | 2025.csv", path }];
  const waiting = await openImport(readingOf(scene), account.id, files, NO_SIGNAL);
  const { question, detail } = importQuestion(waiting.forecast, "My account");
  assert.equal(question, "Import 120 transactions into My account?");
  assert.match(detail, new RegExp(`^1–30 Apr 2025 \\(UTC dates\\), ₹${moneyToDecimal(chargeOf(older))} in all\\.`));
  assert.match(detail, /120 new, 0 changed, 0 already known\./);
  assert.match(
    detail,
    /1 row can not be read and will be left out\. The first is row 122 of April \| 2025\.csv, Timestamp\(UTC\): not a date and time\./,
  );
  assert.equal(await ledger.count(account.id, undefined, NO_FILTER), 0);
  const result = await waiting.commit();
  assert.equal(
    importedText(result),
    `Imported: 121 rows read, 120 new, 0 changed, 0 already known, 1 set aside; ₹${moneyToDecimal(chargeOf(older))} in the files.`,
  );
  assert.deepEqual(await ledger.coverage(account.id, "2025-01-01", "2026-12-31"), []);
  await model.choose({ period: { since: "2025-04-01", until: "2025-04-30" } });
  assert.deepEqual(
    [model.state.usage?.period.totals.charge, model.state.usage?.known.extent],
    [chargeOf(older.filter(({ at }) => at < Date.parse("2025-04-30T18:30Z") * 1000)), "partly"],
  );
  const versions = { extension: "1", vscode: "1", node: "1", platform: "x" };
  const page = diagnosisPage(await diagnose(model.state, "starter", ledger, versions, clock()));
  assert.match(page, /## Imported files/);
  assert.match(
    page,
    /\| April \\\| 2025\\\.csv \(121 rows\) \| 2025-04-01 to 2025-04-30 \| 121 \| 120 \| 0 \| 0 \| 0 \| 1 \|/,
  );
  const again = await openImport(readingOf(scene), account.id, files, NO_SIGNAL);
  assert.deepEqual(again.forecast.intake, { inserted: 0, updated: 0, kept: 0, known: 120 });
  await again.abort();
  await assert.rejects(again.commit());
  assert.equal((await readImports(ledger, account.id, clock())).length, 1);
});

test("one bad file among several, or a cancel: nothing of them is stored, and no intake is left", async (t) => {
  const scene = await openScene(t, ALL, { zone: ZONE });
  const { ledger, account } = scene.application;
  const folder = temporaryFolder(t);
  const good = { name: "a.csv", path: fileIn(folder, "a.csv", csvOf(ROWS)) };
  const bad = { name: "b.csv", path: fileIn(folder, "b.csv", "a,b\n1,2\n") };
  let open = 0;
  const counting = {
    beginFileRows: async (id: string): Promise<FileRows> => {
      const rows = await ledger.beginFileRows(id);
      open++;
      return Object.assign(rows, { abort: async () => void open-- });
    },
  };
  const problem = await openImport({ ...readingOf(scene), ledger: counting }, account.id, [good, bad], NO_SIGNAL).then(
    () => undefined,
    problemOf,
  );
  assert.equal(problem?.kind, "notAReport");
  assert.match(problem.detail, /^“b\.csv”: /);
  const cancel = new AbortController();
  const reading = { ...readingOf(scene), ledger: counting, onProgress: () => cancel.abort() };
  const cancelled = await openImport(reading, account.id, [good, good], cancel.signal).then(() => undefined, problemOf);
  assert.equal(cancelled?.kind, "cancelled");
  assert.equal(open, 0);
  assert.equal(await ledger.count(account.id, undefined, NO_FILTER), 0);
  assert.deepEqual(await readImports(ledger, account.id, scene.clock()), []);
});
