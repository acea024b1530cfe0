import assert from "node:assert/strict";
import { test } from "node:test";
import { Owner } from "../../../src/ui/owner.ts";

test("what an owner has is ended once, the newest first, and what comes after its end at once", () => {
  const owner = new Owner();
  const ended: string[] = [];
  const part = (name: string) => owner.own({ dispose: () => void ended.push(name) });
  part("ledger");
  part("dashboard");
  assert.deepEqual(ended, []);
  owner.dispose();
  assert.deepEqual(ended, ["dashboard", "ledger"]);
  // A dashboard whose code was still being loaded.
  part("late");
  assert.deepEqual(ended, ["dashboard", "ledger", "late"]);
  owner.dispose();
  assert.deepEqual(ended, ["dashboard", "ledger", "late"]);
});
