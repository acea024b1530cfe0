import type { EpochMs } from "../../domain/epoch.ts";
import { MOST_OF_A_CALL } from "../../domain/money.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { SetAsideRow } from "../../domain/report.ts";
import { storableText } from "../../domain/storableText.ts";
import type { Transaction } from "../../domain/transaction.ts";
import { QuickRowReader, type RowFieldNames } from "./quickRow.ts";
import type { Envelope, RowsPath, SliceSink } from "./reportSlicer.ts";
import { StagedRows } from "./stagedRows.ts";

/** Why a row could not be read; `field` is the service's own name for it. */
export interface RowFault {
  readonly field: string;
  readonly reason: string;
}

/**
 * What the ledger must be told about the service's rows: their field names are the service's business, so whoever composes the
 * worker passes its decoder in.
 */
export interface RowFormat {
  decode(value: unknown): Transaction | RowFault;
  /** Names of the fields in the service's own order, for rows that are written just as documented. */
  readonly fieldNames: RowFieldNames;
}

/** The same of a whole report. */
export interface ReportFormat extends RowFormat {
  /** The key of the rows' array, behind that of the object which holds it. */
  readonly rowsPath: RowsPath;
  /** Checks what stands around the rows; they are empty in it. Throws `ProblemError` (unexpectedAnswer). */
  readEnvelope(envelope: Envelope): {
    /** When the service made the report, by its own clock. */
    readonly madeAt?: EpochMs;
  };
}

/** Rows that are kept apart with their reason, per report; beyond this only their number is. */
const MAX_KEPT_FAULTS = 1_000;
const MAX_TEXT = 200;

/** Reads the elements of one report into {@link rows}; unreadable ones are set aside. */
export class RowReader implements SliceSink {
  readonly rows = new StagedRows();
  /** The first unreadable rows, and how many there are in all. */
  readonly faults: Omit<SetAsideRow, "window">[] = [];
  faultCount = 0;
  readonly #format: RowFormat;
  readonly #quick: QuickRowReader;

  constructor(format: RowFormat) {
    this.#format = format;
    this.#quick = new QuickRowReader(this.rows, format.fieldNames);
  }

  tryElement(bytes: Uint8Array, start: number, end: number): number {
    return this.#quick.read(bytes, start, end);
  }

  element(bytes: Uint8Array, start: number, end: number, index: number): void {
    const row = this.#believed(this.#format.decode(parseElement(bytes, start, end, index)));
    if (!("reason" in row)) {
      this.#quick.learn(this.rows.add(row));
      return;
    }
    this.faultCount++;
    if (this.faults.length >= MAX_KEPT_FAULTS) return;
    this.faults.push({ index, field: shorten(row.field), reason: shorten(row.reason) });
  }

  /** What can be added up exactly. */
  #believed(row: Transaction | RowFault): Transaction | RowFault {
    if ("reason" in row) return row;
    const { at, charge } = this.#format.fieldNames;
    // Beyond the years 1684 to 2255 a number does not hold microseconds exactly, and nothing of ours happens there.
    if (!Number.isSafeInteger(row.at)) return { field: at, reason: "out of range" };
    if (Math.abs(row.charge) > MOST_OF_A_CALL) return { field: charge, reason: "more than ₹1 crore for one call" };
    return row;
  }
}

function parseElement(bytes: Uint8Array, start: number, end: number, index: number): unknown {
  const element = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
  try {
    return JSON.parse(element);
  } catch (error) {
    throw new ProblemError(
      { kind: "unexpectedAnswer", detail: `Row ${index} of the report is no JSON` },
      { cause: error },
    );
  }
}

function shorten(text: string): string {
  return storableText(text.slice(0, MAX_TEXT));
}
