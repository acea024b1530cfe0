import type { EpochMs } from "../domain/epoch.ts";
import { MONEY_SCALE } from "../domain/money.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros, type Transaction } from "../domain/transaction.ts";

/** What surrounds the rows of a usage report. */
export interface Envelope {
  readonly timestamp: EpochMs;
  readonly transactionId: string;
  /** Address of the Excel file; null when none was asked for (an assumption, the docs show no such answer). */
  readonly fileUrl: string | null;
}

/** The body of a usage report, laid out like the documented sample, in pieces as large as the pages. */
export function* reportText(pages: Iterable<readonly Transaction[]>, envelope: Envelope): Generator<string> {
  const { timestamp, transactionId, fileUrl } = envelope;
  yield `{
  "code": 200,
  "timestamp": ${timestamp},
  "transaction_id": "${transactionId}",
  "sub_code": "SUCCESS",
  "message": "User usage report generated successfully",
  "data": {
    "file_url": ${JSON.stringify(fileUrl)},
    "usage_data": [`;
  yield* rowTexts(pages, (row) => [rowText(row)]);
  yield "\n    ]\n  }\n}\n";
}

/** The elements of the report's array; `textsOf` a row: the elements that stand for it. */
export function* rowTexts(
  pages: Iterable<readonly Transaction[]>,
  textsOf: (row: Transaction, index: number) => readonly string[],
): Generator<string> {
  let index = 0;
  let isFirst = true;
  for (const page of pages) {
    let text = "";
    for (const row of page) {
      for (const element of textsOf(row, index++)) {
        text += isFirst ? "\n      " : ",\n      ";
        text += element;
        isFirst = false;
      }
    }
    if (text !== "") yield text;
  }
}

/** One row as the service writes it. */
export function rowText({ id, at, product, status, message, charge }: Transaction): string {
  return `{ "Transaction Id": ${jsonText(id)}, "Timestamp(UTC)": "${timestampText(at)}", "Product Id": ${jsonText(product)}, "Status": ${status}, "Message": ${jsonText(message)}, "Charge": ${charge / MONEY_SCALE} }`;
}

/** JSON of a string; ids and messages seldom need escapes, and checking for that is much cheaper than escaping. */
export function jsonText(text: string): string {
  return /^[\w .,:;()-]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
let datePrefix = "";
let datePrefixDay = Number.NaN;

/** As `formatTimestamp` of the domain, without a `Date` per row: reports have hundreds of thousands of them. */
export function timestampText(at: Micros): string {
  const day = Math.floor(at / MICROS_PER_DAY);
  if (day !== datePrefixDay) {
    datePrefixDay = day;
    datePrefix = new Date(day * 86_400_000).toISOString().slice(0, 11);
  }
  const inDay = at - day * MICROS_PER_DAY;
  const seconds = Math.floor(inDay / MICROS_PER_SECOND);
  const micros = String(inDay - seconds * MICROS_PER_SECOND).padStart(6, "0");
  const hour = TWO_DIGITS[Math.floor(seconds / 3600)] ?? "";
  const minute = TWO_DIGITS[Math.floor(seconds / 60) % 60] ?? "";
  return `${datePrefix}${hour}:${minute}:${TWO_DIGITS[seconds % 60] ?? ""}.${micros}+00:00`;
}
