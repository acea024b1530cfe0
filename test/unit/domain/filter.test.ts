import assert from "node:assert/strict";
import { test } from "node:test";
import { isFiltering, NO_FILTER, type TransactionFilter } from "../../../src/domain/filter.ts";

test("a filter narrows as soon as one field is present", () => {
  const narrowing: readonly TransactionFilter[] = [
    { products: ["UPI"] },
    { outcomes: ["failure"] },
    { charged: false },
    { minCharge: 0 },
    { statuses: [200] },
    { text: "abc" },
  ];
  for (const filter of narrowing) assert.ok(isFiltering(filter), JSON.stringify(filter));
  assert.ok(!isFiltering(NO_FILTER));
  assert.ok(!isFiltering(JSON.parse("{}") as TransactionFilter));
  // As a caller without exact optional types may write it.
  assert.ok(!isFiltering({ products: undefined } as unknown as TransactionFilter));
});
