import * as vscode from "vscode";
import { COMMANDS } from "../contract.ts";
import type { TreeNode } from "./commands.ts";
import type { Parts } from "./parts.ts";
import type { Dashboard } from "./surfaces/dashboard.ts";

/** Registers every command. What they do is loaded when the first one is run. */
export function registerCommands(parts: Parts, dashboard: () => Promise<Dashboard>): vscode.Disposable[] {
  return Object.values(COMMANDS).map((id) =>
    vscode.commands.registerCommand(id, async (node?: TreeNode, ...more: unknown[]) => {
      const { runCommand } = await import("./commands.ts");
      await runCommand(parts, dashboard, id, node, more);
    }),
  );
}
