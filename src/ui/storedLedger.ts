import * as vscode from "vscode";
import { ProblemError } from "../domain/problem.ts";
import { startLedgerThread } from "../ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../ledger/thread/workerLedger.ts";

/** The ledger in VS Code's storage of this extension, until its disposal. Nothing is opened before it is first used. */
export function storedLedger({ extensionUri, globalStorageUri }: vscode.ExtensionContext): {
  readonly ledger: WorkerLedger;
  readonly end: vscode.Disposable;
} {
  const worker = vscode.Uri.joinPath(extensionUri, "dist", "worker.js").fsPath;
  const file = vscode.Uri.joinPath(globalStorageUri, "ledger.sqlite").fsPath;
  let isEnded = false;
  const ledger = new WorkerLedger(() => {
    // What is still under way when VS Code ends the extension must not start the thread anew.
    if (isEnded) throw new ProblemError({ kind: "cancelled", detail: "the extension has ended" });
    return startLedgerThread(worker, file);
  });
  const dispose = (): void => {
    isEnded = true;
    void ledger.close();
  };
  return { ledger, end: { dispose } };
}
