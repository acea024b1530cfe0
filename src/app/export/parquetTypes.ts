import type { ParquetWriter } from "hyparquet-writer";
import type { ExportRow } from "./exportRow.ts";

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]["schema"][number];

/** How a column is typed in a Parquet file, and its value in a row. */
export interface ParquetCell {
  readonly type: Omit<SchemaElement, "name">;
  /** Whether least and greatest value of a group of rows are noted, for readers that skip groups. */
  readonly statistics: boolean;
  readonly valueOf: (row: ExportRow) => string | number | bigint;
}

type ParquetType = Omit<ParquetCell, "valueOf">;

/** Types carry the old annotation (converted type) and the new one (logical type): there are readers that know but one of them. */
export const TEXT: ParquetType = {
  type: {
    type: "BYTE_ARRAY",
    repetition_type: "REQUIRED",
    converted_type: "UTF8",
    logical_type: { type: "STRING" },
  },
  statistics: false,
};

export const NUMBER: ParquetType = { type: { type: "INT32", repetition_type: "REQUIRED" }, statistics: true };

/** An instant, in microseconds UTC. */
export const INSTANT: ParquetType = {
  type: {
    type: "INT64",
    repetition_type: "REQUIRED",
    converted_type: "TIMESTAMP_MICROS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
  },
  statistics: true,
};

/** What a clock shows. The old annotation knows instants only, and would make one of it; whoever knows no other sees an integer. */
export const WALL: ParquetType = {
  type: {
    type: "INT64",
    repetition_type: "REQUIRED",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" },
  },
  statistics: true,
};

/** DECIMAL(18,4): money is kept in ten-thousandths, so its integer is the decimal's unscaled value. */
export const MONEY: ParquetType = {
  type: {
    type: "INT64",
    repetition_type: "REQUIRED",
    converted_type: "DECIMAL",
    logical_type: { type: "DECIMAL", precision: 18, scale: 4 },
    precision: 18,
    scale: 4,
  },
  statistics: true,
};
