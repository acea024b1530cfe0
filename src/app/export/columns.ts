import { type Money, moneyToDecimal } from "../../domain/money.ts";
import { csvCell } from "../../domain/sheetText.ts";
import type { Micros } from "../../domain/transaction.ts";
import { countCell, moneyCell, textCell, timeCell } from "./cells.ts";
import type { ExportClock, ExportField, ExportOptions } from "./exportOptions.ts";
import type { ExportRow } from "./exportRow.ts";
import { jsonText } from "./jsonText.ts";
import * as parquetTypes from "./parquetTypes.ts";
import { STYLE } from "./sheetStyles.ts";
import { clockText, dateWriter, instantWriter, type WallWriter, wallWriter } from "./timeText.ts";

/** `csv` and `jsonl` are read by programs, `sheetCsv` and `xlsx` by people in a sheet. */
export type ExportFormat = "csv" | "sheetCsv" | "jsonl" | "xlsx" | "parquet";
/** Formats whose cells are texts by themselves. */
export type TextFormat = "csv" | "sheetCsv" | "jsonl";

/** Makes what writes the cells of one export: some writers remember what they wrote last. */
type TextCells = () => (row: ExportRow) => string;

/** A column with its cell in each format; a format that it names no cell for does not have the column. */
export interface Column {
  /** In formats for programs; unique. */
  readonly name: string;
  /** In formats for people. */
  readonly heading: (zone: string) => string;
  /** Of a workbook's column, in characters. */
  readonly width: number;
  readonly field: ExportField;
  /** Of a column that tells times: by which clock. */
  readonly clock: Exclude<ExportClock, "both"> | undefined;
  readonly texts: { readonly [format in TextFormat]?: TextCells };
  readonly workbook?: (row: ExportRow, reference: string) => string;
  readonly parquet?: parquetTypes.ParquetCell;
}

const at = ({ transaction }: ExportRow): Micros => transaction.at;
const wallOf = ({ transaction, offset }: ExportRow): Micros => transaction.at + offset;

/** Every column of every format, in this order. Whoever adds one says here how each format shows it. */
export const COLUMNS: readonly Column[] = [
  textColumn("id", "id", "Id", 38, ({ transaction }) => transaction.id),
  instantColumn("time_utc"),
  wallColumn("time_billing_zone"),
  ...datedColumns("billing_zone", "billing", inZone, wallOf),
  ...datedColumns("utc", "utc", () => "UTC", at),
  exactColumn("exact_time_utc"),
  textColumn("product", "product", "Product", 28, ({ transaction }) => transaction.product),
  numberColumn("status", "status", "Status", 8, ({ transaction }) => transaction.status),
  textColumn("outcome", "outcome", "Outcome", 10, ({ outcome }) => outcome),
  textColumn("message", "message", "Message", 48, ({ transaction }) => transaction.message),
  moneyColumn("charge_inr", "charge", "Charge (INR)", 16, ({ transaction }) => transaction.charge),
];

/** The columns that an export has. */
export function columnsOf(format: ExportFormat, { fields, clock }: ExportOptions): readonly Column[] {
  return COLUMNS.filter(
    (column) =>
      hasCell(column, format) &&
      fields.includes(column.field) &&
      (column.clock === undefined || clock === "both" || clock === column.clock),
  );
}

function hasCell({ texts, workbook, parquet }: Column, format: ExportFormat): boolean {
  if (format === "xlsx") return workbook !== undefined;
  return format === "parquet" ? parquet !== undefined : texts[format] !== undefined;
}

function inZone(zone: string): string {
  return zone === "UTC" ? "billing zone" : zone;
}

function textColumn(
  name: string,
  field: ExportField,
  heading: string,
  width: number,
  textOf: (row: ExportRow) => string,
): Column {
  const csv: TextCells = () => (row) => csvCell(textOf(row));
  return {
    name,
    field,
    heading: () => heading,
    width,
    clock: undefined,
    texts: { csv, sheetCsv: csv, jsonl: () => (row) => jsonText(textOf(row)) },
    workbook: (row, reference) => textCell(reference, textOf(row)),
    parquet: { ...parquetTypes.TEXT, valueOf: textOf },
  };
}

