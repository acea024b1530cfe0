import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chosenCell,
  toggleCell,
  toggleOnly,
  withChange,
  withCondition,
} from "../../../../src/webview/controls/filterChange.ts";

test("an empty condition is no condition", () => {
  assert.deepEqual(withCondition({ products: ["A"], text: "x" }, "products", []), { text: "x" });
  assert.deepEqual(withCondition({ charged: true }, "charged", undefined), {});
  assert.deepEqual(withCondition({}, "charged", false), { charged: false });
});

test("what differs between two filters is changed in a third", () => {
  const seen = { products: ["A"], text: "x" };
  assert.deepEqual(withChange(seen, seen, { products: ["A"] }), { products: ["A"] });
  assert.deepEqual(withChange({ ...seen, charged: true }, seen, { products: ["A"] }), {
    products: ["A"],
    charged: true,
  });
  assert.deepEqual(withChange({ statuses: [200] }, seen, { ...seen, products: ["B"] }), {
    statuses: [200],
    products: ["B"],
  });
  assert.deepEqual(withChange({ charged: true }, seen, {}), { charged: true });
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
