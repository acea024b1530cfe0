import type { Money } from "../../domain/money.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { stopIfCancelled, untilCancelled } from "./cancellation.ts";
import { openCsv } from "./csv.ts";
import { type ByteSink, type ExportTarget, type RowSink, rowMaker, startTally } from "./exportRow.ts";
import { openJsonLines } from "./jsonLines.ts";
import { openParquet } from "./parquet.ts";
import { openParquetMonths } from "./parquetMonths.ts";
import { openAtomicFile } from "./stagedFile.ts";
import type { ExportHeading } from "./summarySheet.ts";
import { openXlsx } from "./xlsx.ts";

export { writeAtomically } from "./stagedFile.ts";

export type ExportFormat = "csv" | "jsonl" | "xlsx" | "parquet";

export interface ExportRequest {
  readonly format: ExportFormat;
  /** Full path, with its extension. */
  readonly target: string;
  readonly heading: ExportHeading;
  /** About how many rows will come: above a million, Parquet becomes a folder of that name with a file for each month. */
  readonly expectedRows: number;
  /** The user's additions to what counts as a failure (setting `deepvue.failureMessages`). */
  readonly failureMessages: readonly string[];
  /** CSV only: Excel takes a file without a byte order mark for something else than UTF-8. */
  readonly byteOrderMark: boolean;
}

export interface ExportResult {
  readonly rows: number;
  /** Exact sum over the rows that were written. */
  readonly charge: Money;
  /** Full paths of the files that were written. */
  readonly files: readonly string[];
}

const MOST_ROWS_IN_ONE_PARQUET_FILE = 1_000_000;
/** The extension host thread serves everybody: some milliseconds of work, and then a write, for which it is free. */
const ROWS_PER_STEP = 500;

/**
 * Writes the rows of `pages`, in their order, to a file that appears whole or not at all. `progress` gets the number of rows so far.
 * Throws `ProblemError` (cancelled, file) or what `pages` throws; an existing target is then as it was.
 */
export async function exportTransactions(
  request: ExportRequest,
  pages: AsyncIterable<readonly Transaction[]>,
  progress: (rows: number) => void,
  signal: AbortSignal,
): Promise<ExportResult> {
  stopIfCancelled(signal);
  const rowOf = rowMaker(request.heading.zone, request.failureMessages);
  const tally = startTally();
  const target = await openTarget(request);
  try {
    for await (const step of steps(pages, signal)) {
      const rows = step.map(rowOf);
      tally.add(rows);
      await target.write(rows);
      progress(tally.rows);
    }
    const totals = tally.totals();
    const files = await target.commit(totals, signal);
    return { rows: totals.rows, charge: totals.charge, files };
  } catch (error) {
    await target.discard();
    throw error;
  }
}

async function openTarget(request: ExportRequest): Promise<ExportTarget> {
  if (request.format === "parquet" && request.expectedRows > MOST_ROWS_IN_ONE_PARQUET_FILE) {
    return openParquetMonths(request.target, request.heading);
  }
  const file = await openAtomicFile(request.target);
  try {
    const sink = await openFormat(request, file.write);
    return {
      write: sink.write,
      async commit(totals, signal) {
        await sink.end(totals);
        await file.commit(signal);
        return [request.target];
      },
      discard: file.discard,
    };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function openFormat({ format, heading, byteOrderMark }: ExportRequest, write: ByteSink): Promise<RowSink> {
  switch (format) {
    case "csv":
      return openCsv(write, { byteOrderMark });
    case "jsonl":
      return openJsonLines(write);
    case "xlsx":
      return openXlsx(write, heading);
    case "parquet":
      return openParquet(write, heading);
  }
}

/** Cuts pages into small steps; a cancel is heard at each. */
async function* steps(
  pages: AsyncIterable<readonly Transaction[]>,
  signal: AbortSignal,
): AsyncGenerator<readonly Transaction[], void, void> {
  for await (const page of untilCancelled(pages, signal)) {
    for (let start = 0; start < page.length; start += ROWS_PER_STEP) {
      stopIfCancelled(signal);
      yield page.slice(start, start + ROWS_PER_STEP);
    }
  }
}
