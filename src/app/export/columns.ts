import { NO_LABEL, NO_RULES } from "../../domain/labelRules.ts";
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
  /** What has to be chosen for it; what rows are labelled with comes with the rules. */
  readonly field: ExportField | "label";
  /** Of a column that tells times: by which clock. */
  readonly clock: Exclude<ExportClock, "both"> | undefined;
  readonly texts: { readonly [format in TextFormat]?: TextCells };
  readonly workbook?: (row: ExportRow, reference: string) => string;
  readonly parquet?: parquetTypes.ParquetCell;
}

/** How a kind of value stands in each format. */
interface Kind<Value> {
  readonly csv: (value: Value) => string;
  readonly json: (value: Value) => string;
  readonly cell: (reference: string, value: Value) => string;
  readonly parquet: Omit<parquetTypes.ParquetCell, "valueOf">;
  readonly parquetValue: (value: Value) => string | number | bigint;
}

const TEXT: Kind<string> = {
  csv: csvCell,
  json: jsonText,
  cell: textCell,
  parquet: parquetTypes.TEXT,
  parquetValue: String,
};
const NUMBER: Kind<number> = {
  csv: String,
  json: String,
  cell: (reference, count) => countCell(reference, count, STYLE.plain),
  parquet: parquetTypes.NUMBER,
  parquetValue: Number,
};
const MONEY: Kind<Money> = {
  csv: moneyToDecimal,
  json: moneyToDecimal,
  cell: moneyCell,
  parquet: parquetTypes.MONEY,
  parquetValue: BigInt,
};

interface TimeKind {
  readonly open: () => WallWriter;
  readonly parquet: Kind<Micros>["parquet"];
}

/** The instant itself, for programs; in a workbook the date and time by UTC's clock. */
const INSTANT: TimeKind = { open: instantWriter, parquet: parquetTypes.INSTANT };
/** What the clock on the wall shows in the billing time zone; its name is in a workbook's heading and a Parquet file's properties. */
const WALL: TimeKind = { open: wallWriter, parquet: parquetTypes.WALL };

const at = ({ transaction }: ExportRow): Micros => transaction.at;
const wallOf = ({ transaction, offset }: ExportRow): Micros => transaction.at + offset;

/** Every column of every format, in this order. Whoever adds one says here how each format shows it. */
export const COLUMNS: readonly Column[] = [
  plainColumn(TEXT, "id", "id", "Id", 38, ({ transaction }) => transaction.id),
  timeColumn("time_utc", "utc", INSTANT, () => "Time (UTC)", at),
  timeColumn("time_billing_zone", "billing", WALL, (zone) => `Time (${inZone(zone)})`, wallOf),
  ...datedColumns("billing_zone", "billing", inZone, wallOf),
  ...datedColumns("utc", "utc", () => "UTC", at),
  exactColumn("exact_time_utc"),
  plainColumn(TEXT, "product", "product", "Product", 28, ({ transaction }) => transaction.product),
  plainColumn(NUMBER, "status", "status", "Status", 8, ({ transaction }) => transaction.status),
  plainColumn(TEXT, "outcome", "outcome", "Outcome", 10, ({ outcome }) => outcome),
  plainColumn(TEXT, "message", "message", "Message", 48, ({ transaction }) => transaction.message),
  plainColumn(TEXT, "label", "label", "Label", 24, ({ label = NO_LABEL }) => label),
  plainColumn(MONEY, "charge_inr", "charge", "Charge (INR)", 16, ({ transaction }) => transaction.charge),
];

/** The columns that an export has. */
export function columnsOf(
  format: ExportFormat,
  { fields, clock, labels = NO_RULES }: ExportOptions,
): readonly Column[] {
  return COLUMNS.filter(
    (column) =>
      hasCell(column, format) &&
      (column.field === "label" ? labels.length > 0 : fields.includes(column.field)) &&
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

function plainColumn<Value>(
  { csv, json, cell, parquet, parquetValue }: Kind<Value>,
  name: string,
  field: Column["field"],
  heading: string,
  width: number,
  valueOf: (row: ExportRow) => Value,
): Column {
  const csvCells: TextCells = () => (row) => csv(valueOf(row));
  return {
    name,
    field,
    heading: () => heading,
    width,
    clock: undefined,
    texts: { csv: csvCells, sheetCsv: csvCells, jsonl: () => (row) => json(valueOf(row)) },
    workbook: (row, reference) => cell(reference, valueOf(row)),
    parquet: { ...parquet, valueOf: (row) => parquetValue(valueOf(row)) },
  };
}

/** Cells of what a clock shows, bare or within quotation marks. */
function timeCells(open: () => WallWriter, wall: (row: ExportRow) => Micros, mark: "" | '"'): TextCells {
  return () => {
    const write = open();
    return (row) => `${mark}${write(wall(row))}${mark}`;
  };
}

function timeColumn(
  name: string,
  clock: Exclude<ExportClock, "both">,
  { open, parquet }: TimeKind,
  heading: (zone: string) => string,
  shown: (row: ExportRow) => Micros,
): Column {
  return {
    name,
    field: "time",
    heading,
    width: 20,
    clock,
    texts: { csv: timeCells(open, shown, ""), jsonl: timeCells(open, shown, '"') },
    workbook: (row, reference) => timeCell(reference, shown(row)),
    parquet: { ...parquet, valueOf: (row) => BigInt(shown(row)) },
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
