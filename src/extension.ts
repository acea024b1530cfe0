import { setImmediate as nextTurn } from "node:timers/promises";
import type * as vscode from "vscode";
import { StatusBar } from "./ui/surfaces/statusBar.ts";

/** What ends everything that was begun; there once everything has. */
let started: Promise<() => Promise<void>> | undefined;

/**
 * Shows the spend indicator with the text that it showed last, and leaves the rest to the next turn: VS Code starts other
 * extensions meanwhile, and waits for the promise with commands and views.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const statusBar = new StatusBar(context.globalState);
  context.subscriptions.push(statusBar);
  started = startLater(context, statusBar);
  await started;
}

async function startLater(context: vscode.ExtensionContext, statusBar: StatusBar): Promise<() => Promise<void>> {
  await nextTurn();
  const { start } = await import("./start.ts");
  return start(context, statusBar);
}

/** VS Code waits some seconds for this one: requests are stopped, leases given back, the ledger is closed. */
export async function deactivate(): Promise<void> {
  const end = await started?.catch(() => undefined);
  started = undefined;
  await end?.();
}
