import { REPORT_FORMAT } from "./deepvue/reportFormat.ts";
import type { LedgerThread } from "./ledger/thread/ledgerThread.ts";
import { ledgerInOwnThread } from "./ledger/thread/ownThread.ts";

/** Composition root of a ledger without a thread: it learns here, as in `worker.ts`, how the service writes its reports. */
export function openOwnLedger(path: string): LedgerThread {
  return ledgerInOwnThread(path, REPORT_FORMAT);
}
