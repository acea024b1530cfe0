import assert from "node:assert/strict";
import { test } from "node:test";
import { FilterWish } from "../../../../src/view/dashboard/filterWish.ts";

test("a state has a change once its filter is the one that was wished for", () => {
  const wish = new FilterWish();
  assert.equal(wish.changeIn({}), 0);
  wish.make({ filter: { products: ["A"] }, change: 1 });
  assert.equal(wish.changeIn({}), 0, "not read yet");
  assert.deepEqual(wish.latest({}), { products: ["A"] });
  assert.equal(wish.changeIn({ products: ["A"] }), 1);
  assert.equal(wish.settle(1), false, "known already");
  assert.equal(wish.changeIn({ text: "of another window" }), 1);
  assert.deepEqual(wish.latest({ text: "x" }), { text: "x" });
});

test("of two changes one after the other the last one counts", () => {
  const wish = new FilterWish();
  wish.make({ filter: { products: ["A"] }, change: 1 });
  wish.make({ filter: { products: ["A", "B"] }, change: 2 });
  assert.equal(wish.settle(1), false);
  assert.equal(wish.changeIn({ products: ["A"] }), 0);
  assert.equal(wish.changeIn({ products: ["A", "B"] }), 2);
});

test("a change that could not be carried out gives way to the filter in force; a page that is made anew begins anew", () => {
  const wish = new FilterWish();
  wish.make({ filter: { products: ["A"] }, change: 1 });
  assert.equal(wish.settle(1), true);
  assert.equal(wish.changeIn({}), 1);
  wish.reset();
  assert.equal(wish.changeIn({}), 0);
});
