import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RowsReply, TableRow } from "../../../../src/protocol.ts";
import { createRowCache } from "../../../../src/webview/table/rowCache.ts";

function rowOf(index: number, message = ""): TableRow {
  return {
    id: String(index),
    time: "",
    timeUtc: "",
    product: "",
    status: 200,
    outcome: "success",
    outcomeText: "",
    message,
    charge: "",
  };
}

function setUp() {
  const asked: { request: number; first: number; count: number }[] = [];
  const cache = createRowCache((request, first, count) => asked.push({ request, first, count }));
  const replyTo = (at: number, message = ""): RowsReply => {
    const asking = asked[at];
    assert.ok(asking);
    const { request, first, count } = asking;
    const rows = Array.from({ length: count }, (_, index) => rowOf(first + index, message));
    return { type: "rows", request, rows };
  };
  return { asked, cache, replyTo };
}

describe("the pages of rows that are held", () => {
  test("only what is in sight is asked for, and only once", () => {
    const { asked, cache, replyTo } = setUp();
    cache.want(90, 110);
    cache.want(91, 111);
    assert.deepEqual(
      asked.map(({ first }) => first),
      [0, 100],
    );
    assert.equal(cache.receive(replyTo(0)), true);
    cache.want(90, 110);
    assert.equal(asked.length, 2);
    assert.equal(cache.row(99)?.id, "99");
    assert.equal(cache.row(100), undefined);
  });

  test("what is scrolled past while requests are under way is never asked for", () => {
    const { asked, cache, replyTo } = setUp();
    for (let row = 0; row < 100_000; row += 1000) cache.want(row, row + 20);
    assert.equal(asked.length, 3);
    cache.receive(replyTo(0));
    assert.equal(asked.at(-1)?.first, 99_000);
  });

  test("a long way through the rows leaves a handful of pages", () => {
    const { asked, cache, replyTo } = setUp();
    for (let row = 0; row < 50_000; row += 100) {
      cache.want(row, row + 20);
      cache.receive(replyTo(asked.length - 1));
    }
    assert.ok(cache.size() <= 12);
    assert.equal(cache.row(49_900)?.id, "49900");
    assert.equal(cache.row(0), undefined);
  });

  test("replies to requests from before a change are dropped", () => {
    const { cache, replyTo, asked } = setUp();
    cache.want(0, 20);
    cache.clear();
    assert.equal(cache.receive(replyTo(0, "old")), false);
    assert.equal(cache.receive(replyTo(asked.length - 1, "new")), true);
    assert.equal(cache.row(0)?.message, "new");
  });

  test("outdated rows stay until newer ones arrive", () => {
    const { cache, replyTo, asked } = setUp();
    cache.want(0, 20);
    cache.receive(replyTo(0, "old"));
    cache.outdate();
    assert.equal(cache.row(0)?.message, "old");
    assert.equal(asked.length, 2);
    cache.receive(replyTo(1, "new"));
    assert.equal(cache.row(0)?.message, "new");
  });

  test("a failure is asked for again by the next scroll, not at once", () => {
    const { cache, replyTo, asked } = setUp();
    cache.want(0, 20);
    cache.receive({ ...replyTo(0), rows: [], failure: "The disk is full." });
    assert.equal(asked.length, 1);
    cache.want(0, 20);
    assert.equal(asked.length, 2);
  });
});
