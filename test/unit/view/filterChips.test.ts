import assert from "node:assert/strict";
import { test } from "node:test";
import type { TransactionFilter } from "../../../src/domain/filter.ts";
import { filterChipsOf } from "../../../src/view/filterChips.ts";

test("every condition is a chip that leaves all others when it is taken away", () => {
  const filter: Required<TransactionFilter> = {
    products: ["PAN-Plus", "UPI", "GSTIN-Lite"],
    outcomes: ["failure", "unknown"],
    statuses: [200],
    messages: ["Invalid Pan Number."],
    charged: true,
    minCharge: 10_000,
    maxCharge: 20_000,
    text: "ab",
  };
  const chips = filterChipsOf(filter);
  assert.deepEqual(
    chips.map(({ text }) => text),
    [
      "Product: PAN-Plus or 2 others",
      "Outcome: Failure or Unknown",
      "Status: 200",
      "Message: Invalid Pan Number.",
      "Charged",
      "Charge from ₹1.00",
      "Charge up to ₹2.00",
      "Contains “ab”",
    ],
  );
  const left = chips.map(({ without }) => Object.keys(filter).filter((key) => !(key in without)));
  assert.deepEqual(
    left,
    Object.keys(filter).map((key) => [key]),
  );
  assert.deepEqual(filterChipsOf({}), []);
});
