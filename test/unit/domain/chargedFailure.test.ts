import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChargedFailureHint, chargedFailures } from "../../../src/domain/chargedFailure.ts";
import type { FailureGroup } from "../../../src/domain/summary.ts";

function top(groups: readonly FailureGroup[], periodCharge: number): ChargedFailureHint | undefined {
  return chargedFailures(groups, periodCharge)[0];
}

const group = (product: string, message: string, charge: number, calls = 1, status = 200): FailureGroup => ({
  product,
  status,
  message,
  calls,
  charge,
});

test("the costliest product and message, over all its statuses", () => {
  const groups = [
    group("PAN-Plus", "Invalid Pan Number.", 500, 5),
    group("UPI", "Invalid VPA.", 600, 2),
    group("PAN-Plus", "Invalid Pan Number.", 200, 2, 422),
    group("UPI", "Invalid Pan Number.", 650, 1),
  ];
  assert.deepEqual(top(groups, 2_800), {
    product: "PAN-Plus",
    message: "Invalid Pan Number.",
    calls: 7,
    charge: 700,
    share: 0.25,
  });
  assert.deepEqual(
    chargedFailures(groups, 2_800).map(({ product, charge }) => [product, charge]),
    [
      ["PAN-Plus", 700],
      ["UPI", 650],
      ["UPI", 600],
    ],
  );
});

test("equal charges are ordered by product, then message", () => {
  const tied = [group("UPI", "b", 5), group("PAN", "b", 5), group("PAN", "a", 5)];
  assert.equal(top(tied, 15)?.message, "a");
  assert.deepEqual(top(tied.toReversed(), 15), top(tied, 15));
});

test("no hint without a charge, no share without spend", () => {
  assert.equal(top([], 100), undefined);
  assert.equal(top([group("UPI", "free", 0)], 100), undefined);
  assert.equal(top([group("UPI", "refunded", -10)], 100), undefined);
  assert.equal(top([group("UPI", "x", 10)], 0)?.share, undefined);
  assert.equal(top([group("UPI", "x", 10)], -5)?.share, undefined);
  assert.equal(top([group("UPI", "x", 10)], 5)?.share, 2);
});

test("messages are foreign text and never confused with one another", () => {
  const groups = [group('a"', "b", 3), group("a", '"b', 2), group("__proto__", "constructor", 4)];
  assert.equal(top(groups, 9)?.product, "__proto__");
  assert.equal(top(groups.slice(0, 2), 9)?.charge, 3);
});
