import { decodeReportRow, REPORT_ROW_FIELDS } from "./deepvue/reportRow.ts";
import { runLedgerThread } from "./ledger/thread/ledgerThread.ts";

// Composition root of the worker thread: the ledger learns here how the service writes its rows.
runLedgerThread({ decode: decodeReportRow, fieldNames: REPORT_ROW_FIELDS });
