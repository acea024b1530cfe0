import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";

/** One import line of a source file. */
interface Import {
  readonly from: string;
  /** A path below src without its extension's dot segments ("domain/money.ts"), or a package name. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const SRC = resolve(import.meta.dirname, "../../src");

/**
 * Rooms and the rooms they may import (docs/architecture.md). A room may always import itself. Composition roots, one per thread,
 * connect rooms that do not know each other.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  deepvue: ["domain"],
  ledger: ["domain"],
  // A team's databases; which one it is, its dialect file alone knows.
  team: ["domain"],
  app: ["domain"],
  code: ["domain"],
  // Of code it words what was found.
  view: ["domain", "code", "contract.ts", "protocol.ts"],
  sandbox: ["domain"],
  // Questions and answers for models, the same wherever they are put.
  answers: ["domain", "app", "view", "contract.ts"],
  mcp: ["domain", "answers"],
  webview: ["protocol.ts", "domain"],
  // What both faces need to connect the rooms below; it knows neither of them.
  wiring: ["domain", "deepvue", "ledger", "team", "app", "code", "sandbox"],
  ui: [
    "domain",
    "deepvue",
    "ledger",
    "app",
    "code",
    "view",
    "sandbox",
    "wiring",
    "answers",
    "mcp",
    "contract.ts",
    "protocol.ts",
  ],
  // Thin: it sees the service and the ledger as ports only.
  cli: ["domain", "app", "view", "wiring", "answers", "mcp"],
  // The first text and nothing else: whatever it loads is waited for at every start of VS Code.
  "extension.ts": ["ui", "start.ts"],
  "start.ts": ["domain", "deepvue", "ledger", "app", "view", "sandbox", "wiring", "ui", "contract.ts", "protocol.ts"],
  // Old versions of Node get no further than this; everything else is loaded after it has looked.
  "cli.ts": ["cli", "ownLedger.ts"],
  "worker.ts": ["domain", "ledger", "deepvue"],
  "ownLedger.ts": ["domain", "ledger", "deepvue"],
  "mcpProcess.ts": ["domain", "answers", "mcp", "wiring"],
  "contract.ts": ["domain"],
  "protocol.ts": ["domain"],
};

/**
 * Inside a floor: what lies in a folder, and which of the floor's other folders it may import. A folder with subfolders of its own
 * is one subject; "" is what lies on the floor itself. Floors that are not named here have one room.
 */
const INSIDE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  ledger: {
    file: [],
    rows: ["file"],
    rollups: ["file", "rows"],
    shared: ["file"],
    intake: ["file", "rows", "rollups", "shared"],
    queries: ["file", "rows", "rollups"],
    "": ["file", "rows", "rollups", "shared", "intake", "queries"],
    thread: ["", "file", "rows", "rollups", "shared", "intake", "queries"],
  },
  deepvue: { "": [], reportFile: [""] },
  app: {
    "": ["sync", "screen", "watch", "bill", "team"],
    sync: [],
    screen: ["sync"],
    watch: ["sync", "screen"],
    export: [],
    bill: ["sync"],
    report: ["sync", "watch"],
    team: ["sync"],
  },
  domain: { "": [], watch: [""] },
  code: {
    "": ["syntax", "calls", "runs", "checks"],
    syntax: [""],
    calls: ["", "syntax"],
    runs: ["", "syntax"],
    checks: ["", "syntax", "calls"],
  },
  view: { "": [], dashboard: [""], code: [""] },
  webview: {
    base: [],
    controls: ["base"],
    charts: ["base", "controls"],
    cards: ["base", "controls"],
    table: ["base", "controls"],
    "": ["base", "controls", "charts", "cards", "table"],
  },
  ui: {
    "": ["commands", "surfaces", "code"],
    surfaces: [""],
    code: ["", "surfaces"],
    commands: ["", "surfaces", "code"],
  },
  // A server's names of formats are known where its flags are.
  cli: { "": ["commands", "serve"], serve: [""], commands: ["", "serve"] },
};

