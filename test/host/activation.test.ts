import assert from "node:assert/strict";
import * as vscode from "vscode";

suite("activation", () => {
  test("the extension becomes active by itself", async () => {
    const extension = vscode.extensions.getExtension("deepvue-usage.deepvue-usage");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
