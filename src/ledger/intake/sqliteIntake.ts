import type { Day } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { IntakeResult, ReportComparison, ReportWindow } from "../../domain/report.ts";
import type { ZoneClock } from "../../domain/zoneClock.ts";
import type { Snapshot, WriteTransaction } from "../file/database.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import { compareRows } from "./compareReport.ts";
import { cover, recordReport } from "./reportRecords.ts";
import { ReportSlicer } from "./reportSlicer.ts";
import { type ReportFormat, RowReader } from "./rowReader.ts";
import { storeRows } from "./storeReport.ts";

/** Three times the documented cap of a report; what is staged lies in memory. */
export const MOST_ROWS = 1_050_000;

/**
 * One report body on its way into the ledger. Rows are staged in memory while the body streams in; `commit` checks the document
 * and writes everything in one SQL transaction. Dropping the object leaves no trace.
 */
export class SqliteIntake {
  readonly #accountId: string;
  readonly #window: ReportWindow;
  readonly #format: ReportFormat;
  readonly #reader: RowReader;
  readonly #slicer: ReportSlicer;
  #bytes = 0;
  /** When the service made the report, by its own clock, where it says so. */
  #madeAt: number | undefined;

  constructor(accountId: string, window: ReportWindow, format: ReportFormat) {
    this.#format = format;
    this.#accountId = accountId;
    this.#window = window;
    this.#reader = new RowReader(format);
    this.#slicer = new ReportSlicer(this.#reader, format.rowsPath);
  }

  /** Throws `ProblemError` (unexpectedAnswer) as soon as there can be no report in it. */
  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#slicer.push(chunk);
    if (this.#slicer.count > MOST_ROWS) throw unexpected(`The report has more than ${MOST_ROWS} rows`);
  }

  /** Checks that the document ended properly, before any lock is taken. Throws `ProblemError` (unexpectedAnswer). */
  end(): void {
    this.#madeAt = this.#format.readEnvelope(this.#slicer.end()).madeAt;
  }

  /** Writes what an intake that has ended holds; `account` is its number in the tables. */
  commit(
    transaction: WriteTransaction,
    account: number,
    clock: ZoneClock,
    covered: readonly Day[],
    readAt: EpochMs,
  ): IntakeResult {
    const { rows, faults, faultCount } = this.#reader;
    const { kept: _, ...stored } = storeRows(transaction, clock, account, this.#window, rows);
    const result = { received: this.#slicer.count, ...stored, setAside: faultCount };
    // Our clock may be ahead; a date must not be sealed by it.
    const believedAt = Math.min(readAt, this.#madeAt ?? readAt);
    cover(transaction, account, covered, believedAt);
    recordReport(transaction, account, { ...this.#window, ...result, readAt: believedAt, bytes: this.#bytes }, faults);
    return result;
  }

  /** Compares what an intake that has ended holds with what is stored; `kinds` knows those of the same state. */
  compare(snapshot: Snapshot, account: number, kinds: AccountKinds): ReportComparison {
    const { rows, faultCount } = this.#reader;
    return {
      received: this.#slicer.count,
      setAside: faultCount,
      ...compareRows(snapshot, account, kinds, this.#window, rows),
    };
  }

  get accountId(): string {
    return this.#accountId;
  }
}

function unexpected(detail: string): ProblemError {
  return new ProblemError({ kind: "unexpectedAnswer", detail });
}
