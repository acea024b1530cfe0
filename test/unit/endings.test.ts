import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { atEnd } from "../support/endings.ts";

const TESTS = resolve(import.meta.dirname, "..");

/** Hooks as Node runs them: in the order in which they were given, and none behind one that fails. */
class Hooks {
  readonly #hooks: (() => unknown)[] = [];
  readonly after: TestContext["after"] = (hook) => {
    if (hook) this.#hooks.push(hook as () => unknown);
  };
  async run(): Promise<void> {
    for (const hook of this.#hooks) await hook();
  }
}

test("what a test has started ends with it, the last first and all of it, whatever fails", async () => {
  const hooks = new Hooks();
  const ended: string[] = [];
  atEnd(hooks, () => ended.push("folder"));
  atEnd(hooks, () => {
    throw new Error("the ledger");
  });
  atEnd(hooks, () => Promise.reject(new Error("the window")));
  atEnd(hooks, async () => {
    await Promise.resolve();
    ended.push("server");
  });
  await assert.rejects(hooks.run(), ({ errors }: AggregateError) => {
    assert.deepEqual(errors.map(String), ["Error: the window", "Error: the ledger"]);
    return true;
  });
  assert.deepEqual(ended, ["server", "folder"]);
});

test("one failure is told as it is, and each test has endings of its own", async () => {
  const [one, two] = [new Hooks(), new Hooks()];
  const ended: string[] = [];
  atEnd(one, () => ended.push("one"));
  atEnd(two, () => Promise.reject(new RangeError("two")));
  await one.run();
  assert.deepEqual(ended, ["one"]);
  await assert.rejects(two.run(), RangeError);
});

/** A test's own hook, past the door. */
const OWN_HOOK = /\b(t|test|context)\.after\(/;

test("tests end what they started through one door", () => {
  assert.match("  t.after(() => server.close());", OWN_HOOK);
  const files = globSync("**/*.ts", { cwd: TESTS }).filter((file) => file !== join("support", "endings.ts"));
  assert.ok(files.length > 100);
  const own = files.filter((file) => OWN_HOOK.test(readFileSync(join(TESTS, file), "utf8")));
  assert.deepEqual(own, [join("unit", "endings.test.ts")], "only this file's own example");
});
