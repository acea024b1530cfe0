import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { scrollRange } from "../../../../src/webview/table/scrollRange.ts";

const ROW = 26;
const VIEWPORT = 520;

describe("the scroll bar's way", () => {
  test("few rows scroll pixel by pixel", () => {
    const range = scrollRange(1000, ROW, VIEWPORT);
    assert.equal(range.scaled, false);
    assert.equal(range.height, 26_000);
    assert.equal(range.offsetAt(123), 123);
    assert.equal(range.scrollTopAt(123), 123);
  });

  test("a year of Enterprise fits below the height that browsers cap", () => {
    const rows = 18_250_000;
    const range = scrollRange(rows, ROW, VIEWPORT);
    assert.equal(range.scaled, true);
    assert.ok(range.height < 16_000_000);
    assert.equal(range.offsetAt(0), 0);
    assert.equal(range.offsetAt(range.height - VIEWPORT), rows * ROW - VIEWPORT);
    assert.equal(range.offsetAt(range.height), range.maxOffset);
  });

  test("every row can be reached and told apart", () => {
    const range = scrollRange(18_250_000, ROW, VIEWPORT);
    for (const row of [0, 1, 17, 9_125_000, 18_249_979]) {
      const back = range.offsetAt(range.scrollTopAt(row * ROW));
      assert.ok(Math.abs(back - row * ROW) < 0.001, `row ${row}`);
    }
  });

  test("no rows, and fewer rows than fit", () => {
    assert.equal(scrollRange(0, ROW, VIEWPORT).maxOffset, 0);
    assert.equal(scrollRange(3, ROW, VIEWPORT).offsetAt(50), 0);
  });
});
