import assert from "node:assert/strict";
import { test } from "node:test";
import { panelTexts } from "../../../../src/view/dashboard/panelTexts.ts";
import { fillText } from "../../../../src/webview/base/panelContext.ts";

test("placeholders are filled, and a word follows its number", () => {
  const texts = { ...panelTexts(), rowCount: "{0} {0|row|rows}", copied: "{0} of {1} copied" };
  const rows = (count: string) => fillText(texts, "rowCount", [count]);
  assert.deepEqual(["0", "1", "2", "1,201"].map(rows), ["0 rows", "1 row", "2 rows", "1,201 rows"]);
  assert.equal(fillText(texts, "copied", ["1", "2"]), "1 of 2 copied");
  assert.equal(fillText(texts, "copied", []), " of  copied");
});
