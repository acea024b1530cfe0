import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  firstSelected,
  isSelected,
  NO_SELECTION,
  selectByKey,
  selectedCount,
  selectRow,
} from "../../../../src/webview/table/rowSelection.ts";

const plain = (key: string) => ({ key, shift: false, control: false });
const shifted = (key: string) => ({ key, shift: true, control: false });

describe("selecting rows", () => {
  test("the first arrow selects the row that has the focus, the next one moves on", () => {
    const first = selectByKey(NO_SELECTION, plain("ArrowDown"), 100, 10);
    assert.ok(first);
    assert.deepEqual([first.focus, selectedCount(first)], [0, 1]);
    assert.equal(selectByKey(first, plain("ArrowDown"), 100, 10)?.focus, 1);
  });

  test("shift extends from the anchor, in both directions", () => {
    const at5 = selectRow(NO_SELECTION, 5, "start");
    const down = selectByKey(at5, shifted("PageDown"), 100, 10);
    assert.ok(down);
    assert.deepEqual([firstSelected(down), selectedCount(down)], [5, 11]);
    const up = selectByKey(down, shifted("Home"), 100, 10);
    assert.ok(up);
    assert.deepEqual([firstSelected(up), selectedCount(up)], [0, 6]);
    assert.equal(isSelected(up, 6), false);
  });

  test("everything, nothing, and no further than the ends", () => {
    const all = selectByKey(NO_SELECTION, { key: "a", shift: false, control: true }, 18_250_000, 10);
    assert.ok(all);
    assert.equal(selectedCount(all), 18_250_000);
    const none = selectByKey(all, plain("Escape"), 18_250_000, 10);
    assert.equal(none && selectedCount(none), 0);
    assert.equal(selectByKey(all, plain("ArrowDown"), 18_250_000, 10)?.focus, 18_249_999);
    assert.equal(selectByKey(NO_SELECTION, plain("ArrowDown"), 0, 10), undefined);
    assert.equal(selectByKey(all, plain("x"), 100, 10), undefined);
  });

  test("what was let go of is not the anchor of the next selection", () => {
    const run = selectByKey(selectRow(NO_SELECTION, 5, "start"), shifted("PageDown"), 100, 10);
    const none = run && selectByKey(run, plain("Escape"), 100, 10);
    const next = none && selectByKey(none, shifted("ArrowDown"), 100, 10);
    assert.ok(next);
    assert.deepEqual([next.focus, selectedCount(next)], [15, 1]);
  });
});
