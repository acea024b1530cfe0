import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fileLedger } from "../support/ledgers.ts";
import { COORDINATION_COLUMNS, DOORS, LEDGER_COLUMNS, STATES } from "../support/storedInstants.ts";

const SRC = resolve(import.meta.dirname, "../../src");
const sources = globSync("**/*.ts", { cwd: SRC })
  .filter((file) => !file.startsWith("webview/"))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(SRC, file), "utf8") }));

function integerColumns(path: string): Record<string, string[]> {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  const found = tables.map(({ name }) => {
    const columns = database.prepare("SELECT name, type FROM pragma_table_info(?)").all(String(name));
    return [
      String(name),
      columns.filter(({ type }) => type !== "TEXT" && type !== "BLOB").map((column) => String(column["name"])),
    ] as const;
  });
  database.close();
  return Object.fromEntries(found.filter(([, columns]) => columns.length > 0));
}

function listed(columns: typeof LEDGER_COLUMNS): unknown {
  return Object.fromEntries(Object.entries(columns).map(([table, names]) => [table, Object.keys(names).sort()]));
}

function sorted(columns: Record<string, string[]>): unknown {
  return Object.fromEntries(Object.entries(columns).map(([table, names]) => [table, names.sort()]));
}

test("every column that could hold an instant is in the table of stored instants", (t) => {
  const ledger = fileLedger(t);
  ledger.open();
  ledger.requestUse("account", 0);
  const path = ledger.file ?? "";
  ledger.close();
  assert.deepEqual(sorted(integerColumns(path)), listed(LEDGER_COLUMNS));
  assert.deepEqual(sorted(integerColumns(join(dirname(path), "coordination.sqlite"))), listed(COORDINATION_COLUMNS));
});

test("every key under which a state is kept is in the table of stored instants", () => {
  const keys = new Set<string>();
  for (const { file, text } of sources) {
    // That one is written by the ledger itself, together with the rows.
    const isWrittenByLedger = file === "domain/importRecord.ts";
    const isKept = /\.(read|write|replace)(State|Told)\(/.test(text) && !file.startsWith("ledger/");
    if (!isKept && !isWrittenByLedger) continue;
    for (const [, key = ""] of text.matchAll(/\b[A-Z]+_KEY = "([^"]+)"/g)) keys.add(key);
    for (const [, key = ""] of text.matchAll(/\b(?:refresh|history): "([^"]+)"/g)) keys.add(key);
  }
  const kept = new Set(["token", "pause", "trouble"]);
  assert.deepEqual(
    [...keys].sort(),
    Object.keys(STATES)
      .filter((key) => !kept.has(key))
      .sort(),
  );
});

const RAW_READS = [/\.coverage\(/, /\.balances\(/, /\.readState\(/, /\.readTold\(/, /\.store\.token\(\)/];

/** What reads stored instants as they are without being a door, and what sets timers without being the timers' door. */
function breachesOf(file: string, text: string): string[] {
  const breaches: string[] = [];
  const isLedger = file.startsWith("ledger/");
  for (const pattern of RAW_READS) {
    const isDoor = (DOORS[file] ?? []).some(
      (allowed) => allowed.source === pattern.source || /token/.test(allowed.source),
    );
    if (pattern.test(text) && !isDoor && !isLedger) breaches.push(`${file} reads ${pattern.source} past its door`);
  }
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const isTimer = /\bset(Timeout|Interval)\s*[(,}]|\bset(Timeout|Interval) as\b/.test(code);
  if (isTimer && file !== "domain/timer.ts") breaches.push(`${file} sets a timer of its own`);
  const comparesSql = /\b(read_at|expires_at|refused_at)\b\s*(<|>|=\s*max)/.test(text);
  if (comparesSql) breaches.push(`${file} compares a stored instant in SQL`);
  return breaches;
}

test("the rule recognises a breach of each kind, and lets the doors pass", () => {
  const bad: readonly (readonly [string, string])[] = [
    ["app/screen/usage.ts", "const days = await ledger.coverage(id, since, until);"],
    ["app/screen/model.ts", "this.#ledger.balances(account.id, 0)"],
    ["ui/commands/x.ts", 'await ledger.readState(id, "x")'],
    ["ui/commands/x.ts", 'await ledger.readTold(id, "x")'],
    ["deepvue/client.ts", "await this.#options.store.token()"],
    ["app/background.ts", "const timer = setTimeout(work, ms);"],
    ["ui/x.ts", 'import { setTimeout as delay } from "node:timers/promises";'],
    ["ledger/thread/x.ts", "this.timer = setInterval(check, 1000)"],
    ["ledger/shared/leases.ts", "WHERE leases.expires_at <= ?"],
  ];
  for (const [file, text] of bad) assert.equal(breachesOf(file, text).length, 1, `${file}: ${text}`);
  assert.deepEqual(breachesOf("app/sync/storedCoverage.ts", "ledger.coverage(id, since, until)"), []);
  assert.deepEqual(breachesOf("domain/timer.ts", "setTimeout(callback, ms)"), []);
  assert.deepEqual(breachesOf("code/x.ts", "/** `setInterval(() => { … }, 60_000)` in a source that is read. */"), []);
  assert.deepEqual(breachesOf("app/x.ts", "const setTimer = startTimer(); setImmediate(next)"), []);
});

test("stored instants are read through their doors only, and timers set through theirs", () => {
  assert.ok(sources.length > 50, "the sources were found");
  assert.deepEqual(
    sources.flatMap(({ file, text }) => breachesOf(file, text)),
    [],
  );
  for (const file of Object.keys(DOORS))
    assert.ok(
      sources.some((source) => source.file === file),
      `${file} is a door`,
    );
});
