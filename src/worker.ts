import { REPORT_FORMAT } from "./deepvue/reportFormat.ts";
import { runLedgerThread } from "./ledger/thread/threadEntry.ts";

// Composition root of the worker thread: the ledger learns here how the service writes its reports.
runLedgerThread(REPORT_FORMAT);
