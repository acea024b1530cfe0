import type { Day } from "../../domain/day.ts";
import type { IntakeResult, ReportComparison, ReportWindow } from "../../domain/ports.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { Database } from "../file/database.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import type { ZoneClock } from "../rows/zoneClock.ts";
import { ensureAccountKey } from "../shared/accounts.ts";
import { compareRows } from "./compareReport.ts";
import { cover, recordReport } from "./reportRecords.ts";
import { type Envelope, ReportSlicer } from "./reportSlicer.ts";
import { type RowFormat, RowReader } from "./rowReader.ts";
import { storeRows } from "./storeReport.ts";

/**
 * One report body on its way into the ledger. Rows are staged in memory while the body streams in; `commit` checks the document
 * and writes everything in one SQL transaction. Dropping the object leaves no trace.
 */
export class SqliteIntake {
  readonly #accountId: string;
  readonly #window: ReportWindow;
  readonly #reader: RowReader;
  readonly #slicer: ReportSlicer;
  #bytes = 0;

  constructor(accountId: string, window: ReportWindow, format: RowFormat) {
    this.#accountId = accountId;
    this.#window = window;
    this.#reader = new RowReader(format);
    this.#slicer = new ReportSlicer(this.#reader);
  }

  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#slicer.push(chunk);
  }

  commit(database: Database, clock: () => ZoneClock, covered: readonly Day[], readAt: number): IntakeResult {
    checkEnvelope(this.#slicer.end());
    const { rows, faults, faultCount } = this.#reader;
    const received = this.#slicer.count;
    return database.write(() => {
      const account = ensureAccountKey(database, this.#accountId);
      const stored = storeRows(database, clock(), account, this.#window, rows);
      const result = { received, ...stored, setAside: faultCount };
      cover(database, account, covered, readAt);
      recordReport(database, account, { ...this.#window, ...result, readAt, bytes: this.#bytes }, faults);
      return result;
    });
  }

  /** Compares with what is stored, and changes nothing. */
  compare(database: Database, account: number | undefined, kinds: (account: number) => AccountKinds): ReportComparison {
    checkEnvelope(this.#slicer.end());
    const { rows, faultCount } = this.#reader;
    // An account without any history has number 0, which has no rows.
    const key = account ?? 0;
    return database.read(() => ({
      received: this.#slicer.count,
      setAside: faultCount,
      ...compareRows(database, key, kinds(key), this.#window, rows),
    }));
  }

  get accountId(): string {
    return this.#accountId;
  }
}

/** A usage report says `code` 200 and has `data.usage_data`; an error in a body with HTTP status 200 is no empty report. */
function checkEnvelope(envelope: Envelope): void {
  const { code, data } = envelope;
  if (code !== undefined && code !== 200)
    throw unexpected(`The report has code ${brief(code)}: ${messageIn(envelope)}`);
  const usageData = typeof data === "object" && data !== null && "usage_data" in data ? data.usage_data : undefined;
  if (!Array.isArray(usageData)) throw unexpected(`The report has no data.usage_data: ${messageIn(envelope)}`);
}

function messageIn({ message, detail }: Envelope): string {
  return brief(message ?? detail ?? "no message");
}

function brief(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 200);
}

function unexpected(detail: string): ProblemError {
  return new ProblemError({ kind: "unexpectedAnswer", detail });
}
