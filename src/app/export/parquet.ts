import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { moneyToDecimal } from "../../domain/money.ts";
import type { ByteSink, COLUMNS, ExportRow } from "./exportRow.ts";
import { type ExportHeading, headingFacts } from "./summarySheet.ts";

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]["schema"][number];

/** Rows that are encoded in one go: a compromise between a short turn of the event loop and groups worth reading. */
const ROWS_PER_GROUP = 5_000;
/** The first groups are smaller and double, because the code that encodes them has yet to be compiled. */
const ROWS_IN_FIRST_GROUP = 500;

interface ParquetColumn {
  readonly element: SchemaElement & { readonly name: (typeof COLUMNS)[number] };
  readonly valueOf: (row: ExportRow) => string | number | bigint;
}

const TEXT = {
  type: "BYTE_ARRAY",
  repetition_type: "REQUIRED",
  converted_type: "UTF8",
  logical_type: { type: "STRING" },
} as const;
const INT64 = { type: "INT64", repetition_type: "REQUIRED" } as const;

/** The charge is a DECIMAL(18,4): money is kept in ten-thousandths, so its integer is the decimal's unscaled value. */
const PARQUET_COLUMNS: readonly ParquetColumn[] = [
  { element: { name: "id", ...TEXT }, valueOf: ({ transaction }) => transaction.id },
  {
    element: { name: "time_utc", ...INT64, logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" } },
    valueOf: ({ transaction }) => BigInt(transaction.at),
  },
  {
    // What the clock on the wall shows; the zone's name is among the file's properties.
    element: {
      name: "time_billing_zone",
      ...INT64,
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" },
    },
    valueOf: ({ transaction, offset }) => BigInt(transaction.at + offset),
  },
  { element: { name: "product", ...TEXT }, valueOf: ({ transaction }) => transaction.product },
  {
    element: { name: "status", type: "INT32", repetition_type: "REQUIRED" },
    valueOf: ({ transaction }) => transaction.status,
  },
  { element: { name: "outcome", ...TEXT }, valueOf: ({ outcome }) => outcome },
  { element: { name: "message", ...TEXT }, valueOf: ({ transaction }) => transaction.message },
  {
    element: { name: "charge_inr", ...INT64, converted_type: "DECIMAL", precision: 18, scale: 4 },
    valueOf: ({ transaction }) => BigInt(transaction.charge),
  },
];

export interface ParquetSink {
  readonly write: (rows: readonly ExportRow[]) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A Parquet file of typed columns, written group by group; its properties say what it is of and what it adds up to. */
export function openParquet(write: ByteSink, heading: ExportHeading): ParquetSink {
  const bytes = new ByteWriter();
  const flush = async () => {
    const piece = bytes.getBytes();
    await write(piece);
    bytes.index = 0;
  };
  const parquet = new ParquetWriter({
    writer: Object.assign(bytes, { flush }),
    schema: [{ name: "root", num_children: PARQUET_COLUMNS.length }, ...PARQUET_COLUMNS.map(({ element }) => element)],
    createdBy: "Deepvue Usage",
  });
  let group: ExportRow[] = [];
  let groupSize = ROWS_IN_FIRST_GROUP;
  let count = 0;
  let charge = 0;

  const writeGroup = async () => {
    const rows = group;
    group = [];
    groupSize = Math.min(groupSize * 2, ROWS_PER_GROUP);
    count += rows.length;
    for (const { transaction } of rows) charge += transaction.charge;
    const columnData = PARQUET_COLUMNS.map(({ element, valueOf }) => ({
      name: element.name,
      data: rows.map(valueOf),
      statistics: element.converted_type !== "UTF8",
    }));
    await parquet.write({ columnData, rowGroupSize: ROWS_PER_GROUP });
  };
  return {
    async write(rows) {
      for (const row of rows) {
        group.push(row);
        if (group.length === groupSize) await writeGroup();
      }
    },
    async end() {
      if (group.length > 0) await writeGroup();
      const facts = [
        ...headingFacts(heading),
        ["Transactions", String(count)],
        ["Charge (INR)", moneyToDecimal(charge)],
      ] as const;
      parquet.kvMetadata = facts.map(([key, value]) => ({ key, value }));
      await parquet.finish();
      await flush();
    },
  };
}
