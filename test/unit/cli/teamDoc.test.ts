// docs/team.md: what an administrator types is there, and the statements run on the engines that they are for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { it, test } from "node:test";
import { readTyped } from "../../../src/cli/commandLine.ts";
import { COMMANDS, flagsOf } from "../../../src/cli/commandTable.ts";
import { onEveryEngine, publishRows } from "../../support/teamStores.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const TEXT = readFileSync(resolve(ROOT, "docs/team.md"), "utf8");

test("docs/team.md: each command and each flag is there", () => {
  const spans = [...TEXT.matchAll(/`deepvue-usage ([a-z][^`]+)`/g)];
  const lines = [...TEXT.matchAll(/^(?: *|.*; | *\S+=\S+ )deepvue-usage ([a-z].*?)(?: +#.*| > .*)?$/gm)];
  const typed = [...spans, ...lines].map(([, words = ""]) => words.split(" "));
  assert.ok(typed.length >= 12, "they are found");
  for (const [name = "", ...rest] of typed) {
    const command = COMMANDS.find((known) => known.name === name);
    assert.ok(command, name);
    assert.doesNotThrow(() => readTyped(rest, flagsOf(command), 1), [name, ...rest].join(" "));
  }
});

test("docs/team.md: each variable is read by the command line, each setting and command of VS Code is in its manifest", () => {
  const sources = ["teamOpening.ts", "credentialTexts.ts"].map((file) =>
    readFileSync(resolve(ROOT, "src/cli", file), "utf8"),
  );
  for (const [, name = ""] of TEXT.matchAll(/\b(DEEPVUE_\w+?)(?:_FILE)?\b/g))
    assert.ok(
      sources.some((source) => source.includes(`"${name}"`)),
      name,
    );
  const manifest = readFileSync(resolve(ROOT, "package.json"), "utf8");
  for (const [, setting = ""] of TEXT.matchAll(/`(deepvue\.[\w.]+)`/g))
    assert.ok(manifest.includes(`"${setting}"`), setting);
  const names = readFileSync(resolve(ROOT, "package.nls.json"), "utf8");
  for (const [, title = ""] of TEXT.matchAll(/\*\*Deepvue: ([^*]+)\*\*/g))
    assert.ok(names.includes(`"${title}"`), title);
});

test("docs/team.md: its links lead somewhere", () => {
  for (const [, link = ""] of TEXT.matchAll(/\]\(([^)#]+)[^)]*\)/g))
    assert.doesNotThrow(() => readFileSync(resolve(ROOT, "docs", link)), link);
});

/** The blocks of statements for an engine, without those that need another server or an administrator's rights. */
function statementsFor(engine: string): readonly string[] {
  const blocks = [...TEXT.matchAll(/```sql\n *-- (.+)\n([\s\S]+?)```/g)];
  assert.equal(blocks.length, 8, "all blocks say whom they are for");
  return blocks
    .filter(([, whom]) => whom === "either" || whom === engine)
    .flatMap(([, , text = ""]) => text.split(";"))
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "" && statement !== "CREATE DATABASE deepvue");
}

onEveryEngine("docs/team.md", "Asia/Kolkata", (store, server, engine) => {
  it("gives statements that run, and let go of old dates whole", async () => {
    const rows = ["2025-01-10", "2025-02-10", "2025-02-10"].map((day, n) => ({
      id: `00000000-0000-4000-8000-00000000000${n}`,
      at: Date.parse(`${day}T12:00:00Z`) * 1_000,
      product: "PAN-Plus",
      status: 200,
      message: "Verified.",
      charge: 12_500,
    }));
    await publishRows(store(), "account", rows);
    const statements = statementsFor(server().url.startsWith("postgres") ? "PostgreSQL" : "ClickHouse");
    assert.ok(statements.length >= 8);
    for (const statement of statements) await engine().run(statement);
    const reader = await store().reader([]);
    assert.deepEqual(
      (await reader.teamAccounts()).map(({ dates, rows: calls }) => [dates, calls]),
      [[1, 2]],
      "what was newer than that is there",
    );
    assert.deepEqual(await engine().rows("SELECT count(*) FROM transactions"), [["2"]]);
    assert.deepEqual(await engine().rows("SELECT sum(calls) FROM daily"), [["2"]]);
    assert.deepEqual(await engine().rows("SELECT sum(calls) FROM hour_totals"), [["2"]]);
    assert.deepEqual(await engine().rows("SELECT sum(calls) FROM product_hours"), [["2"]]);
  });
});
