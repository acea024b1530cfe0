import assert from "node:assert/strict";
import { test } from "node:test";
import { readRememberedView } from "../../../../src/webview/base/rememberedView.ts";

test("what an earlier page left behind is taken as far as it makes sense", () => {
  const stored = {
    hiddenColumns: ["id", "gone"],
    tables: { spend: true, gone: true, heat: "yes" },
    sort: { column: "charge", direction: "ascending" },
    scroll: 260,
    back: {
      label: "This month",
      message: { preset: "thisMonth" },
      narrowed: { since: "2026-11-01", until: "2026-11-01" },
    },
  };
  assert.deepEqual(readRememberedView(stored), {
    hiddenColumns: ["id"],
    tables: { spend: true },
    sort: { column: "charge", direction: "ascending" },
    scroll: 260,
    back: stored.back,
  });
});

test("nonsense gives the initial state", () => {
  const initial = readRememberedView(undefined);
  for (const nonsense of [null, 7, "x", [], { hiddenColumns: 1, tables: null, sort: [], scroll: -1, back: {} }]) {
    assert.deepEqual({ ...readRememberedView(nonsense), back: undefined }, { ...initial, back: undefined });
  }
});
