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
