import assert from "node:assert/strict";
import { test } from "node:test";
import type { Theme } from "../../../../src/webview/base/theme.ts";
import { seriesStyle } from "../../../../src/webview/charts/patterns.ts";

test("no two of the series that a chart can show look alike", () => {
  const colors = Array.from({ length: 6 }, (_, index) => [index, 0, 0, 1] as const);
  const theme = { series: colors, other: [9, 9, 9, 1] } as unknown as Theme;
  const looks = Array.from({ length: 21 }, (_, index) => JSON.stringify(seriesStyle(index, theme)));
  assert.equal(new Set(looks).size, looks.length);
});
