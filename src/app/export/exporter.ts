import { type Money, moneyToDecimal } from "../../domain/money.ts";
import type { OutcomeWords } from "../../domain/outcomeWords.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { RowCount } from "../../domain/report.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { stopIfCancelled, untilCancelled } from "./cancellation.ts";
import type { ExportFormat } from "./columns.ts";
import { openCsv, openSheetCsv } from "./csv.ts";
import type { ExportOptions } from "./exportOptions.ts";
import {
  type ByteSink,
  type ExportTarget,
  type ExportTotals,
  type RowSink,
  rowMaker,
  startTally,
} from "./exportRow.ts";
import { openJsonLines } from "./jsonLines.ts";
import { openParquet } from "./parquet.ts";
import { openParquetMonths } from "./parquetMonths.ts";
import { openAtomicFile } from "./stagedFile.ts";
import type { ExportHeading } from "./summarySheet.ts";
import { openXlsx } from "./xlsx.ts";

export type { ExportFormat } from "./columns.ts";
export { writeAtomically } from "./stagedFile.ts";

export interface ExportRequest {
  readonly format: ExportFormat;
  /** Full path, with its extension. */
  readonly target: string;
  readonly heading: ExportHeading;
  readonly options: ExportOptions;
  /**
   * What the ledger says that the rows add up to: what is on screen. An export that comes to something else is none.
   */
  readonly expected: RowCount;
  /** With more, Parquet becomes a folder of the target's name with a file for each month; a million unless a test wants fewer. */
  readonly mostRowsInOneParquetFile?: number;
  /** What the user has said about messages. */
  readonly outcomes: OutcomeWords;
}

export interface ExportResult {
  readonly rows: number;
  /** Exact sum over the rows that were written, and the one that was expected. */
  readonly charge: Money;
  /** Full paths of the files that were written. */
  readonly files: readonly string[];
}

const MOST_ROWS_IN_ONE_PARQUET_FILE = 1_000_000;
/** The extension host thread serves everybody: some milliseconds of work, and then a write, for which it is free. */
const ROWS_PER_STEP = 500;

/**
 * Writes the rows of `pages`, in their order, to a file that appears whole or not at all. `progress` gets the number of rows so far.
 * Throws `ProblemError` (cancelled, file; internal when the rows do not add up to what was expected) or what `pages` throws; an existing
 * target is then as it was.
 */
export async function exportTransactions(
  request: ExportRequest,
  pages: AsyncIterable<readonly Transaction[]>,
  progress: (rows: number) => void,
  signal: AbortSignal,
): Promise<ExportResult> {
  stopIfCancelled(signal);
  const rowOf = rowMaker(request.heading.zone, request.outcomes, request.options.labels);
  const tally = startTally();
  const target = await openTarget(request);
  try {
    for await (const step of steps(pages, signal)) {
      const rows = step.map(rowOf);
      tally.add(rows);
      if (tally.rows > request.expected.calls) throw notAsExpected(tally.totals(), request.expected);
      await target.write(rows);
      progress(tally.rows);
    }
    const totals = tally.totals();
    if (totals.rows !== request.expected.calls || totals.charge !== request.expected.charge) {
      throw notAsExpected(totals, request.expected);
    }
    const files = await target.commit(totals, signal);
    return { rows: totals.rows, charge: totals.charge, files };
  } catch (error) {
    await target.discard();
    throw error;
  }
}

async function openTarget(request: ExportRequest): Promise<ExportTarget> {
  const { mostRowsInOneParquetFile = MOST_ROWS_IN_ONE_PARQUET_FILE } = request;
  if (request.format === "parquet" && request.expected.calls > mostRowsInOneParquetFile) {
    return openParquetMonths(request.target, request.heading, request.options);
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

async function openFormat({ format, heading, options, expected }: ExportRequest, write: ByteSink): Promise<RowSink> {
  switch (format) {
    case "csv":
      return openCsv(write, options);
    case "sheetCsv":
      return openSheetCsv(write, options, heading.zone);
    case "jsonl":
      return openJsonLines(write, options);
    case "xlsx":
      return openXlsx(write, { heading, options, rows: expected.calls });
    case "parquet":
      return openParquet(write, heading, options);
  }
}

/** The rows are one state of the ledger, and so is their sum: a difference is a defect of ours, and no file is better than a wrong one. */
function notAsExpected({ rows, charge }: ExportTotals, expected: RowCount): ProblemError {
  const written = `${rows} rows, INR ${moneyToDecimal(charge)}`;
  const told = `${expected.calls} rows, INR ${moneyToDecimal(expected.charge)}`;
  return new ProblemError({
    kind: "internal",
    detail: `the export came to ${written}, the ledger's totals are ${told}`,
  });
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
