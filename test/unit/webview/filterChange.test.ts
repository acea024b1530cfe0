import assert from "node:assert/strict";
import { test } from "node:test";
import { toggleOnly, withCondition } from "../../../src/webview/filterChange.ts";

test("an empty condition is no condition", () => {
  assert.deepEqual(withCondition({ products: ["A"], text: "x" }, "products", []), { text: "x" });
  assert.deepEqual(withCondition({ charged: true }, "charged", undefined), {});
  assert.deepEqual(withCondition({}, "charged", false), { charged: false });
});

test("narrowing to a product twice lifts the condition again", () => {
  const once = toggleOnly({ products: ["A", "B"] }, "products", "A");
  assert.deepEqual(once, { products: ["A"] });
  assert.deepEqual(toggleOnly(once, "products", "A"), {});
});
