import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { TOOLS } from "../../src/answers/tools.ts";
import {
  COMMANDS,
  DASHBOARD,
  LANGUAGE_TOOLS,
  MCP_PROVIDER,
  ROW_CONTEXT,
  VIEW_CONTAINER,
  VIEWS,
} from "../../src/contract.ts";
import { atEnd } from "../support/endings.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const text = readFileSync(join(ROOT, "package.json"), "utf8");
const manifest = JSON.parse(text);
const nls: Record<string, string> = JSON.parse(readFileSync(join(ROOT, "package.nls.json"), "utf8"));
const contract = readFileSync(join(ROOT, "src/contract.ts"), "utf8");
const { contributes } = manifest;

function source(pattern: string): string {
  return globSync(pattern, { cwd: join(ROOT, "src") })
    .map((file) => readFileSync(join(ROOT, "src", file), "utf8"))
    .join("\n");
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

const contributed = sorted(contributes.commands.map(({ command }: { command: string }) => command));

test("commands: package.json and the contract have the same", () => {
  assert.deepEqual(contributed, sorted(Object.values(COMMANDS)));
});

test("commands: every one is in the handlers' table", () => {
  const table = source("ui/commands.ts");
  for (const name of Object.keys(COMMANDS)) assert.match(table, new RegExp(`\\[COMMANDS\\.${name}\\]:`), name);
});

test("commands that menus, welcome content, walkthrough, hovers and the panel name exist", () => {
  const named = [
    ...Object.values<{ command: string }[]>(contributes.menus).flatMap((items) => items.map(({ command }) => command)),
    ...[
      ...Object.values(nls)
        .join("\n")
        .matchAll(/command:(deepvue\.\w+)/g),
    ].map(([, id]) => id ?? ""),
    ...[
      ...Object.values(nls)
        .join("\n")
        .matchAll(/<keybinding:(deepvue\.\w+)>/g),
    ].map(([, id]) => id ?? ""),
    ...[...source("{view,ui}/**/*.ts").matchAll(/command:(deepvue\.\w+)/g)].map(([, id]) => id ?? ""),
    ...[...text.matchAll(/onCommand:(deepvue\.\w+)/g)].map(([, id]) => id ?? ""),
  ];
  assert.ok(named.length > 20);
  for (const id of sorted(named)) assert.ok(contributed.includes(id), id);
});

test("keys: each is a command's, and in force only while the list that it belongs to is open", () => {
  const keys: readonly { readonly command: string; readonly when: string }[] = contributes.keybindings;
  assert.equal(keys.length, 4);
  for (const { command, when } of keys) {
    assert.ok(contributed.includes(command), command);
    assert.equal(when, "deepvue.classifying && inQuickOpen");
  }
});

test("commands have titles, one category, and icons where a title bar shows them", () => {
  for (const command of contributes.commands) assert.equal(command.category, "Deepvue", command.command);
  const inTitleBars = contributes.menus["view/title"].filter(({ group }: { group: string }) =>
    group.startsWith("navigation"),
  );
  for (const { command } of inTitleBars) {
    const { icon } = contributes.commands.find((entry: { command: string }) => entry.command === command);
    assert.match(icon ?? "", /^\$\([\w-]+\)$/, command);
  }
});

test("a view's header has three buttons at most, so that a narrow side bar still shows its title", () => {
  const items: readonly { readonly when: string; readonly group: string }[] = contributes.menus["view/title"];
  for (const view of Object.values(VIEWS)) {
    const [, name = ""] = view.split(".");
    const inline = items.filter(({ group, when }) => group.startsWith("navigation") && when.includes(name));
    for (const hidden of ["!deepvue.filtering", "&& deepvue.filtering"]) {
      const shown = inline.filter(({ when }) => !when.includes(hidden));
      assert.ok(shown.length <= 3, `${view}: ${shown.length} buttons`);
    }
  }
});

test("views: package.json and the contract have the same", () => {
  assert.deepEqual(Object.keys(contributes.views), [VIEW_CONTAINER]);
  const ids = contributes.views[VIEW_CONTAINER].map(({ id }: { id: string }) => id);
  assert.deepEqual(sorted(ids), sorted(Object.values(VIEWS)));
  for (const { view } of contributes.viewsWelcome) assert.ok(ids.includes(view), view);
  assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${DASHBOARD}`));
});

const clauses = [...text.matchAll(/"(?:when|enablement)": "((?:[^"\\]|\\.)*)"/g)].map(([, clause]) => clause ?? "");

test("context keys: every one in a when clause is set, and every one that is set is used", () => {
  const keysInContract = [...contract.matchAll(/^ {2}readonly "(deepvue\.\w+)": /gm)].map(([, key]) => key ?? "");
  const setKeys = sorted(
    [...source("ui/surfaces/contextKeys.ts").matchAll(/^ {6}"(deepvue\.\w+)":/gm)].map(([, key]) => key ?? ""),
  );
  for (const key of setKeys) assert.ok(keysInContract.includes(key), key);
  const viewIds: readonly string[] = [...Object.values(VIEWS), DASHBOARD];
  const used = sorted(
    [...clauses, text]
      .flatMap((clause) => [
        ...(clause === text ? [] : clause.matchAll(/(?<![\w.])(deepvue\.\w+)/g)),
        ...(clause === text ? clause.matchAll(/onContext:(deepvue\.\w+)/g) : []),
      ])
      .map(([, key]) => key ?? ""),
  ).filter((key) => !viewIds.includes(key));
  assert.deepEqual(used, setKeys);
});

test("welcome states in when clauses are those of the contract", () => {
  const union = contract.slice(contract.indexOf("type WelcomeState"), contract.indexOf("type StatusBarMode"));
  const states = [...union.matchAll(/"(\w+)"/g)].map(([, state]) => state ?? "");
  const used = sorted(
    clauses.flatMap((clause) => [...clause.matchAll(/deepvue\.welcome == (\w+)/g)].map(([, s]) => s ?? "")),
  );
  for (const state of used) assert.ok(states.includes(state), state);
  for (const state of states.filter((name) => name !== "rows"))
    assert.ok(used.includes(state), `no content for ${state}`);
});

test("rows' context values: those in menus and those of the contract", () => {
  const used = clauses.flatMap((clause) => [...clause.matchAll(/viewItem == (\w+)/g)].map(([, value]) => value ?? ""));
  const known: readonly string[] = Object.values(ROW_CONTEXT);
  for (const value of used) assert.ok(known.includes(value), value);
});

test("the menus of the dashboard's rows are the dashboard's alone, and need nothing but the row", () => {
  const items: readonly { readonly command: string; readonly when: string }[] = contributes.menus["webview/context"];
  assert.equal(items.length, 6);
  const hidden = contributes.menus.commandPalette
    .filter(({ when }: { when: string }) => when === "false")
    .map(({ command }: { command: string }) => command);
  for (const { command, when } of items) {
    const sections = command === COMMANDS.classifyMessage ? "=~ /^(transaction|chargedFailure)$/" : "== 'transaction'";
    assert.equal(when, `webviewId == '${DASHBOARD}' && webviewSection ${sections}`);
    assert.ok(hidden.includes(command), command);
  }
  assert.match(source("webview/table/rowsView.ts"), /webviewSection: "transaction"/);
  assert.match(source("webview/cards/failureTable.ts"), /webviewSection: "chargedFailure"/);
});

/** What a team may commit with its workspace: nothing that decides where a secret goes or what is counted. */
const SHARED_SETTINGS = /^deepvue\.(endpoints|labels|code\.\w+)$/;

test("settings: every one is read, has a default, a description and a scope that a workspace can not set, but for those about code", () => {
  for (const [key, schema] of Object.entries<Record<string, unknown>>(contributes.configuration.properties)) {
    assert.match(source("{ui/**/*,extension,start}.ts"), new RegExp(`readSetting\\("${key}"\\)`), key);
    assert.notEqual(schema["default"], undefined, key);
    assert.match(String(schema["markdownDescription"]), /^%.+%$/, key);
    const scopes = SHARED_SETTINGS.test(key) ? /^window$/ : /^(machine|application)$/;
    assert.match(String(schema["scope"]), scopes, key);
  }
});

test("texts: every %key% exists and every key is used", () => {
  const used = sorted([...text.matchAll(/%([\w.]+)%/g)].map(([, key]) => key ?? ""));
  assert.deepEqual(used, sorted(Object.keys(nls)));
});

test("files: icons and pictures exist, outputs are shipped", () => {
  const ignored = readFileSync(join(ROOT, ".vscodeignore"), "utf8");
  const paths = [
    manifest.icon,
    contributes.viewsContainers.activitybar[0].icon,
    ...contributes.views[VIEW_CONTAINER].map(({ icon }: { icon: string }) => icon),
    ...contributes.walkthroughs[0].steps.map(({ media }: { media: { svg: string } }) => media.svg),
  ];
  for (const path of paths) assert.ok(existsSync(join(ROOT, path)), path);
  assert.equal(manifest.main, "./dist/extension.js");
  assert.match(ignored, /^!dist\/\*\*/m);
  assert.match(ignored, /^!media\/\*\*/m);
});

test("a secret can not be redirected: the base URL is machine-scoped and https only", () => {
  const schema = contributes.configuration.properties["deepvue.apiBaseUrl"];
  assert.equal(schema.scope, "machine");
  assert.match("https://example.org", new RegExp(schema.pattern));
  assert.match("http://127.0.0.1:9999", new RegExp(schema.pattern));
  assert.doesNotMatch("http://example.org", new RegExp(schema.pattern));
});

test("what is shipped is a dependency, and its licence goes along: each bundled package is in the notices", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-notices-"));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }));
  const entryPoints = [
    "src/extension.ts",
    "src/worker.ts",
    "src/deepvue/createClient.ts",
    "src/app/export/exporter.ts",
    "src/deepvue/reportFile/readReportFiles.ts",
    "src/mcp/sdkServer.ts",
    "src/team/postgres.ts",
  ];
  const external = ["vscode"];
  const host = { platform: "node", format: "cjs", external } as const;
  const options = { absWorkingDir: ROOT, bundle: true, write: false, metafile: true, logLevel: "silent" } as const;
  const built = [
    await build({ ...options, ...host, entryPoints, outdir: folder }),
    await build({ ...options, entryPoints: ["src/webview/main.ts"], outdir: folder }),
  ];
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  const packages = sorted(inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
  assert.ok(packages.includes("node-fetch") && packages.includes("chart.js"), packages.join(", "));
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages;
  for (const name of packages)
    assert.equal(lock[`node_modules/${name}`]?.dev, undefined, `${name} is no dev dependency`);
  for (const name of Object.keys(manifest.dependencies)) assert.ok(packages.includes(name), `${name} is shipped`);
  execFileSync(process.execPath, ["esbuild.js", "--notices", folder], { cwd: ROOT });
  const notices = readFileSync(join(folder, "ThirdPartyNotices.txt"), "utf8");
  for (const name of packages) {
    const { version } = lock[`node_modules/${name}`];
    const at = notices.indexOf(`\n${name} ${version} (`);
    assert.ok(at >= 0, `${name} is in the notices`);
    assert.match(notices.slice(at, notices.indexOf("-".repeat(80), at + 1)), /licen[cs]e|permission/i, name);
  }
});

test("tools for models: package.json says of each what is answered, and what is checked", () => {
  const tools: readonly Record<string, unknown>[] = contributes.languageModelTools;
  assert.deepEqual(
    tools.map(({ name }) => name),
    LANGUAGE_TOOLS,
  );
  assert.deepEqual(
    TOOLS.map(({ name }) => name),
    LANGUAGE_TOOLS,
  );
  for (const [place, { name, title, description, inputSchema }] of TOOLS.entries()) {
    const tool = tools[place] ?? {};
    assert.match(name, /^(get|list|check|compare|explain)_deepvue_[a-z_]+$/);
    assert.equal(tool["modelDescription"], description, name);
    assert.deepEqual(tool["inputSchema"], inputSchema, name);
    assert.equal(nls[String(tool["displayName"]).slice(1, -1)], title, name);
    assert.match(String(tool["userDescription"]), /^%tool\.\w+\.description%$/, name);
    assert.match(String(tool["toolReferenceName"]), /^deepvue[A-Z]\w+$/, name);
    // VS Code refuses tools whose tags or names begin as its own do.
    assert.doesNotMatch(`${name} ${String(tool["tags"])}`, /\b(copilot|vscode)_/);
    for (const [argument, schema] of Object.entries(inputSchema.properties ?? {})) {
      assert.ok((schema.description ?? "").length > 10, `${name} tells what ${argument} is`);
    }
  }
  assert.deepEqual(
    contributes.mcpServerDefinitionProviders.map(({ id }: { id: string }) => id),
    [MCP_PROVIDER],
  );
});
