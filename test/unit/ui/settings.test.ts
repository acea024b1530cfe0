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

test("the tax is what both settings say together; what is mistyped is as at first", async () => {
  const { gstRule } = await import("../../../src/ui/settings.ts");
  const cases: readonly (readonly [treatment: unknown, percent: unknown, rule: ReturnType<typeof gstRule>])[] = [
    ["excluded", 12.5, { treatment: "excluded", rate: 1_250 }],
    ["off", 18, { treatment: "off", rate: 1_800 }],
    ["Off", "12 %", { treatment: "included", rate: 1_800 }],
    [undefined, undefined, { treatment: "included", rate: 1_800 }],
  ];
  for (const [treatment, percent, rule] of cases) {
    settings.set("deepvue.gst", treatment);
    settings.set("deepvue.gstRate", percent);
    assert.deepEqual(gstRule(), rule);
  }
});
