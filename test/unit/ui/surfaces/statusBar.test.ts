import assert from "node:assert/strict";
import { test } from "node:test";
import { textsShownBy } from "../../../support/recordedEditor.ts";

const VIEW = { text: "$(graph) ₹1.00", tooltip: "a", spoken: "b", command: "deepvue.openDashboard" };

async function shownOf(remembered: unknown): Promise<readonly string[]> {
  const { StatusBar } = await import("../../../../src/ui/surfaces/statusBar.ts");
  const memory = { get: () => remembered, update: () => Promise.resolve(), keys: () => [] };
  return textsShownBy(() => new StatusBar(memory as never));
}

test("what was remembered and is no status item shows nothing, and nothing fails", async () => {
  const strange = [null, 7, "text", [], {}, { ...VIEW, text: 7 }, { ...VIEW, tooltip: null }, { ...VIEW, spoken: {} }];
  for (const remembered of [...strange, { ...VIEW, command: "workbench.action.quit" }]) {
    assert.deepEqual(await shownOf(remembered), [], JSON.stringify(remembered));
  }
  assert.deepEqual(await shownOf({ ...VIEW, background: "purple" }), ["$(graph) ₹1.00", "b"]);
});
