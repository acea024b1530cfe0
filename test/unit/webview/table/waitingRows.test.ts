import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RowsReply, TableRow } from "../../../../src/protocol.ts";
import { createWaitingRows } from "../../../../src/webview/table/waitingRows.ts";

function rowOf(id: string): TableRow {
  return {
    id,
    time: "",
    timeUtc: "",
    product: "",
    status: 200,
    outcome: "success",
    outcomeText: "",
    message: "",
    charge: "",
  };
}

/** Rows newest first: the one with the highest number is the latest. */
function numbered(from: number, to: number): string[] {
  return Array.from({ length: from - to + 1 }, (_, index) => String(from - index));
}

/** A list in the ledger, and what waits above the part of it that is shown. */
function setUp(ids: readonly string[]) {
  let list = ids;
  let settled = 0;
  const asked: { request: number; first: number; count: number }[] = [];
  const held = createWaitingRows(
    (request, first, count) => asked.push({ request, first, count }),
    () => settled++,
  );
  held.follow(list.length);
  const answer = (): boolean => {
    const { request, first, count } = asked.at(-1) ?? assert.fail("nothing was asked");
    const rows = list.slice(first, first + count).map(rowOf);
    return held.receive({ type: "rows", request, rows });
  };
  return {
    asked,
    held,
    answer,
    settled: () => settled,
    /** The row that is shown in a place. */
    shownAt: (place: number) => list[place + held.count()],
    become: (next: readonly string[], lookedAt: { id: string; at: number } | undefined) => {
      list = next;
      held.hold(list.length, lookedAt);
    },
  };
}

describe("new rows that wait while one reads further down", () => {
  test("what is looked at stays in its place; what came waits", () => {
    const { asked, held, answer, become, settled, shownAt } = setUp(numbered(1000, 1));
    become(numbered(1010, 1), { id: "960", at: 40 });
    assert.deepEqual([held.count(), held.shown(), settled()], [0, 1000, 0]);
    assert.deepEqual(asked, [{ request: -1, first: 50, count: 1 }]);
    assert.equal(answer(), true);
    assert.deepEqual([held.count(), held.shown(), held.total(), settled()], [10, 1000, 1010, 1]);
    assert.equal(shownAt(40), "960");
  });

  test("more that comes waits too, until all of them are shown", () => {
    const { held, answer, become, shownAt } = setUp(numbered(1000, 1));
    for (const last of [1010, 1700]) {
      become(numbered(last, 1), { id: "960", at: 40 });
      answer();
      assert.equal(held.count(), last - 1000);
      assert.equal(shownAt(40), "960");
    }
    held.follow(1700);
    assert.deepEqual([held.count(), held.shown()], [0, 1700]);
    assert.equal(shownAt(0), "1700");
  });

  test("older rows that are loaded meanwhile come in below, and nothing waits", () => {
    const { asked, held, answer, become, shownAt } = setUp(numbered(1000, 501));
    become(numbered(1000, 1), { id: "960", at: 40 });
    answer();
    assert.deepEqual(asked.at(-1), { request: -2, first: 40, count: 500 });
    answer();
    assert.deepEqual([held.count(), held.shown()], [0, 1000]);
    assert.equal(shownAt(40), "960");
  });

  test("rows that come both above and below are told apart", () => {
    const { held, answer, become, shownAt } = setUp(numbered(1000, 501));
    become(numbered(1010, 1), { id: "960", at: 40 });
    answer();
    answer();
    assert.deepEqual([held.count(), held.shown()], [10, 1000]);
    assert.equal(shownAt(40), "960");
  });

  test("a row that is not found, or can not be asked for, changes nothing of what waits", () => {
    const { asked, held, answer, become } = setUp(numbered(1000, 1));
    become(numbered(1010, 1), { id: "960", at: 40 });
    answer();
    become(numbered(1020, 1), { id: "gone", at: 40 });
    answer();
    answer();
    assert.deepEqual([held.count(), held.shown()], [10, 1010]);
    become(numbered(1030, 1), { id: "960", at: 40 });
    const failed: RowsReply = { type: "rows", request: asked.at(-1)?.request ?? 0, rows: [], failure: "No." };
    held.receive(failed);
    assert.deepEqual([held.count(), held.shown()], [10, 1020]);
    become(numbered(1040, 1), undefined);
    assert.deepEqual([held.count(), held.shown()], [10, 1030]);
  });

  test("an answer to an older question, or after all rows are shown, is not heard; the cache's is not ours", () => {
    const { asked, held, answer, become, settled } = setUp(numbered(1000, 1));
    become(numbered(1010, 1), { id: "960", at: 40 });
    become(numbered(1020, 1), { id: "960", at: 40 });
    assert.equal(held.receive({ type: "rows", request: asked[0]?.request ?? 0, rows: [rowOf("960")] }), true);
    assert.deepEqual([held.count(), settled()], [0, 0]);
    held.follow(1020);
    assert.equal(answer(), true);
    assert.deepEqual([held.count(), settled()], [0, 0]);
    assert.equal(held.receive({ type: "rows", request: 1, rows: [] }), false);
  });
});
