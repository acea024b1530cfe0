import assert from "node:assert/strict";
import { test } from "node:test";
import { compareWindow, diagnose } from "../../../src/app/diagnose.ts";
import type { Diagnosis, NumberDiagnosis } from "../../../src/domain/diagnosis.ts";
import { comparisonPage, diagnosisPage } from "../../../src/view/diagnosisPage.ts";
import { HOSTILE_TEXTS } from "../../sandbox/faults.ts";
import { chargeOf, madeUpRows } from "../../support/madeUpRows.ts";
import { HOUR, NOVEMBER, openScene, type Scene } from "../../support/syncScene.ts";

const NO_SIGNAL = new AbortController().signal;
const VERSIONS = { extension: "1.2.3", vscode: "1.105.0", node: "24.0.0", platform: "linux x64" };
const ROWS = madeUpRows("2026-11-01", "2026-11-20", 4).filter(({ at }) => at < Date.parse("2026-11-20T10:00Z") * 1000);

async function diagnosisOf({ application, clock }: Scene): Promise<Diagnosis & { readonly number: NumberDiagnosis }> {
  await application.model.read();
  const { model, ledger } = application;
  const { number, ...rest } = await diagnose(model.state, "starter", ledger, VERSIONS, clock());
  assert.ok(number);
  return { ...rest, number };
}

test("the page tells where the ledger lies, for whoever wants the command line to use the same", async (t) => {
  const scene = await openScene(t, []);
  await scene.application.model.read();
  const { model, ledger } = scene.application;
  const diagnosis = await diagnose(model.state, "starter", ledger, VERSIONS, scene.clock());
  assert.doesNotMatch(diagnosisPage(diagnosis), /--ledger/);
  const page = diagnosisPage({ ...diagnosis, ledgerFile: "~/a_b|c/ledger.sqlite" });
  assert.ok(page.includes("deepvue-usage --ledger | \\~\\/a\\_b\\|c\\/ledger\\.sqlite |"), page);
});

for (const untilDate of ["inclusive", "exclusive"] as const) {
  test(`a number that adds up: rows, roll-ups and every window agree (until_date ${untilDate})`, async (t) => {
    const scene = await openScene(t, ROWS, { untilDate });
    await scene.fetch(NOVEMBER);
    const { number, ledger, versions } = await diagnosisOf(scene);
    const sum = { calls: ROWS.length, charge: chargeOf(ROWS) };
    assert.deepEqual([number.shown, number.counted], [sum, sum]);
    assert.deepEqual(
      number.windows.map(({ report, verdict }) => [report.since, report.until, verdict]),
      [
        ["2026-11-01", "2026-11-03", "agrees"],
        ["2026-11-03", "2026-11-09", "agrees"],
        ["2026-11-09", "2026-11-15", "agrees"],
        ["2026-11-15", "2026-11-21", "agrees"],
      ],
    );
    assert.deepEqual(number.coverage, { open: 1, settling: 2, sealed: 17, missing: [] });
    assert.deepEqual([number.check.rows, number.check.damage, number.check.differingDays], [ROWS.length, [], []]);
    assert.deepEqual([versions, ledger?.mode], [VERSIONS, "file"]);
  });
}

test("windows that were read again are told from windows that differ; gaps are named", async (t) => {
  const scene = await openScene(t, ROWS);
  await scene.fetch({ since: "2026-11-01", until: "2026-11-10" });
  scene.rows = ROWS.map((row) => ({ ...row, charge: row.charge + 100 }));
  scene.forward(HOUR);
  await scene.fetch({ since: "2026-11-04", until: "2026-11-05" }, { sealedReadBefore: scene.clock() });
  const { number } = await diagnosisOf(scene);
  assert.deepEqual(
    number.windows.map(({ report, verdict }) => [report.since, report.until, verdict]),
    [
      ["2026-11-01", "2026-11-05", "readAgain"],
      ["2026-11-04", "2026-11-06", "agrees"],
      ["2026-11-05", "2026-11-11", "readAgain"],
    ],
  );
  assert.deepEqual(
    number.coverage.missing,
    Array.from({ length: 10 }, (_, index) => `2026-11-${index + 11}`),
  );
  const page = diagnosisPage(await diagnosisOf(scene));
  assert.match(page, /Never fetched, so in no total: 2026-11-11, 2026-11-12/);
  assert.match(page, /Counted again row by row: the same\./);
});

test("a report that gave fewer rows than are there is told from one that was read before they changed", async (t) => {
  const scene = await openScene(t, ROWS);
  await scene.fetch(NOVEMBER);
  // The last one on the 19th, which is still asked for again.
  const lost = ROWS.findLast(({ at }) => at < Date.parse("2026-11-20T00:00Z") * 1000);
  assert.ok(lost);
  scene.rows = ROWS.filter((row) => row !== lost);
  scene.forward(HOUR);
  await scene.fetch(NOVEMBER);
  const { number } = await diagnosisOf(scene);
  const last = number.windows.at(-1);
  assert.deepEqual([last?.verdict, (last?.without.calls ?? 0) - (last?.report.received ?? 0)], ["gaveFewer", 1]);
  assert.match(diagnosisPage(await diagnosisOf(scene)), /gave fewer rows/);
});

