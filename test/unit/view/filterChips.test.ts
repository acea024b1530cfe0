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
    weekdays: [5],
    hours: [2],
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
      "Sat 02:00–03:00",
      "Contains “ab”",
    ],
  );
  const left = chips.map(({ without }) => Object.keys(filter).filter((key) => !(key in without)));
  assert.deepEqual(
    left,
    // Days and hours are one condition to the reader: a cell of the heat map.
    [
      ...Object.keys(filter)
        .slice(0, -3)
        .map((key) => [key]),
      ["weekdays", "hours"],
      ["text"],
    ],
  );
  assert.deepEqual(filterChipsOf({}), []);
});

test("hours of the week are named as ranges, in order", () => {
  const texts = [
    { weekdays: [6, 5] },
    { hours: [23, 3, 2] },
    { weekdays: [0, 4], hours: [0, 9] },
    { weekdays: [1], hours: Array.from({ length: 24 }, (_, hour) => hour) },
  ].map((filter) => filterChipsOf(filter)[0]?.text);
  assert.deepEqual(texts, [
    "Sat, Sun",
    "02:00–04:00, 23:00–00:00",
    "Mon, Fri 00:00–01:00, 09:00–10:00",
    "Tue 00:00–00:00",
  ]);
});
