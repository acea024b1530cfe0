import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { test } from "node:test";

test("passes when tried again", () => {
  const mark = process.env["PLANTED_MARK"];
  assert.ok(mark);
  const isSecond = existsSync(mark);
  writeFileSync(mark, "");
  assert.ok(isSecond, "planted: the first try");
});
