import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { diagnose } from "../../../../src/app/diagnose.ts";
import { Model } from "../../../../src/app/screen/model.ts";
import { type AppState, dataStateOf } from "../../../../src/domain/appState.ts";
import { FIRST_GST_RULE } from "../../../../src/domain/gst.ts";
import type { Problem, StorageReason } from "../../../../src/domain/problem.ts";
import { noticesOf } from "../../../../src/view/dashboard/dashboardNotices.ts";
import { diagnosisPage } from "../../../../src/view/diagnosisPage.ts";
import { statusItemOf } from "../../../../src/view/statusItem.ts";
import { productsMessage } from "../../../../src/view/treeRows.ts";
import { welcomeOf } from "../../../../src/view/welcome.ts";
import { problemText } from "../../../../src/view/wording.ts";
import { listLog } from "../../../support/editorWindow.ts";
import { temporaryFolder, threadLedger } from "../../../support/ledgers.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");
const REASONS: readonly StorageReason[] = [
  "full",
  "readOnly",
  "locked",
  "damaged",
  "newer",
  "missingModule",
  "noLocks",
  "other",
];
const VERSIONS = { extension: "1.0.0", vscode: "1.105.0", node: "22", platform: "linux x64" };

function stateWith(state: AppState, unavailable: Problem): AppState {
  return { ...state, loaded: true, problem: unavailable, unavailable };
}

test("a ledger that can not be used is a state of its own on every surface, for every cause", async (t) => {
  const ledger = threadLedger(t);
  const model = new Model({
    ledger,
    clock: Date.now,
    log: listLog([]),
    zone: "Asia/Kolkata",
    cycleStart: 1,
    outcomes: [],
  });
  for (const reason of REASONS) {
    const problem: Problem = { kind: "storage", reason, detail: "some detail" };
    const state = stateWith(model.state, problem);
    const { what, why } = problemText(problem);
    assert.equal(dataStateOf(state, 0), "unavailable", reason);
    assert.equal(welcomeOf(state, 0), "unavailable");
    assert.ok(productsMessage(state, 0).includes(what) && productsMessage(state, 0).includes(why));
    const item = statusItemOf(state, { mode: "period", openAlerts: 0, runwayDays: 0, gst: FIRST_GST_RULE }, 0);
    assert.equal(item?.command, "deepvue.diagnose");
    assert.ok(item?.spoken.includes(what));
    const notices = noticesOf(state, 0);
    assert.equal(notices[0]?.text, what);
    const page = diagnosisPage(await diagnose(state, "starter", ledger, VERSIONS, 0));
    assert.match(page, /some detail/);
    assert.match(page, /nothing: the ledger is not open/);
    const everything = JSON.stringify([item, notices, productsMessage(state, 0), page]);
    assert.doesNotMatch(everything, /not signed in|signed out|Sign In/i, reason);
    assert.doesNotMatch(everything, /in this editor window only/, `${reason}: nothing is kept, so nothing is promised`);
  }
});

test("history in this window only is promised where a ledger in memory keeps it, and there alone", () => {
  for (const reason of ["full", "readOnly", "damaged"] as const) {
    const problem = { kind: "storage", reason, detail: "" } as const;
    assert.match(problemText({ ...problem, inMemory: true }).why, /in this editor window only/, reason);
    assert.doesNotMatch(problemText(problem).why, /in this editor window only/, reason);
  }
  const newer = problemText({ kind: "storage", reason: "newer", detail: "", setAsideAs: "/some/where" });
  assert.match(newer.why, /keeps one of its own beside it/);
});

const node20 = ["/usr/local/bin/node", "/usr/bin/node"].find(
  (path) => existsSync(path) && execFileSync(path, ["--version"], { encoding: "utf8" }).startsWith("v20."),
);

test("without node:sqlite (a real Node 20) the cause is told once, and nobody is called signed out", {
  skip: node20 === undefined,
}, async (t) => {
  const folder = temporaryFolder(t);
  const entryPoints = [join(ROOT, "src/worker.ts"), join(ROOT, "test/support/stateProgram.ts")];
  await build({
    entryPoints,
    outdir: folder,
    entryNames: "[name]",
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
  const answer = JSON.parse(
    execFileSync(
      node20 ?? "",
      [join(folder, "stateProgram.js"), join(folder, "worker.js"), join(folder, "ledger.sqlite")],
      { encoding: "utf8" },
    ),
  );
  assert.match(answer.node, /^v20\./);
  assert.equal(answer.loaded, true);
  assert.equal(answer.signedIn, false);
  assert.equal(answer.unavailable.kind, "storage");
  assert.equal(answer.unavailable.reason, "missingModule");
  assert.equal(answer.logged.length, 1, answer.logged.join("\n"));
});
