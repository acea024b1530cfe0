import assert from "node:assert/strict";
import { test } from "node:test";
import { settings } from "../../support/recordedEditor.ts";

test("a status item mode that there is not shows the period", async () => {
  const { statusBarMode } = await import("../../../src/ui/settings.ts");
  for (const mode of ["Period", "constructor", "__proto__", "", 7, null, undefined, {}, ["today"]]) {
    settings.set("deepvue.statusBar.show", mode);
    assert.equal(statusBarMode(), "period", JSON.stringify(mode));
  }
  settings.set("deepvue.statusBar.show", "balance");
  assert.equal(statusBarMode(), "balance");
});

test("a billing month starts on a day that every month has, or on the first", async () => {
  const { billingCycleStart } = await import("../../../src/ui/settings.ts");
  for (const day of [0, 29, 31, -5, 4.5, "5", Number.NaN, null, undefined, {}, [5]]) {
    settings.set("deepvue.billingCycleStart", day);
    assert.equal(billingCycleStart(), 1, JSON.stringify(day));
  }
  for (const day of [1, 5, 28]) {
    settings.set("deepvue.billingCycleStart", day);
    assert.equal(billingCycleStart(), day);
  }
});
