import { decodeReportRow } from "./reportRow.ts";
import { REPORT_ROW_FIELDS, ROWS_PATH, readReportEnvelope } from "./wire.ts";

/** How a usage report is written, for the ledger, which reads its bytes. */
export const REPORT_FORMAT = {
  decode: decodeReportRow,
  fieldNames: REPORT_ROW_FIELDS,
  rowsPath: ROWS_PATH,
  readEnvelope: readReportEnvelope,
} as const;
