import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenRowOf } from "../../../src/view/rowArgument.ts";

test("a row of the dashboard and a row of a tree name the same transaction", () => {
  const row = { transactionId: "id", product: "UPI", message: "Done." };
  const panel = { webview: "deepvue.dashboard", webviewSection: "transaction", preventDefaultContextMenuItems: true };
  assert.deepEqual(chosenRowOf({ ...panel, ...row }), row);
  const transaction = { id: "id", at: 1, product: "UPI", status: 200, message: "Done.", charge: 0 };
  assert.deepEqual(chosenRowOf({ kind: "transaction", transaction, row: {} }), row);
});

test("a message that was too long for the row is absent, and whatever is no row is none", () => {
  const cut = { webviewSection: "transaction", transactionId: "id", product: "UPI" };
  assert.deepEqual(chosenRowOf(cut), { transactionId: "id", product: "UPI" });
  for (const other of [
    undefined,
    "id",
    {},
    { ...cut, transactionId: 7 },
    { ...cut, webviewSection: "chart" },
    { kind: "more" },
  ]) {
    assert.equal(chosenRowOf(other), undefined, JSON.stringify(other));
  }
});
