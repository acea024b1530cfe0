import { MONEY_SCALE } from "../../src/domain/money.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { type Envelope, jsonText, reportText, rowText, rowTexts, timestampText } from "../../src/sandbox/reportText.ts";
import { type EnvelopeFault, HOSTILE_TEXTS, type RowFault } from "./faults.ts";

export interface ReportFaults {
  readonly envelope?: EnvelopeFault;
  readonly row?: RowFault;
  readonly hostile?: true;
}

/** The body of a usage report that differs from the documented one as `faults` say. */
export function* faultyReportText(
  pages: Iterable<readonly Transaction[]>,
  envelope: Envelope,
  faults: ReportFaults,
): Generator<string> {
  const { envelope: variant, row: field, hostile } = faults;
  if (variant === undefined && field === undefined && hostile === undefined) return yield* reportText(pages, envelope);
  const [head, tail] = frame(envelope, variant);
  const textOf = variant === "keysReordered" ? reversedRow : rowText;
  yield head;
  yield* rowTexts(pages, (row, index) => {
    const text = textOf(hostile === true ? withHostileText(row, index) : row);
    // The broken row comes second, with good ones on both sides.
    return index === 1 && field !== undefined ? [brokenRow(row, field), text] : [text];
  });
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
  const good = JSON.parse(rowText({ ...row, id: `broken-${row.id}` })) as Record<string, unknown>;
  return JSON.stringify({ ...good, [key]: value });
}

function withHostileText(row: Transaction, index: number): Transaction {
  return { ...row, product: hostileText(index), message: hostileText(index + 1) };
}

function hostileText(index: number): string {
  return HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] ?? "";
}
