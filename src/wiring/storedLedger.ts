import type { Log } from "../domain/ports.ts";
import { problemOf } from "../domain/problem.ts";
import type { Redactor } from "../domain/redactor.ts";
import { type LedgerThread, startLedgerThread } from "../ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../ledger/thread/workerLedger.ts";

/** Where a stored ledger is, and the code of its thread. */
export interface LedgerPlace {
  /** The built `worker.ts`. */
  readonly worker: string | URL;
  /** Path of the SQLite file; made when it is first used. */
  readonly file: string;
}

/** Opens a ledger's file in some other way than with a thread. */
export type OpenLedger = (file: string) => LedgerThread;

/** The ledger in a file, in a thread unless it is opened otherwise. Nothing is opened before it is first used, and nothing after it was closed. */
export function storedLedger(
  { worker, file }: LedgerPlace,
  log: Log,
  redactor: Redactor,
  openLedger: OpenLedger = (path) => startLedgerThread(worker, path),
): WorkerLedger {
  return new WorkerLedger(() => openLedger(file), {
    onListenerError: (error) => log.error(`after a change of the ledger: ${problemOf(error).detail}`),
    redactor,
  });
}