function numberColumn(
  name: string,
  field: ExportField,
  heading: string,
  width: number,
  numberOf: (row: ExportRow) => number,
): Column {
  const text: TextCells = () => (row) => String(numberOf(row));
  return {
    name,
    field,
    heading: () => heading,
    width,
    clock: undefined,
    texts: { csv: text, sheetCsv: text, jsonl: text },
    workbook: (row, reference) => countCell(reference, numberOf(row), STYLE.plain),
    parquet: { ...parquetTypes.NUMBER, valueOf: numberOf },
  };
}

function moneyColumn(
  name: string,
  field: ExportField,
  heading: string,
  width: number,
  amountOf: (row: ExportRow) => Money,
): Column {
  const text: TextCells = () => (row) => moneyToDecimal(amountOf(row));
  return {
    name,
    field,
    heading: () => heading,
    width,
    clock: undefined,
    texts: { csv: text, sheetCsv: text, jsonl: text },
    workbook: (row, reference) => moneyCell(reference, amountOf(row)),
    parquet: { ...parquetTypes.MONEY, valueOf: (row) => BigInt(amountOf(row)) },
  };
}

/** Cells of what a clock shows, bare or within quotation marks. */
function timeCells(open: () => WallWriter, wall: (row: ExportRow) => Micros, mark: "" | '"'): TextCells {
  return () => {
    const write = open();
    return (row) => `${mark}${write(wall(row))}${mark}`;
  };
}

/** The instant itself, for programs; in a workbook the date and time by UTC's clock. */
function instantColumn(name: string): Column {
  return {
    name,
    field: "time",
    heading: () => "Time (UTC)",
    width: 20,
    clock: "utc",
    texts: { csv: timeCells(instantWriter, at, ""), jsonl: timeCells(instantWriter, at, '"') },
    workbook: (row, reference) => timeCell(reference, at(row)),
    parquet: { ...parquetTypes.INSTANT, valueOf: (row) => BigInt(at(row)) },
  };
}

/** What the clock on the wall shows in the billing time zone; its name is in a workbook's heading and a Parquet file's properties. */
function wallColumn(name: string): Column {
  return {
    name,
    field: "time",
    heading: (zone) => `Time (${inZone(zone)})`,
    width: 20,
    clock: "billing",
    texts: { csv: timeCells(wallWriter, wallOf, ""), jsonl: timeCells(wallWriter, wallOf, '"') },
    workbook: (row, reference) => timeCell(reference, wallOf(row)),
    parquet: { ...parquetTypes.WALL, valueOf: (row) => BigInt(wallOf(row)) },
  };
}

/**
 * Date and time of day, each bare: LibreOffice and gnumeric take the first for a date by themselves, and no form of both together.
 */
function datedColumns(
  suffix: string,
  clock: Exclude<ExportClock, "both">,
  whose: (zone: string) => string,
  wall: (row: ExportRow) => Micros,
): readonly Column[] {
  return [
    {
      name: `date_${suffix}`,
      field: "time",
      heading: (zone) => `Date (${whose(zone)})`,
      width: 12,
      clock,
      texts: { sheetCsv: timeCells(dateWriter, wall, "") },
    },
    {
      name: `clock_${suffix}`,
      field: "time",
      heading: (zone) => `Time (${whose(zone)})`,
      width: 10,
      clock,
      texts: { sheetCsv: timeCells(() => clockText, wall, "") },
    },
  ];
}

/** Beside the whole seconds of a sheet the instant to the microsecond, as a text that no reader rounds or corrects. */
function exactColumn(name: string): Column {
  const write = instantWriter();
  return {
    name,
    field: "time",
    heading: () => "Exact time (UTC)",
    width: 34,
    clock: undefined,
    texts: { sheetCsv: timeCells(instantWriter, at, '"') },
    workbook: (row, reference) => textCell(reference, write(at(row))),
  };
}
