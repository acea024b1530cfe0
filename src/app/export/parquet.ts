import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { moneyToDecimal } from "../../domain/money.ts";
import { columnsOf } from "./columns.ts";
import type { ExportOptions } from "./exportOptions.ts";
import type { ByteSink, ExportRow } from "./exportRow.ts";
import { type ExportHeading, headingFacts, taxFacts } from "./summarySheet.ts";

/** Rows that are encoded in one go: a compromise between a short turn of the event loop and groups worth reading. */
const ROWS_PER_GROUP = 5_000;
/** The first groups are smaller and double, because the code that encodes them has yet to be compiled. */
const ROWS_IN_FIRST_GROUP = 500;

export interface ParquetSink {
  readonly write: (rows: readonly ExportRow[]) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A Parquet file of typed columns, written group by group; its properties say what it is of and what it adds up to. */
export function openParquet(write: ByteSink, heading: ExportHeading, options: ExportOptions): ParquetSink {
  const columns = columnsOf("parquet", options).flatMap(({ name, parquet: cell }) =>
    cell === undefined ? [] : { name, ...cell },
  );
  const bytes = new ByteWriter();
  const flush = async () => {
    const piece = bytes.getBytes();
    await write(piece);
    bytes.index = 0;
  };
  const parquet = new ParquetWriter({
    writer: Object.assign(bytes, { flush }),
    schema: [{ name: "root", num_children: columns.length }, ...columns.map(({ name, type }) => ({ name, ...type }))],
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
    const columnData = columns.map(({ name, valueOf, statistics }) => ({ name, data: rows.map(valueOf), statistics }));
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
        ...taxFacts(heading, charge),
      ] as const;
      parquet.kvMetadata = facts.map(([key, value]) => ({ key, value }));
      await parquet.finish();
      await flush();
    },
  };
}