/** What lies on a floor itself and yet below its rooms, and the one type that lies above them: file, and who may import it. */
const BETWEEN: readonly (readonly [from: RegExp, to: RegExp])[] = [
  [/^ledger\//, /^ledger\/steps\.ts$/],
  [/^domain\/appState\.ts$/, /^domain\/watch\//],
];

/** Packages and built-ins with one home each. */
const HOMES: Readonly<Record<string, readonly RegExp[]>> = {
  vscode: [/^ui\//, /^(extension|start)\.ts$/],
  "node:sqlite": [/^ledger\/file\//],
  "node:worker_threads": [/^ledger\/thread\//, /^worker\.ts$/],
  "node:http": [/^cli\/serve\/listening\.ts$/, /^team\/(databaseRequest|clickHouse)\.ts$/],
  "node:https": [/^team\/databaseRequest\.ts$/],
  "node:net": [/^cli\/serve\/listening\.ts$/],
  "node-fetch": [/^deepvue\/http\.ts$/],
  "chart.js": [/^webview\//],
  valibot: [/^deepvue\//, /^answers\//],
  "@modelcontextprotocol/server": [/^mcp\/sdkServer\.ts$/],
  sax: [/^deepvue\/reportFile\//],
  "hyparquet-writer": [/^app\/export\//],
  postgres: [/^team\/postgres\.ts$/],
  "@date-fns/tz/tzOffset": [/^domain\/day\.ts$/],
};

/** Pure rules that hold on both sides of the page's wall; of everything else the webview may import types only. */
const ALSO_IN_WEBVIEW = new Set(["domain/foreignText.ts"]);

const TREATIES = new Set(["contract.ts", "protocol.ts"]);
const LAZY = [
  "start.ts",
  "ui/commands.ts",
  "deepvue/createClient.ts",
  "ui/surfaces/dashboard.ts",
  "ui/code/codeSurfaces.ts",
  "app/export/exporter.ts",
  "deepvue/reportFile/readReportFiles.ts",
  "sandbox/sampleService.ts",
  "team/openTeamStore.ts",
  "ui/teamLedgers.ts",
  "cli/serve/teamServing.ts",
  "team/clickHouse.ts",
  "team/postgres.ts",
  "cli/program.ts",
  "answers/tools.ts",
  "wiring/folderCode.ts",
  "mcp/sdkServer.ts",
];

function importsOf(file: string, text: string): Import[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;
  return [...text.matchAll(pattern)].map(([, typeOnly, path, dynamic]) => {
    const target = path ?? dynamic ?? "";
    const to = target.startsWith(".") ? relative(SRC, join(SRC, dirname(file), target)) : target;
    return { from: file, to, typeOnly: typeOnly !== undefined };
  });
}

function roomOf(path: string): string {
  return path.split("/")[0] ?? path;
}

/** The folder inside its floor: "file" for "ledger/file/schema.ts", "" for "ledger/sqliteLedger.ts". */
function folderOf(path: string): string {
  const parts = path.split("/");
  return parts.length > 2 ? (parts[1] ?? "") : "";
}

function breaksAFloorsRule(from: string, to: string): boolean {
  const folders = INSIDE[roomOf(from)];
  const [folder, target] = [folderOf(from), folderOf(to)];
  if (folders === undefined || folder === target) return false;
  if (BETWEEN.some(([who, what]) => who.test(from) && what.test(to))) return false;
  return !(folders[folder] ?? []).includes(target);
}

/** Every breach of the rules in words. */
function breachesOf(file: string, text: string): string[] {
  const breaches: string[] = [];
  for (const { from, to, typeOnly } of importsOf(file, text)) {
    const home = Object.entries(HOMES).find(([name]) => to === name || to.startsWith(`${name}/`));
    if (home !== undefined && !home[1].some((pattern) => pattern.test(from))) {
      breaches.push(`${from} imports ${to}, which has another home`);
    }
    const isOurs = /\.(ts|json)$/.test(to);
    if (to.startsWith("..") && to !== "../package.json") breaches.push(`${from} imports ${to}, which is not shipped`);
    if (!isOurs || to.startsWith("..")) continue;
    const [room, target] = [roomOf(from), roomOf(to)];
    if (room !== target && !(MAY_IMPORT[room] ?? []).includes(target)) breaches.push(`${from} imports ${to}`);
    if (room === target && breaksAFloorsRule(from, to)) breaches.push(`${from} imports ${to} of the same floor`);
    if (TREATIES.has(room) && !typeOnly) breaches.push(`${from} imports more than types from ${to}`);
    const isForBoth = target === "webview" || ALSO_IN_WEBVIEW.has(to);
    if (room === "webview" && !isForBoth && !typeOnly) breaches.push(`${from} imports more than types`);
    const isStatic = !text.includes(`import("${relativeTo(from, to)}")`);
    if (LAZY.includes(to) && isStatic && !typeOnly && roomOf(from) !== "sandbox") {
      breaches.push(`${from} loads ${to} at once; it must be lazy`);
    }
  }
  return breaches;
}

function relativeTo(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

const sources = globSync("**/*.ts", { cwd: SRC }).sort();

function textOf(file: string): string {
  return readFileSync(join(SRC, file), "utf8");
}

test("the rule recognises a breach of each kind", () => {
  const bad: readonly (readonly [string, string])[] = [
    ["domain/money.ts", 'import { x } from "../ledger/schema.ts";'],
    ["app/model.ts", 'import { DeepvueClient } from "../deepvue/client.ts";'],
    ["view/treeRows.ts", 'import * as vscode from "vscode";'],
    ["deepvue/client.ts", 'import fetch from "node-fetch";'],
    ["ui/commands.ts", 'import { DatabaseSync } from "node:sqlite";'],
    ["webview/main.ts", 'import { formatMoney } from "../domain/money.ts";'],
    ["webview/main.ts", 'import { x } from "../protocol.ts";'],
    ["ledger/rpc.ts", 'export { y } from "../app/model.ts";'],
    ["ui/commands.ts", 'import { Dashboard } from "./surfaces/dashboard.ts";'],
    ["app/model.ts", 'const x = await import("../ui/commands.ts");'],
    ["protocol.ts", 'import { formatMoney } from "./domain/money.ts";'],
    ["app/model.ts", 'import type { Desk } from "../answers/desk.ts";'],
    ["view/treeRows.ts", 'import type { Answer } from "../answers/tool.ts";'],
    ["answers/desk.ts", 'import * as vscode from "vscode";'],
    ["answers/desk.ts", 'import type { WorkerLedger } from "../ledger/thread/workerLedger.ts";'],
    ["answers/tool.ts", 'import { serveLines } from "../mcp/lineServer.ts";'],
    ["answers/tool.ts", 'import { DeepvueClient } from "../deepvue/client.ts";'],
    ["mcp/served.ts", 'import { readUsage } from "../app/screen/usage.ts";'],
    ["ui/mcpServer.ts", 'import { Server } from "@modelcontextprotocol/server";'],
    ["mcpProcess.ts", 'import { serveWithSdk } from "./mcp/sdkServer.ts";'],
    ["mcp/lineServer.ts", 'import { Server } from "@modelcontextprotocol/server";'],
    ["ui/languageTools.ts", 'import { TOOLS } from "../answers/tools.ts";'],
    ["sandbox/sampleService.ts", 'import { startSandbox } from "../../test/sandbox/server.ts";'],
    ["sandbox/sampleService.ts", 'import { createServer } from "node:http";'],
    ["cli/opened.ts", 'import * as vscode from "vscode";'],
    ["team/sqlTeamStore.ts", 'import connect from "postgres";'],
    ["team/openTeamStore.ts", 'import { postgres } from "./postgres.ts";'],
    ["team/teamReading.ts", 'import { SqliteLedger } from "../ledger/sqliteLedger.ts";'],
    ["cli/opened.ts", 'import { SqliteLedger } from "../ledger/sqliteLedger.ts";'],
    ["cli/opened.ts", 'import { createClient } from "../deepvue/createClient.ts";'],
    ["cli/spendTable.ts", 'import { showInformation } from "../ui/messages.ts";'],
    ["cli/spendTable.ts", 'import type { Settings } from "../contract.ts";'],
    ["cli.ts", 'import { runProgram } from "./cli/program.ts";'],
    ["cli.ts", 'import { WorkerLedger } from "./ledger/thread/workerLedger.ts";'],
    ["wiring/secrets.ts", 'import type { Context } from "../cli/context.ts";'],
    ["wiring/secrets.ts", 'import { readSetting } from "../ui/settings.ts";'],
    ["app/report/spendOf.ts", 'import type { Context } from "../../cli/context.ts";'],
  ];
  for (const [from, to] of [
    ["ledger/file/schema.ts", "ledger/rows/kinds.ts"],
    ["ledger/rows/kinds.ts", "ledger/intake/stagedRows.ts"],
    ["ledger/rows/kinds.ts", "ledger/rollups/rollups.ts"],
    ["ledger/rollups/rollups.ts", "ledger/queries/filters.ts"],
    ["ledger/intake/storeReport.ts", "ledger/queries/filters.ts"],
    ["ledger/queries/filters.ts", "ledger/intake/stagedRows.ts"],
    ["ledger/queries/filters.ts", "ledger/shared/accounts.ts"],
    ["ledger/shared/accounts.ts", "ledger/rows/kinds.ts"],
    ["ledger/queries/filters.ts", "ledger/thread/rpc.ts"],
    ["ledger/sqliteLedger.ts", "ledger/thread/rpc.ts"],
    ["app/sync/lease.ts", "app/screen/model.ts"],
    ["app/sync/lease.ts", "app/watch/watcher.ts"],
    ["app/screen/model.ts", "app/watch/watcher.ts"],
    ["app/screen/model.ts", "app/background.ts"],
    ["app/export/exporter.ts", "app/sync/coverage.ts"],
    ["app/watch/watcher.ts", "app/export/exporter.ts"],
    ["app/bill/reconciling.ts", "app/export/exporter.ts"],
    ["app/sync/lease.ts", "app/bill/reconciling.ts"],
    ["app/sync/lease.ts", "app/report/spendOf.ts"],
    ["app/screen/model.ts", "app/report/spendOf.ts"],
    ["domain/money.ts", "domain/watch/budget.ts"],
    ["view/treeRows.ts", "view/dashboard/buckets.ts"],
    ["webview/base/dom.ts", "webview/controls/choiceList.ts"],
    ["webview/controls/filterBar.ts", "webview/charts/plot.ts"],
    ["webview/controls/filterBar.ts", "webview/cards/tiles.ts"],
    ["webview/cards/tiles.ts", "webview/charts/plot.ts"],
    ["webview/table/rowsView.ts", "webview/cards/tiles.ts"],
    ["webview/charts/plot.ts", "webview/page.ts"],
    ["ui/surfaces/dashboard.ts", "ui/commands/choosePeriod.ts"],
  ] as const) {
    const line = `import type { x } from "${relativeTo(from, to)}";`;
    assert.deepEqual(breachesOf(from, line), [`${from} imports ${to} of the same floor`], `${from}: ${line}`);
  }
  for (const [file, text] of bad) assert.notDeepEqual(breachesOf(file, text), [], `${file}: ${text}`);
});

test("the rule lets good imports pass", () => {
  const good: readonly (readonly [string, string])[] = [
    ["app/model.ts", 'import type { Ledger } from "../domain/ledgerPorts.ts";'],
    ["ui/commands.ts", 'import type { Dashboard } from "./surfaces/dashboard.ts";'],
    ["extension.ts", 'const d = import("./ui/surfaces/dashboard.ts");'],
    ["cli.ts", 'const { runProgram } = await import("./cli/program.ts");'],
    ["cli/commands/spend.ts", 'import { spendOf } from "../../app/report/spendOf.ts";'],
    ["deepvue/http.ts", 'import fetch from "node-fetch";'],
    ["mcpProcess.ts", 'import { serveLines } from "./mcp/lineServer.ts";'],
    ["cli/commands/mcp.ts", 'const { serveWithSdk } = await import("../../mcp/sdkServer.ts");'],
    ["ui/languageTools.ts", 'const { TOOLS } = await import("../answers/tools.ts");'],
    ["contract.ts", 'import type manifest from "../package.json";'],
    ["webview/base/dom.ts", 'import { lineOf } from "../../domain/foreignText.ts";'],
  ];
  for (const [file, text] of good) assert.deepEqual(breachesOf(file, text), [], `${file}: ${text}`);
});

test("every source keeps to the rooms' rules", () => {
  assert.ok(sources.length > 50, "the sources were found");
  const breaches = sources.flatMap((file) => breachesOf(file, textOf(file)));
  assert.deepEqual(breaches, []);
});

/** Milliseconds and microseconds are both numbers to the compiler; what an instant is counted in stands in its type, and in one conversion. */
const INSTANTS = "now|asOf|readAt|syncedAt|askedAt|attemptedAt|grantedAt|answeredAt|retryAt|filledUntil";
const OPEN_UNIT = new RegExp(`\\b(${INSTANTS})\\??: number\\b|\\b(${INSTANTS}|clock\\(\\)) [*/] 1_?000\\b|[Ee]poch ms`);

test("an instant says in its type whether it is milliseconds or microseconds", () => {
  for (const bad of [
    "isDue(now: number): boolean",
    "readonly syncedAt?: number;",
    "todayIn(zone, now * 1000)",
    "/** Epoch ms. */",
  ])
    assert.match(bad, OPEN_UNIT);
  for (const good of [
    "isDue(now: EpochMs)",
    "todayIn(zone, microsOf(now))",
    "knownAt: number",
    "readonly rows: number",
  ])
    assert.doesNotMatch(good, OPEN_UNIT);
  const open = sources.filter((file) => OPEN_UNIT.test(textOf(file)));
  assert.deepEqual(open, []);
});

/** Rooms of the ledger whose reading and writing goes through a transaction that they are handed. */
const IN_A_TRANSACTION = /^ledger\/(rows|rollups|intake|queries)\//;

/** Who is handed the connection itself can read outside of a transaction, and then places and ids are not of one state. */
function readsOutside(file: string, text: string): boolean {
  return IN_A_TRANSACTION.test(file) && /\bDatabase(Sync)?\b|\braw\b|\bholdState\b/.test(text);
}

test("rows are read and written in transactions only: no room of rows knows the connection", () => {
  assert.ok(
    readsOutside("ledger/rows/hourRows.ts", 'import { blob, type Database, integer } from "../file/database.ts";'),
  );
  assert.ok(readsOutside("ledger/queries/newestRows.ts", "readIds(database: Database, hour: number)"));
  assert.ok(!readsOutside("ledger/queries/newestRows.ts", 'import { type Snapshot } from "../file/database.ts";'));
  const outside = sources.filter((file) => readsOutside(file, textOf(file)));
  assert.deepEqual(outside, []);
});

/** Opens a database by its file's name; in memory and in a temporary file nobody else finds it. */
function opensByName(text: string): boolean {
  return /\bDatabaseSync\)?\((?!"(:memory:)?"\))/.test(text);
}

test("whoever opens a database's file keeps it from being replaced before it has been read", () => {
  assert.ok(opensByName("new Database(new sqlite.DatabaseSync(path))"));
  assert.ok(opensByName("new Database(new (sqliteModule().DatabaseSync)(path))"));
  assert.ok(!opensByName('new DatabaseSync("")') && !opensByName('new sqlite.DatabaseSync(":memory:")'));
  const opening = sources.filter((file) => opensByName(textOf(file)));
  assert.ok(opening.length > 2, "the sources were found");
  assert.deepEqual(
    opening.filter((file) => !/\bwhileNotReplaced\b/.test(textOf(file))),
    [],
  );
});

/** Lines of a file of the command line: what decides or words something belongs below. */
const MOST_CLI_LINES = 260;
/** Sums and what is known are the ledger's and `domain/known.ts`: a face that adds up has found a second way to a number. */
const COUNTS_ITSELF = /\b(addTotals|knownOf|knownStretches|coverageOf|readCoverage|readUsage|summarize|hourly)\(/;

function isThick(file: string, text: string): boolean {
  return file.startsWith("cli/") && (text.split("\n").length > MOST_CLI_LINES || COUNTS_ITSELF.test(text));
}

test("the command line is thin: it neither sums nor judges what is known", () => {
  for (const bad of [
    "const totals = rows.reduce(addTotals(a, b));",
    "await ledger.summarize(account.id, period, 'day', {})",
    "knownOf(interval, stretches, now)",
    "\n".repeat(MOST_CLI_LINES),
  ]) {
    assert.ok(isThick("cli/commands/spend.ts", bad), bad);
    assert.ok(!isThick("app/report/spendOf.ts", bad));
  }
  assert.ok(!isThick("cli/commands/spend.ts", "await spendOf(ledger, account, question, moment)"));
  assert.deepEqual(
    sources.filter((file) => isThick(file, textOf(file))),
    [],
  );
});

test("every file lies in a room", () => {
  for (const file of sources) {
    assert.ok(roomOf(file) in MAY_IMPORT, `${file} lies outside the rooms`);
    const folders = INSIDE[roomOf(file)] ?? { "": [] };
    assert.ok(folderOf(file) in folders, `${file} lies outside its floor's folders`);
  }
});

test("a file's name occurs once", () => {
  const names = sources.map((file) => basename(file));
  assert.deepEqual(
    sources.filter((file) => names.indexOf(basename(file)) !== names.lastIndexOf(basename(file))),
    [],
  );
});

test("the composition root stays small, and no file is a drawer", () => {
  const root = readFileSync(join(SRC, "start.ts"), "utf8");
  assert.ok(root.split("\n").length <= 150, "start.ts has more than 150 lines");
  const drawers = sources.filter((file) => /(^|\/)(utils?|helpers?|common|manager|service|index|misc)\.ts$/.test(file));
  assert.deepEqual(drawers, []);
});

/** Loops over listeners of one's own: the first that throws would keep the others from being told. */
const OWN_LISTENERS = /new (Set|Map)<[^;]*=> ?void>+\(|\bof (this\.)?#?listeners\b|listeners\.forEach\(/;

test("listeners are told through one door", () => {
  for (const bad of [
    "readonly #listeners = new Set<(state: AppState) => void>();",
    "for (const listener of this.#listeners) listener(state);",
    "this.#listeners.forEach((listener) => listener());",
  ]) {
    assert.match(bad, OWN_LISTENERS);
  }
  for (const file of sources.filter((name) => name !== "domain/listeners.ts")) {
    assert.doesNotMatch(textOf(file), OWN_LISTENERS, file);
  }
});

test("no default exports, no enums", () => {
  for (const file of sources) {
    const text = textOf(file);
    assert.doesNotMatch(text, /^export default /m, file);
    assert.doesNotMatch(text, /^(export )?(const )?enum /m, file);
  }
});

/** A loop that ends early leaves a field wherever it stopped, and the next one begins there. */
const FIELD_AS_LOOP_VARIABLE = /for \([^)]*this\.#\w+(\.\w+)*\s*(\+\+|--|[+-]=)/;

test("no field is a loop's variable", () => {
  assert.match("for (; this.#pages <= MOST; this.#pages++) {", FIELD_AS_LOOP_VARIABLE);
  for (const file of sources) assert.doesNotMatch(textOf(file), FIELD_AS_LOOP_VARIABLE, file);
});

/**
 * What of VS Code shows text, and the one file that may use it: there every text is made inert or is known to be escaped. A name
 * that is used elsewhere would be a way past the door.
 */
const DOORS: readonly (readonly [what: RegExp, home: string])[] = [
  [/\bshow(Information|Warning|Error)Message\b|\bsetStatusBarMessage\b/, "ui/messages.ts"],
  [/\b(createQuickPick|showQuickPick|showWorkspaceFolderPick)\b/, "ui/picks.ts"],
  [/\b(createInputBox|showInputBox|validationMessage)\b/, "ui/prompts.ts"],
  [/\bwindow\.withProgress\b/, "ui/progress.ts"],
  [/\bshowSaveDialog\b/, "ui/saveFile.ts"],
  [/\bshowOpenDialog\b/, "ui/openFiles.ts"],
  [/\bcreateOutputChannel\b/, "ui/log.ts"],
  [/\bnew (vscode\.)?MarkdownString\b/, "ui/surfaces/hover.ts"],
];

function passesADoor(file: string, text: string): string[] {
  return DOORS.filter(([what, home]) => file !== home && what.test(text)).map(([what]) => `${file}: ${what}`);
}

test("what VS Code shows goes through one door each", () => {
  assert.equal(passesADoor("ui/commands/x.ts", "await vscode.window.showErrorMessage(text)").length, 1);
  assert.equal(passesADoor("ui/commands/x.ts", "const { showQuickPick } = vscode.window").length, 1);
  assert.equal(passesADoor("ui/commands/x.ts", "input.validationMessage = text").length, 1);
  assert.equal(passesADoor("extension.ts", "vscode.window.withProgress(options, work)").length, 1);
  assert.deepEqual(passesADoor("ui/messages.ts", "vscode.window.showErrorMessage(inertText(text))"), []);
  const vscodeFiles = sources.filter((file) => /^(ui\/|extension\.ts)/.test(file));
  assert.deepEqual(
    vscodeFiles.flatMap((file) => passesADoor(file, textOf(file))),
    [],
  );
  for (const [what, home] of DOORS) assert.match(readFileSync(join(SRC, home), "utf8"), what, home);
});

/** Who builds or connects the application, and who is the whole ledger. */
const HAS_THE_WHOLE_LEDGER = /^(app\/application|ui\/parts|ledger\/thread\/\w+)\.ts$/;

function asksForAll(file: string, text: string): boolean {
  return !HAS_THE_WHOLE_LEDGER.test(file) && /import[^;]*[{,\s]Ledger\b[^;]*ledgerPorts\.ts"/.test(text);
}

test("a reader of the ledger names the parts of it that it needs", () => {
  for (const bad of [
    'import type { Ledger } from "../../domain/ledgerPorts.ts";',
    'import type {\n  Leases,\n  Ledger,\n} from "../../domain/ledgerPorts.ts";',
  ]) {
    assert.ok(asksForAll("app/sync/lease.ts", bad), bad);
    assert.ok(!asksForAll("app/application.ts", bad));
  }
  assert.ok(
    !asksForAll("app/sync/lease.ts", 'import type { LedgerChanges, Leases } from "../../domain/ledgerPorts.ts";'),
  );
  assert.deepEqual(
    sources.filter((file) => asksForAll(file, textOf(file))),
    [],
  );
});

/** Names by which the service is asked and answers. Words like "code", "data" or "message" are everybody's. */
const WIRE_NAMES = [
  "Transaction Id",
  "Timestamp(UTC)",
  "Product Id",
  "usage_data",
  "file_url",
  "access_token",
  "expires_in",
  "current_balance",
  "client_id",
  "client_secret",
  "since_date",
  "until_date",
  "generate_excel",
  "sub_code",
  "error_code",
  "client-id",
  "x-api-key",
];
/** The sample account plays the service; checks of source texts look for its names in what others wrote. */
const KNOWS_WIRE_NAMES = /^(deepvue\/wire\.ts|sandbox\/|code\/checks\/)/;

/** Names that the code itself uses, as a text or as a field's name; a comment or a sentence may mention them. */
function wireNamesIn(file: string, text: string): string[] {
  if (KNOWS_WIRE_NAMES.test(file)) return [];
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return WIRE_NAMES.filter((name) => {
    const escaped = name.replaceAll(/[()]/g, "\\$&");
    const asText = new RegExp(`(["'\`])${escaped}\\1`);
    const asField = new RegExp(`(^\\s*|[{,.]\\s*)${escaped}\\s*[:,}=).;\\]]`, "m");
    return asText.test(code) || asField.test(code);
  }).map((name) => `${file} knows ${name}`);
}

test("the service's names are known in one file", () => {
  for (const bad of [
    'const rows = data["usage_data"];',
    'yield \'{"code":200,"data":{"usage_data":[\';',
    "const { access_token } = answer;",
    "if (answer.file_url === null) return;",
    "fields: {\n  client_id: clientId,\n}",
    'headers.set("x-api-key", secret)',
    "row['Timestamp(UTC)']",
  ]) {
    assert.equal(wireNamesIn("ledger/intake/x.ts", bad).length, 1, bad);
    assert.deepEqual(wireNamesIn("deepvue/wire.ts", bad), []);
    assert.deepEqual(wireNamesIn("sandbox/reportText.ts", bad), []);
  }
  for (const good of [
    "/** Under `data.usage_data`. */",
    '// "usage_data"',
    '"up to until_date, without that date"',
    "usage_database",
  ]) {
    assert.deepEqual(wireNamesIn("ledger/intake/x.ts", good), [], good);
  }
  assert.deepEqual(
    sources.flatMap((file) => wireNamesIn(file, textOf(file))),
    [],
  );
  const wire = readFileSync(join(SRC, "deepvue/wire.ts"), "utf8");
  for (const name of WIRE_NAMES.filter((each) => each !== "sub_code"))
    assert.ok(wire.includes(name), `${name} is used`);
});

test("a problem is told by its name: every part that is loaded lazily has its own copy of the class", () => {
  const byClass = /instanceof ProblemError\b/;
  assert.match("if (error instanceof ProblemError) return error;", byClass);
  for (const file of sources) assert.doesNotMatch(textOf(file), byClass, file);
});
