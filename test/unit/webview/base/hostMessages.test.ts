import assert from "node:assert/strict";
import { test } from "node:test";
import { hostMessageOf } from "../../../../src/webview/base/hostMessages.ts";

test("only whole messages of the extension are heard", () => {
  const strange = [
    undefined,
    null,
    7,
    "rows",
    [],
    {},
    { type: "constructor" },
    { type: "other" },
    { type: "snapshot" },
  ];
  const broken = [
    { type: "snapshot", snapshot: {}, filterChange: 0 },
    { type: "rows", request: 1, rows: [null] },
    { type: "copied" },
  ];
  for (const data of [...strange, ...broken, { type: "dates", since: {} }, { type: "charges", minError: "" }]) {
    assert.equal(hostMessageOf(data), undefined, JSON.stringify(data));
  }
  const whole = { tiles: [], spend: {}, period: {} };
  const bill = { verdict: {}, sums: [], parts: [], notes: [] };
  for (const broke of [null, 7, {}, { ...bill, parts: undefined }, { ...bill, verdict: "Equal" }]) {
    assert.equal(hostMessageOf({ type: "snapshot", filterChange: 0, snapshot: { ...whole, bill: broke } }), undefined);
  }
  for (const snapshot of [whole, { ...whole, bill }]) {
    assert.ok(hostMessageOf({ type: "snapshot", snapshot, filterChange: 0 }));
    assert.equal(hostMessageOf({ type: "snapshot", snapshot }), undefined);
  }
  const rows = { type: "rows", request: 1, rows: [] };
  assert.equal(hostMessageOf(rows), rows);
});
