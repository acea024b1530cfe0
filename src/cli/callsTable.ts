import type { JudgedCall } from "../app/report/calls.ts";
import type { ChargedFailureHint } from "../domain/chargedFailure.ts";
import { dayIn } from "../domain/day.ts";
import { rowText } from "../domain/foreignText.ts";
import { moneyToDecimal } from "../domain/money.ts";
import { csvCell } from "../domain/sheetText.ts";
import { formatTimestamp } from "../domain/transaction.ts";
import { formatInstant, formatInstantOfYear } from "../view/dates.ts";
import { formatShare } from "../view/numbers.ts";
import type { TableManner } from "./spendTable.ts";
import { type Column, layOut } from "./table.ts";
import type { Style } from "./terminal.ts";

const CALL_COLUMNS: readonly Column[] = [
  { title: "Time", align: "left" },
  { title: "Product", align: "left", least: 12, expendable: 1 },
  { title: "Outcome", align: "left", expendable: 3 },
  { title: "Charge", align: "right" },
  { title: "Message", align: "left", least: 20, expendable: 2 },
  { title: "Id", align: "left", expendable: 4 },
];

const OUTCOME_COLORS: Readonly<Partial<Record<string, Style>>> = { failure: "red", unknown: "yellow" };

/** Calls, one a line; lines without a line break. */
export function callsTable(
  calls: readonly JudgedCall[],
  zone: string,
  { width, numbers, style }: TableManner,
): readonly string[] {
  // The period above the table says the year, where there is one.
  const years = new Set(calls.map(({ at }) => dayIn(zone, at).slice(0, 4)));
  const timeOf = years.size === 1 ? formatInstantOfYear : formatInstant;
  const rows = calls.map(({ at, product, outcome, charge, message, id }) => [
    timeOf(at, zone),
    rowText(product),
    outcome,
    numbers.money(charge),
    rowText(message),
    rowText(id),
  ]);
  return layOut(CALL_COLUMNS, rows, width, (text, row, column) => {
    if (row === -1) return style("bold", text);
    const color = column === 2 ? OUTCOME_COLORS[text] : column === 5 ? "dim" : undefined;
    return color === undefined ? text : style(color, text);
  }).lines;
}

/** A call as JSON: times in the service's own notation, UTC to the microsecond; amounts as exact decimal texts. */
export function callJson({ id, at, product, status, message, outcome, charge }: JudgedCall): object {
  return { id, at: formatTimestamp(at), product, status, message, outcome, charge: moneyToDecimal(charge) };
}

export function callsCsv(calls: readonly JudgedCall[]): string {
  const lines = calls.map(({ id, at, product, status, message, outcome, charge }) =>
    [
      csvCell(id),
      formatTimestamp(at),
      csvCell(product),
      status,
      csvCell(message),
      outcome,
      moneyToDecimal(charge),
    ].join(","),
  );
  return ["id,at,product,status,message,outcome,charge_inr", ...lines, ""].join("\r\n");
}

const FAILURE_COLUMNS: readonly Column[] = [
  { title: "Message", align: "left", least: 20 },
  { title: "Product", align: "left", least: 11 },
  { title: "Calls", align: "right", expendable: 2 },
  { title: "Paid", align: "right" },
  { title: "Share", align: "right", expendable: 3 },
];

/** What was paid for failures, one kind a line, with the sum. */
export function failuresTable(
  failures: readonly ChargedFailureHint[],
  { width, numbers, style }: TableManner,
): readonly string[] {
  const rows = failures.map(({ message, product, calls, charge, share }) => [
    message === "" ? "(none)" : rowText(message),
    rowText(product),
    numbers.count(calls),
    numbers.money(charge),
    share === undefined ? "" : formatShare(share),
  ]);
  const calls = failures.reduce((sum, failure) => sum + failure.calls, 0);
  const paid = failures.reduce((sum, failure) => sum + failure.charge, 0);
  const total = ["Total", "", numbers.count(calls), numbers.money(paid), ""];
  return layOut(FAILURE_COLUMNS, [...rows, "rule", total], width, (text, row) =>
    row === -1 || row === rows.length + 1 ? style("bold", text) : text,
  ).lines;
}

export function failureJson({ product, message, calls, charge }: ChargedFailureHint): object {
  return { product, message, calls, charge: moneyToDecimal(charge) };
}

export function failuresCsv(failures: readonly ChargedFailureHint[]): string {
  const lines = failures.map(({ product, message, calls, charge }) =>
    [csvCell(product), csvCell(message), calls, moneyToDecimal(charge)].join(","),
  );
  return ["product,message,calls,charge_inr", ...lines, ""].join("\r\n");
}
