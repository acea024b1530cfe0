import { MONEY_SCALE } from "../domain/money.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros, type Transaction } from "../domain/transaction.ts";
import { type EnvelopeFault, HOSTILE_TEXTS, type RowFault } from "./faults.ts";

/** What surrounds the rows of a usage report. */
export interface Envelope {
  /** Epoch ms. */
  readonly timestamp: number;
  readonly transactionId: string;
  /** Address of the Excel file; null when none was asked for (an assumption, the docs show no such answer). */
  readonly fileUrl: string | null;
}

export interface ReportFaults {
  readonly envelope?: EnvelopeFault;
  readonly row?: RowFault;
  readonly hostile?: true;
}

/** The body of a usage report, laid out like the documented sample, in pieces as large as the pages. */
export function* reportText(
  pages: Iterable<readonly Transaction[]>,
  envelope: Envelope,
  faults: ReportFaults,
): Generator<string> {
  const [head, tail] = frame(envelope, faults.envelope);
  yield head;
  const rowText = faults.envelope === "keysReordered" ? reversedRow : plainRow;
  let index = 0;
  for (const page of pages) {
    let text = "";
    for (const row of page) {
      // The broken row comes second, with good ones on both sides.
      if (index === 1 && faults.row !== undefined) text += `,\n      ${brokenRow(row, faults.row)}`;
      text += index === 0 ? "\n      " : ",\n      ";
      text += rowText(faults.hostile === true ? withHostileText(row, index) : row);
      index++;
    }
    if (text !== "") yield text;
  }
  yield tail;
}

/** What stands before and after the rows. */
function frame(envelope: Envelope, fault: EnvelopeFault | undefined): readonly [string, string] {
  const { timestamp, transactionId, fileUrl } = envelope;
  const success = `"sub_code": "SUCCESS",\n  "message": "User usage report generated successfully"`;
  const meta = (code: number): string =>
    `  "code": ${code},\n  "timestamp": ${timestamp},\n  "transaction_id": "${transactionId}",\n  ${success}`;
  const file = `"file_url": ${JSON.stringify(fileUrl)}`;
  const end = "\n    ]\n  }\n}\n";
  switch (fault) {
    case undefined:
      return [`{\n${meta(200)},\n  "data": {\n    ${file},\n    "usage_data": [`, end];
    case "code500":
      return [`{\n${meta(500)},\n  "data": {\n    ${file},\n    "usage_data": [`, end];
    case "dataMissing":
      return [`{\n${meta(200)},\n  "rows": {\n    ${file},\n    "list": [`, end];
    case "dataNull":
      return [`{\n${meta(200)},\n  "data": null,\n  "rows": {\n    "list": [`, end];
    case "usageDataMissing":
      return [`{\n${meta(200)},\n  "data": {\n    ${file},\n    "list": [`, end];
    case "usageDataNull":
      return [`{\n${meta(200)},\n  "data": {\n    "usage_data": null,\n    "list": [`, end];
    case "usageDataAtTop":
      return [`{\n${meta(200)},\n  "usage_data": [`, `\n    ],\n  "data": {\n    ${file}\n  }\n}\n`];
    case "usageDataDeeper":
      return [`{\n${meta(200)},\n  "data": {\n    "report": {\n    "usage_data": [`, "\n    ]\n  }\n  }\n}\n"];
    case "keysReordered":
      return [`{\n  "data": {\n    "usage_data": [`, `\n    ],\n    ${file}\n  },\n${meta(200)}\n}\n`];
    case "trailerMissing":
      return [`{\n${meta(200)},\n  "data": {\n    ${file},\n    "usage_data": [`, "\n"];
  }
}

function plainRow({ id, at, product, status, message, charge }: Transaction): string {
  return `{ "Transaction Id": ${jsonText(id)}, "Timestamp(UTC)": "${timestampText(at)}", "Product Id": ${jsonText(product)}, "Status": ${status}, "Message": ${jsonText(message)}, "Charge": ${charge / MONEY_SCALE} }`;
}

function reversedRow({ id, at, product, status, message, charge }: Transaction): string {
  return `{ "Charge": ${charge / MONEY_SCALE}, "Message": ${jsonText(message)}, "Status": ${status}, "Product Id": ${jsonText(product)}, "Timestamp(UTC)": "${timestampText(at)}", "Transaction Id": ${jsonText(id)} }`;
}

const UNREADABLE: Readonly<Record<Exclude<RowFault, "notAnObject">, readonly [string, unknown]>> = {
  id: ["Transaction Id", null],
  timestamp: ["Timestamp(UTC)", "2026-02-30T25:00:00"],
  product: ["Product Id", 7],
  status: ["Status", "200"],
  message: ["Message", { text: "no" }],
  charge: ["Charge", "free"],
};

function brokenRow(row: Transaction, fault: RowFault): string {
  if (fault === "notAnObject") return '"not an object"';
  const [key, value] = UNREADABLE[fault];
  const good = JSON.parse(plainRow({ ...row, id: `broken-${row.id}` })) as Record<string, unknown>;
  return JSON.stringify({ ...good, [key]: value });
}

function withHostileText(row: Transaction, index: number): Transaction {
  return { ...row, product: hostileText(index), message: hostileText(index + 1) };
}

function hostileText(index: number): string {
  return HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] ?? "";
}

/** JSON of a string; ids and messages seldom need escapes, and checking for that is much cheaper than escaping. */
function jsonText(text: string): string {
  return /^[\w .,:;()-]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
let datePrefix = "";
let datePrefixDay = Number.NaN;

/** As `formatTimestamp` of the domain, without a `Date` per row: reports have hundreds of thousands of them. */
function timestampText(at: Micros): string {
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
