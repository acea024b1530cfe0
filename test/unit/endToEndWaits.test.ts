// What end-to-end tests wait for is what a person would see, and how long depends on the machine.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/setup/root.mjs";

/** What no spec, no page object and nothing that they are made of may hold, with the reason. */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  { pattern: /waitForTimeout\(/, why: "a fixed wait: wait for what a person would see" },
  { pattern: /timers\/promises/, why: "a fixed wait: wait for what a person would see" },
  { pattern: /(?<!\.)\bsetTimeout\(/, why: "a fixed wait: wait for what a person would see" },
  { pattern: /\btimeout: (?!patient\()(?=[\d_A-Z])/, why: "a limit that does not fit the machine: patient(ms)" },
  { pattern: /now\(\) - [\w.]+ <=? ?[\d_]/, why: "a limit that does not fit the machine: patient(ms)" },
  { pattern: /\bfor \(.* < [\d_]{2,}.*\) await delay\(/, why: "a limit that does not fit the machine: eventually(…)" },
  { pattern: /[sS]et\w*Timeout\((?!patient\()(?=[\d_A-Z])/, why: "a limit that does not fit the machine: patient(ms)" },
];

/** A file and every file of the tests that it is made of. */
function withItsParts(files: readonly string[]): string[] {
  const found = new Set<string>();
  const add = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, path = ""] of readFileSync(join(root, file), "utf8").matchAll(/from "(\.{1,2}\/[^"]+\.ts)"/g)) {
      const part = join(dirname(file), path);
      if (/^test\/(e2e|support)\//.test(part)) add(part);
    }
  };
  for (const file of files) add(file);
  return [...found].toSorted();
}

function breachesOf(file: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, at) =>
      FORBIDDEN.filter(({ pattern }) => pattern.test(line)).map(
        ({ why }) => `${relative("test", file)}:${at + 1} ${line.trim()}: ${why}`,
      ),
    );
}

test("the rule recognises a breach of each kind", () => {
  for (const line of [
    "await page.waitForTimeout(500);",
    'import { setTimeout as delay } from "node:timers/promises";',
    "await new Promise((resolve) => setTimeout(resolve, 100));",
    "await row.click({ timeout: 3_000 });",
    "await row.click({ timeout: LONG_MS });",
    "test.setTimeout(60_000);",
    "assert.ok(performance.now() - start < 5_000);",
    "for (let waited = 0; server.openSockets() > 0 && waited < 100; waited++) await delay(5, never());",
  ])
    assert.equal(breachesOf("test/e2e/x.ts", line).length, 1, line);
  for (const line of [
    "await row.click({ timeout: patient(3_000) });",
    "await row.click(STEP);",
    "now() - start < patient(5_000)",
  ])
    assert.deepEqual(breachesOf("test/e2e/x.ts", line), [], line);
});

test("specs and what they are made of keep to it", () => {
  const files = withItsParts(globSync("test/e2e/**/*.ts", { cwd: root }));
  assert.ok(files.includes(join("test", "support", "workbench.ts")), "what specs import was followed");
  assert.deepEqual(
    files.flatMap((file) => breachesOf(file, readFileSync(join(root, file), "utf8"))),
    [],
  );
});

test("limits of unit and host tests fit the machine too", () => {
  const limits = FORBIDDEN.filter(({ why }) => why.startsWith("a limit"));
  const files = globSync("test/{unit,host,support}/**/*.ts", {
    cwd: root,
    exclude: ["test/unit/endToEndWaits.test.ts"],
  });
  assert.ok(files.length > 100, "the tests were found");
  assert.deepEqual(
    files.filter((file) => limits.some(({ pattern }) => pattern.test(readFileSync(join(root, file), "utf8")))),
    [],
  );
});
