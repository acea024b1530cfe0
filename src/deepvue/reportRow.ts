import { type Money, parseMoney } from "../domain/money.ts";
import { canonicalTransactionId, parseTimestamp, type Transaction } from "../domain/transaction.ts";
import { cutName, cutText } from "./longText.ts";
import { REPORT_ROW_FIELDS as FIELDS } from "./wire.ts";

/** Why a row of the report could not be read; `field` is the service's own name for it. */
export interface RowFault {
  readonly field: string;
  readonly reason: string;
}

/** Longest id or product id; beyond it the text is cut, because a label that is too long is no reason to lose a charge. */
const MAX_NAME_LENGTH = 512;
const MAX_MESSAGE_LENGTH = 16_384;

/**
 * Reads one row of a usage report (docs.deepvue.ai, "Usage report"). For the rows that are not written just as documented; the
 * others never become an object. Numbers may come as text; a null message is an empty one, and one that is no text is kept as JSON;
 * a status that is missing or no status is 0; names and messages that are too long are cut: losing the charge would be worse than
 * not knowing the outcome, or the end of a text. Everything else that is missing or unreadable makes a {@link RowFault}.
 */
export function decodeReportRow(value: unknown): Transaction | RowFault {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault("row", "not an object");
  const row = value as Readonly<Record<string, unknown>>;

  const id = row[FIELDS.id];
  if (!isName(id)) return nameFault(FIELDS.id, id);

  const timestamp = row[FIELDS.at];
  if (typeof timestamp !== "string") return fault(FIELDS.at, absent(timestamp) ? "missing" : "not text");
  const at = parseTimestamp(timestamp);
  if (at === undefined) return fault(FIELDS.at, "not a date and time");

  const product = row[FIELDS.product];
  if (!isName(product)) return nameFault(FIELDS.product, product);

  const charge = readCharge(row[FIELDS.charge]);
  if (charge === undefined) return fault(FIELDS.charge, absent(row[FIELDS.charge]) ? "missing" : "not an amount");

  return {
    id: cutName(canonicalTransactionId(id), MAX_NAME_LENGTH),
    at,
    product: cutName(product, MAX_NAME_LENGTH),
    status: readStatus(row[FIELDS.status]),
    message: cutText(readMessage(row[FIELDS.message]), MAX_MESSAGE_LENGTH),
    charge,
  };
}

function fault(field: string, reason: string): RowFault {
  return { field, reason };
}

function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isName(value: unknown): value is string {
  // Surrounding blanks are kept: the service's text is stored verbatim.
  return typeof value === "string" && value.trim() !== "";
}

function nameFault(field: string, value: unknown): RowFault {
  return fault(field, absent(value) || typeof value === "string" ? "missing" : "not text");
}

/** 0 for what is no status: then only the message speaks of the outcome. */
function readStatus(value: unknown): number {
  const status = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof status === "number" && Number.isInteger(status) && status >= 0 && status <= 999 ? status : 0;
}

function readMessage(value: unknown): string {
  if (typeof value === "string") return value;
  return absent(value) ? "" : JSON.stringify(value);
}

function readCharge(value: unknown): Money | undefined {
  if (typeof value === "string") return parseMoney(value);
  if (typeof value !== "number") return undefined;
  // The shortest decimal text of a JSON number is the one that the service wrote.
  return parseMoney(String(value));
}
