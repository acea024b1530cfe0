import { type Money, parseMoney } from "../domain/money.ts";
import {
  canonicalTransactionId,
  MICROS_PER_SECOND,
  type Micros,
  parseTimestamp,
  type Transaction,
} from "../domain/transaction.ts";

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
 * Reads one element of `data.usage_data` (docs.deepvue.ai, "Usage report"). Written by hand: it runs for every row of a week that
 * may hold 350,000. Numbers may come as text; a null message is an empty one; a missing status is 0, because losing the charge
 * would be worse than not knowing the outcome. Everything else that is missing or unreadable makes a {@link RowFault}.
 */
export function decodeReportRow(value: unknown): Transaction | RowFault {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault("row", "not an object");
  const row = value as Readonly<Record<string, unknown>>;

  const id = row["Transaction Id"];
  if (!isName(id)) return nameFault("Transaction Id", id);

  const timestamp = row["Timestamp(UTC)"];
  if (typeof timestamp !== "string") return fault("Timestamp(UTC)", absent(timestamp) ? "missing" : "not text");
  const at = readTimestamp(timestamp);
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
    id: isCanonicalId(id) ? id : canonicalTransactionId(id),
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

/** A report repeats few prices, so parsed ones are kept; the bound is against a service that never repeats one. */
const charges = new Map<number, Money>();
const MAX_CHARGES = 4_096;

function readCharge(value: unknown): Money | undefined {
  if (typeof value === "string") return parseMoney(value);
  if (typeof value !== "number") return undefined;
  const known = charges.get(value);
  if (known !== undefined) return known;
  // The shortest decimal text of a JSON number is the one that the service wrote.
  const charge = parseMoney(String(value));
  if (charge === undefined) return undefined;
  if (charges.size >= MAX_CHARGES) charges.clear();
  charges.set(value, charge);
  return charge;
}

const ZERO = 48;
/** Date text of the last row and its midnight in microseconds: neighbours mostly share it. */
let lastDate = "";
let lastMidnight = 0;

/** {@link parseTimestamp}, with a short way for the service's own notation "2024-05-11T23:33:32.092089+00:00". */
function readTimestamp(text: string): Micros | undefined {
  if (text.length !== 32 || !text.endsWith("+00:00")) return parseTimestamp(text);
  const midnight = midnightOf(text);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const isUsual = text[10] === "T" && text[13] === ":" && text[16] === ":" && text[19] === ".";
  const at = midnight + (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + digits(text, 20, 26);
  // Whatever is not plainly right is left to the domain's judgement.
  return isUsual && hour < 24 && minute < 60 && second < 60 && !Number.isNaN(at) ? at : parseTimestamp(text);
}

/** Midnight of the date that a timestamp starts with, or NaN. */
function midnightOf(text: string): number {
  if (lastDate === "" || !text.startsWith(lastDate)) {
    const date = text.slice(0, 10);
    lastMidnight = parseTimestamp(`${date}T00:00:00Z`) ?? Number.NaN;
    lastDate = date;
  }
  return lastMidnight;
}

/** The number that these characters write, or NaN. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** True for a dashed lower-case UUID, which {@link canonicalTransactionId} would give back unchanged. */
function isCanonicalId(id: string): boolean {
  if (id.length !== 36) return false;
  for (let index = 0; index < 36; index++) {
    const code = id.charCodeAt(index);
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (code !== 45) return false;
    } else if (code < ZERO || (code > 57 && code < 97) || code > 102) {
      return false;
    }
  }
  return true;
}

/** Cuts without leaving half of a surrogate pair. */
function cut(message: string): string {
  const last = message.charCodeAt(MAX_MESSAGE_LENGTH - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return message.slice(0, isHighSurrogate ? MAX_MESSAGE_LENGTH - 1 : MAX_MESSAGE_LENGTH);
}
