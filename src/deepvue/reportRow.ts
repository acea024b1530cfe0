import { type Money, parseMoney } from "../domain/money.ts";
import { canonicalTransactionId, parseTimestamp, type Transaction } from "../domain/transaction.ts";

/** Why a row of the report could not be read; `field` is the service's own name for it. */
export interface RowFault {
  readonly field: string;
  readonly reason: string;
}

/** The fields of a row, in the order in which the documentation and the service write them. */
export const REPORT_ROW_FIELDS = {
  id: "Transaction Id",
  at: "Timestamp(UTC)",
  product: "Product Id",
  status: "Status",
  message: "Message",
  charge: "Charge",
} as const;

/** Longest id or product id that is believed to be one. */
const MAX_NAME_LENGTH = 512;
/** A message beyond this is cut, always at the same place, so that the row stays equal to its repetitions. */
const MAX_MESSAGE_LENGTH = 16_384;

/**
 * Reads one element of `data.usage_data` (docs.deepvue.ai, "Usage report"). For the rows that are not written
 * just as documented; the others never become an object. Numbers may come as text; a null message is an empty one; a missing status is 0, because losing the charge
 * would be worse than not knowing the outcome. Everything else that is missing or unreadable makes a {@link RowFault}.
 */
export function decodeReportRow(value: unknown): Transaction | RowFault {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault("row", "not an object");
  const row = value as Readonly<Record<string, unknown>>;

  const id = row["Transaction Id"];
  if (!isName(id)) return nameFault("Transaction Id", id);

  const timestamp = row["Timestamp(UTC)"];
  if (typeof timestamp !== "string") return fault("Timestamp(UTC)", absent(timestamp) ? "missing" : "not text");
  const at = parseTimestamp(timestamp);
  if (at === undefined) return fault("Timestamp(UTC)", "not a date and time");

  const product = row["Product Id"];
  if (!isName(product)) return nameFault("Product Id", product);

  const status = readStatus(row["Status"]);
  if (status === undefined) return fault("Status", "not a whole number from 0 to 999");

  const message = row["Message"] ?? "";
  if (typeof message !== "string") return fault("Message", "not text");

  const charge = readCharge(row["Charge"]);
  if (charge === undefined) return fault("Charge", absent(row["Charge"]) ? "missing" : "not an amount");

  return {
    id: canonicalTransactionId(id),
    at,
    product,
    status,
    message: message.length > MAX_MESSAGE_LENGTH ? cut(message) : message,
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
  return typeof value === "string" && value.length <= MAX_NAME_LENGTH && (value.length > 64 || value.trim() !== "");
}

function nameFault(field: string, value: unknown): RowFault {
  if (absent(value) || (typeof value === "string" && value.trim() === "")) return fault(field, "missing");
  return fault(field, typeof value === "string" ? `longer than ${MAX_NAME_LENGTH} characters` : "not text");
}

function readStatus(value: unknown): number | undefined {
  if (absent(value)) return 0;
  const status = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof status === "number" && Number.isInteger(status) && status >= 0 && status <= 999 ? status : undefined;
}

function readCharge(value: unknown): Money | undefined {
  if (typeof value === "string") return parseMoney(value);
  if (typeof value !== "number") return undefined;
  // The shortest decimal text of a JSON number is the one that the service wrote.
  return parseMoney(String(value));
}

/** Cuts without leaving half of a surrogate pair. */
function cut(message: string): string {
  const last = message.charCodeAt(MAX_MESSAGE_LENGTH - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return message.slice(0, isHighSurrogate ? MAX_MESSAGE_LENGTH - 1 : MAX_MESSAGE_LENGTH);
}
