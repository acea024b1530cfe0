import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenCell, toggleCell, toggleOnly, withCondition } from "../../../../src/webview/controls/filterChange.ts";

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

test("a cell of the heat map narrows to its hour of its weekday; the same once more widens, another one takes its place", () => {
  const night = toggleCell({ text: "x", hours: [9] }, { weekday: 5, hour: 2 });
  assert.deepEqual(night, { text: "x", weekdays: [5], hours: [2] });
  assert.deepEqual(chosenCell(night), { weekday: 5, hour: 2 });
  assert.deepEqual(toggleCell(night, { weekday: 5, hour: 2 }), { text: "x" });
  assert.deepEqual(toggleCell(night, { weekday: 5, hour: 3 }), { text: "x", weekdays: [5], hours: [3] });
  assert.equal(chosenCell({ weekdays: [5, 6], hours: [2] }), undefined);
  assert.equal(chosenCell({ weekdays: [5] }), undefined);
});
