import { dayNumber } from "../../domain/day.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { moneyToDecimal, parseWrittenMoney } from "../../domain/money.ts";
import { EARLIEST_DAY } from "../../domain/period.ts";
import {
  formatTimestamp,
  MICROS_PER_DAY,
  type Micros,
  parseTimestamp,
  type Transaction,
} from "../../domain/transaction.ts";
import { decodeReportRow, type RowFault } from "../reportRow.ts";
import { REPORT_ROW_FIELDS } from "../wire.ts";
import { cellText, type SheetCell } from "./sheetCell.ts";

type Field = keyof typeof REPORT_ROW_FIELDS;
const FIELDS = Object.keys(REPORT_ROW_FIELDS) as readonly Field[];

/** Where each field stands in a row. */
export type ReportColumns = Readonly<Record<Field, number>>;

/** A heading with other columns is one of something else; with some of ours it is a report that was changed. */
export type Heading =
  | { readonly kind: "columns"; readonly columns: ReportColumns }
  | { readonly kind: "lacks"; readonly missing: readonly string[] }
  | { readonly kind: "twice"; readonly column: string };

/** So many of the documented columns make a row a heading. */
const LEAST_ALIKE = 3;

/** Reads a row as the heading; undefined where it is none. Capitals, blanks and dashes in names do not matter. */
export function headingOf(cells: readonly SheetCell[]): Heading | undefined {
  const names = cells.map((cell) => plain(cellText(cell)));
  const places = FIELDS.map((field) => {
    const name = plain(REPORT_ROW_FIELDS[field]);
    return { field, at: names.indexOf(name), last: names.lastIndexOf(name) };
  });
  const found = places.filter(({ at }) => at >= 0);
  if (found.length < LEAST_ALIKE) return undefined;
  const twice = found.find(({ at, last }) => at !== last);
  if (twice !== undefined) return { kind: "twice", column: REPORT_ROW_FIELDS[twice.field] };
  if (found.length < FIELDS.length) {
    const missing = places.filter(({ at }) => at < 0).map(({ field }) => REPORT_ROW_FIELDS[field]);
    return { kind: "lacks", missing };
  }
  return {
    kind: "columns",
    columns: Object.fromEntries(places.map(({ field, at }) => [field, at])) as unknown as ReportColumns,
  };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** How a file counts, and what can be believed of it. */
export interface Reading {
  readonly columns: ReportColumns;
  readonly countsFrom1904: boolean;
  /** Instants before and after which there is no row: that of the earliest period, and one that no time zone's today reaches. */
  readonly earliest: Micros;
  readonly latest: Micros;
}

export function readingOf(columns: ReportColumns, countsFrom1904: boolean, now: EpochMs): Reading {
  const earliest = dayNumber(EARLIEST_DAY) * MICROS_PER_DAY;
  return { columns, countsFrom1904, earliest, latest: microsOf(now) + MICROS_PER_DAY };
}

/** Reads a row of a file: its cells become the service's own notation, and then it is read as any row of a report. */
export function readSheetRow(cells: readonly SheetCell[], reading: Reading): Transaction | RowFault {
  const cell = (field: Field): SheetCell => cells[reading.columns[field]];
  const id = cell("id");
  // Excel shows 15 digits of a number and writes the rest as zeros: that is no id any more.
  if (typeof id === "object" && /[.eE]|^\d{16,}/.test(id.number)) {
    return fault("id", "a number that a spreadsheet has rounded");
  }
  const at = instantOf(cell("at"), reading.countsFrom1904);
  if (at === undefined) return fault("at", cellText(cell("at")) === "" ? "missing" : "not a date and time");
  if (at < reading.earliest || at > reading.latest) return fault("at", "of a day that no report can have");
  const charge = cell("charge");
  const amount = parseWrittenMoney(cellText(charge));
  if (amount === undefined) return fault("charge", cellText(charge) === "" ? "missing" : "not an amount");
  return decodeReportRow({
    [REPORT_ROW_FIELDS.id]: cellText(id),
    [REPORT_ROW_FIELDS.at]: formatTimestamp(at),
    [REPORT_ROW_FIELDS.product]: wholeText(cell("product")),
    [REPORT_ROW_FIELDS.status]: cellText(cell("status")),
    [REPORT_ROW_FIELDS.message]: wholeText(cell("message")),
    [REPORT_ROW_FIELDS.charge]: moneyToDecimal(amount),
  });
}

function fault(field: Field, reason: string): RowFault {
  return { field: REPORT_ROW_FIELDS[field], reason };
}

/** Names and messages keep their blanks, as in a report. */
function wholeText(cell: SheetCell): string {
  return typeof cell === "string" ? cell : cellText(cell);
}

const MS_PER_DAY = 86_400_000;
/** 1899-12-30: with it, day 61 is 1 March 1900, although Excel believes that 1900 was a leap year. */
const SERIAL_START_MS = Date.UTC(1899, 11, 30);
const SERIAL_START_1904_MS = Date.UTC(1904, 0, 1);

/** The instant of a cell: UTC where it names no zone, as the column says. Sheets keep a time as days and a fraction, exact to the ms. */
function instantOf(cell: SheetCell, countsFrom1904: boolean): Micros | undefined {
  if (cell === undefined) return undefined;
  if (typeof cell === "object") {
    const days = Number(cell.number);
    if (!Number.isFinite(days) || days <= 0 || days > 200_000) return undefined;
    return microsOf((countsFrom1904 ? SERIAL_START_1904_MS : SERIAL_START_MS) + Math.round(days * MS_PER_DAY));
  }
  const text = cell.trim().replace(/\s*(?:UTC|GMT)$/i, "Z");
  return parseTimestamp(text.replace(/^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2})(?=$|Z|[+-])/i, "$1:00"));
}
