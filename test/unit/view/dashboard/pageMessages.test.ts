import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { FromWebview } from "../../../../src/protocol.ts";
import { pageMessageOf } from "../../../../src/view/dashboard/pageMessages.ts";

const SORT = { column: "at", direction: "descending" } as const;
const SENT: readonly FromWebview[] = [
  { type: "ready" },
  { type: "choosePreset", preset: "last7Days" },
  { type: "checkDates", since: "", until: "x" },
  { type: "chooseDates", since: "2026-01-01", until: "today" },
  { type: "checkCharges", min: "1", max: "" },
  { type: "chooseCharges", min: "1", max: "2" },
  { type: "setFilter", change: 1, filter: { products: ["PAN-Plus"], hours: [3], charged: true } },
  { type: "setGranularity", granularity: "week" },
  { type: "expandProducts", expanded: true },
  { type: "rows", request: 1, first: 0, count: 100, sort: SORT },
  { type: "copyRows", first: 0, count: 2, sort: SORT, format: "csv" },
  { type: "run", command: "deepvue.refresh" },
  { type: "showDifference", part: "midnight" },
  { type: "showDifference", part: "utcDays" },
  { type: "dismissBill" },
  { type: "saveImage", name: "Spend", format: "png", content: "" },
];

test("what the page sends passes", () => {
  for (const message of SENT) assert.equal(pageMessageOf(structuredClone(message))?.type, message.type);
});

test("with a field missing or of another kind it does not", () => {
  for (const message of SENT) {
    for (const name of Object.keys(message)) {
      for (const wrong of [undefined, null, {}, [], -1, Number.NaN, () => 0]) {
        assert.equal(
          pageMessageOf({ ...message, [name]: wrong }) !== undefined && name !== "filter",
          false,
          `${message.type}.${name}`,
        );
      }
    }
  }
  assert.equal(pageMessageOf({ type: "setFilter", change: 1, filter: { products: "PAN-Plus" } }), undefined);
  assert.equal(pageMessageOf({ type: "setFilter", change: 1, filter: { hours: [99] } }), undefined);
  assert.equal(pageMessageOf({ type: "setFilter", change: 1, filter: { ["__proto__x"]: 1 } }), undefined);
  assert.equal(pageMessageOf({ type: "choosePreset", preset: "constructor" }), undefined);
  assert.equal(pageMessageOf({ type: "showDifference", part: "everything" }), undefined);
  assert.equal(pageMessageOf({ type: "constructor" }), undefined);
  assert.equal(pageMessageOf({ type: "__proto__" }), undefined);
});

test("anything at all is refused without an exception", () => {
  fc.assert(fc.property(fc.anything(), (value) => assert.equal(pageMessageOf(value), undefined)));
});
