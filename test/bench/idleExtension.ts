import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vsCodeServerFolder } from "../../scripts/setup/vsCodeServer.mjs";

/** As VS Code's list of running extensions names it. */
export const IDLE_EXTENSION = "Nothing But a Status Item";

const MANIFEST = {
  name: "idle",
  publisher: "deepvue-usage",
  displayName: IDLE_EXTENSION,
  version: "0.0.1",
  engines: { vscode: "^1.100.0" },
  main: "./extension.js",
  activationEvents: ["onStartupFinished"],
};

const PROGRAM = `const vscode = require("vscode");
exports.activate = async ({ subscriptions }) => {
  const item = vscode.window.createStatusBarItem("idle", vscode.StatusBarAlignment.Right, 90);
  item.text = "idle";
  item.show();
  subscriptions.push(item);
};
`;

/** Where VS Code shows its item. */
export const IDLE_ITEM = '.statusbar-item[id="deepvue-usage.idle.idle"]';

/**
 * Fills a folder with all of VS Code's own extensions and one that shows a status item and does nothing else. What that one's activation
 * takes is VS Code's own: the time that VS Code states holds whatever else its extension host loads at the same moment.
 */
export function builtInExtensionsAndIdleOne(folder: string): void {
  const all = join(vsCodeServerFolder, "lib", "vscode", "extensions");
  const idle = join(folder, MANIFEST.name);
  mkdirSync(idle, { recursive: true });
  for (const name of readdirSync(all)) symlinkSync(join(all, name), join(folder, name), "junction");
  writeFileSync(join(idle, "package.json"), JSON.stringify(MANIFEST));
  writeFileSync(join(idle, "extension.js"), PROGRAM);
}
