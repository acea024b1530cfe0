import * as vscode from "vscode";
import type { LedgerPlace } from "../wiring/storedLedger.ts";

/** The ledger lies in VS Code's storage of this extension, and its thread's code beside what is running. */
export function ledgerPlace({ extensionUri, globalStorageUri }: vscode.ExtensionContext): LedgerPlace & {
  readonly worker: string;
} {
  return {
    worker: vscode.Uri.joinPath(extensionUri, "dist", "worker.js").fsPath,
    file: vscode.Uri.joinPath(globalStorageUri, "ledger.sqlite").fsPath,
  };
}
