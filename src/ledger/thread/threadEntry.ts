import { parentPort, workerData } from "node:worker_threads";
import type { ReportFormat } from "../intake/rowReader.ts";
import { SqliteLedger } from "../sqliteLedger.ts";
import { serveLedger } from "./ledgerMethods.ts";

/**
 * The thread's side: call this once in the file that `startLedgerThread` runs. Apart from it, so that whoever starts the thread does
 * not load the whole ledger.
 */
export function runLedgerThread(format: ReportFormat): void {
  const port = parentPort;
  const { path } = workerData as { readonly path?: unknown };
  if (port === null || typeof path !== "string") throw new Error("not started by startLedgerThread");
  serveLedger(port, new SqliteLedger(path, format), () => port.close());
}
