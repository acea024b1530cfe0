import type { EpochMs } from "./epoch.ts";
import type { Transaction } from "./transaction.ts";

/** A file that a person has chosen. Its name is foreign text; its path means something on this machine. */
export interface ReportFile {
  readonly name: string;
  readonly path: string;
}

/** A row that could not be read; it is in no sum. */
export interface FileFault {
  readonly file: string;
  /** As the file counts its rows, from 1. */
  readonly row: number;
  /** The service's own name of the column. */
  readonly field: string;
  readonly reason: string;
}

/** What was read since the last page. */
export interface FilePage {
  /** Which of the files, from 0. */
  readonly file: number;
  readonly rows: readonly Transaction[];
  readonly faults: readonly FileFault[];
  /** How much of all files has been read, 0…1. */
  readonly share: number;
}

/**
 * Reads the rows of report files as one report's body, in the files' order; `tell` hears of every page before its bytes are given. Never
 * holds more than a page of rows. Rows of days after `now` are none. Throws `ProblemError` (notAReport, cancelled).
 */
export type ReadReportFiles = (
  files: readonly ReportFile[],
  tell: (page: FilePage) => void,
  now: EpochMs,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>;
