import * as vscode from "vscode";
import type { Log } from "../domain/ports.ts";
import { problemOf } from "../domain/problem.ts";
import type { Redactor } from "../domain/redactor.ts";
import { startLedgerThread } from "../ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../ledger/thread/workerLedger.ts";

/** The ledger in VS Code's storage of this extension. Nothing is opened before it is first used, and nothing after it was closed. */
export function storedLedger(
  { extensionUri, globalStorageUri }: vscode.ExtensionContext,
  log: Log,
  redactor: Redactor,
): WorkerLedger {
  const worker = vscode.Uri.joinPath(extensionUri, "dist", "worker.js").fsPath;
  const file = vscode.Uri.joinPath(globalStorageUri, "ledger.sqlite").fsPath;
  return new WorkerLedger(() => startLedgerThread(worker, file), {
    onListenerError: (error) => log.error(`after a change of the ledger: ${problemOf(error).detail}`),
    redactor,
  });
}