test("reading a window again lists every difference and changes nothing, and a refused one leaves no trace", async (t) => {
  const scene = await openScene(t, ROWS);
  await scene.fetch(NOVEMBER);
  const { ledger, service, account, sandbox, synchronizer } = scene.application;
  const window = { since: "2026-11-03", until: "2026-11-09" };
  const tools = { ledger, service, clock: scene.clock, synchronizer };
  const same = await compareWindow(tools, account.id, window, NO_SIGNAL);
  assert.deepEqual([same.added, same.missing, same.changed], [0, 0, 0]);
  assert.match(comparisonPage(same), /\*\*No difference\.\*\*/);

  const inside = ROWS.filter(({ at }) => at >= Date.parse("2026-11-04") * 1000 && at < Date.parse("2026-11-08") * 1000);
  const [gone, refunded, renamed] = inside;
  assert.ok(gone !== undefined && refunded !== undefined && renamed !== undefined);
  const late = madeUpRows("2026-11-06", "2026-11-06", 40)[39]!;
  scene.rows = [
    ...ROWS.filter((row) => row !== gone && row !== refunded && row !== renamed),
    { ...refunded, charge: -29_500 },
    { ...renamed, message: "Invalid Pan Number. | `x`" },
    late,
  ];
  const before = JSON.stringify([
    await ledger.check(account.id),
    await ledger.reports(account.id, "2026-11-01", "2026-11-30"),
  ]);
  const found = await compareWindow(tools, account.id, window, NO_SIGNAL);
  assert.deepEqual([found.added, found.missing, found.changed], [1, 1, 2]);
  const after = JSON.stringify([
    await ledger.check(account.id),
    await ledger.reports(account.id, "2026-11-01", "2026-11-30"),
  ]);
  assert.equal(after, before);
  const page = comparisonPage(found);
  assert.equal(page.match(/^\| changed \|/gm)?.length, 2);
  assert.match(page, new RegExp(`only at Deepvue \\| ${late.id}`));
  assert.match(page, new RegExp(`only in the ledger \\| ${gone.id}`));
  assert.match(page, /→ -2\.95/);
  assert.match(page, /\\\| \\`x\\`/, "foreign text breaks no table");

  sandbox.setFaults({ report: { kind: "cutBody" } });
  await assert.rejects(compareWindow(tools, account.id, window, NO_SIGNAL));
  assert.equal(
    JSON.stringify([await ledger.check(account.id), await ledger.reports(account.id, "2026-11-01", "2026-11-30")]),
    before,
  );
});

test("the document can be shared: no client id, secret, token or address, and foreign text does nothing", async (t) => {
  const scene = await openScene(t, ROWS, { faults: { report: { kind: "hostileText" } } });
  const { application } = scene;
  await scene.fetch({ since: "2026-11-01", until: "2026-11-10" });
  application.sandbox.setFaults({
    report: {
      kind: "error",
      status: 422,
      detail: `| x | <img src=x> [a](command:b) ${application.sandbox.credentials.clientSecret}`,
    },
  });
  await scene.problemOf(NOVEMBER);
  application.sandbox.setFaults({ report: { kind: "hostileText" } });
  scene.rows = ROWS.map((row) => ({ ...row, charge: row.charge + 1 }));
  const window = { since: "2026-11-05", until: "2026-11-11" };
  const { ledger, service, account, synchronizer } = application;
  const tools = { ledger, service, clock: scene.clock, synchronizer };
  const comparison = await compareWindow(tools, account.id, window, NO_SIGNAL);
  const pages = [diagnosisPage(await diagnosisOf(scene)), comparisonPage(comparison)];
  const { clientId, clientSecret } = application.sandbox.credentials;
  for (const page of pages) {
    for (const secret of [clientId, clientSecret, "sandbox.", application.sandbox.url, account.id, "127.0.0.1"]) {
      assert.ok(!page.includes(secret), secret);
    }
    assert.doesNotMatch(page, /<img|<script|\]\(command:|\]\(https:|\$\(error\)/);
    // Every line of a table has as many cells as its head.
    for (const [head] of page.matchAll(/^\|.*(?:\n\|.*)*/gm)) {
      const counts = head.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
      assert.deepEqual(new Set(counts).size, 1, head);
    }
  }
  assert.ok(comparison.changed >= HOSTILE_TEXTS.length);
});

test("our own requests of the last day are counted beside what the plan allows", async (t) => {
  const scene = await openScene(t, madeUpRows("2026-11-01", "2026-11-19", 1), { plan: "growth" });
  const { model, ledger, sandbox } = scene.application;
  await scene.fetch(NOVEMBER);
  await model.read();
  const diagnosis = await diagnose(model.state, "growth", ledger, VERSIONS, scene.clock());
  const sent = sandbox.requests.length;
  assert.deepEqual([diagnosis.requests?.day, diagnosis.requests?.dayBackground], [sent, 0]);
  const row = `| Requests of the last 24 hours | ${sent} of 20,000; 0 of them in the background, which takes 2,000 at most |`;
  assert.ok(diagnosisPage(diagnosis).includes(row), diagnosisPage(diagnosis).slice(0, 900));
  const counts = `| Requests in all windows, days in UTC | ${sent} requests today, ${sent} this month \\(counted since 20 Nov\\) |`;
  assert.ok(diagnosisPage(diagnosis).includes(counts), diagnosisPage(diagnosis).slice(0, 1_400));
  assert.match(diagnosisPage(diagnosis), /^\| Charges for these requests \| no charges for them in the report/m);
  assert.equal(model.state.ownRequests?.counts.today, sent, "and so the hover says");
});
