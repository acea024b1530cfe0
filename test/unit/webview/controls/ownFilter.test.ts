import assert from "node:assert/strict";
import { test } from "node:test";
import type { TransactionFilter } from "../../../../src/domain/filter.ts";
import type { FromWebview, SnapshotMessage } from "../../../../src/protocol.ts";
import { createOwnFilter } from "../../../../src/webview/controls/ownFilter.ts";

function messageOf(filter: TransactionFilter, filterChange: number): SnapshotMessage {
  return { type: "snapshot", snapshot: { filter } as SnapshotMessage["snapshot"], filterChange };
}

test("what was changed here counts until a snapshot has it, whatever comes before", () => {
  const sent: FromWebview[] = [];
  const own = createOwnFilter((message) => sent.push(message));
  own.follow(messageOf({ text: "x" }, 0));
  own.set({ ...own.current(), products: ["A"] });
  own.set({ ...own.current(), charged: true });
  const both = { text: "x", products: ["A"], charged: true };
  assert.deepEqual(sent, [
    { type: "setFilter", filter: { text: "x", products: ["A"] }, change: 1 },
    { type: "setFilter", filter: both, change: 2 },
  ]);
  for (const late of [messageOf({ text: "x" }, 0), messageOf({ text: "x", products: ["A"] }, 1)]) {
    own.follow(late);
    assert.deepEqual(own.current(), both);
  }
  own.follow(messageOf(both, 2));
  // Another window has chosen.
  own.follow(messageOf({ hours: [3] }, 2));
  assert.deepEqual(own.current(), { hours: [3] });
});
