import { IMPORTS_KEY, type ImportSource, withImport } from "../../domain/importRecord.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { ImportResult, ReconciledBounds, Reconciliation } from "../../domain/reconciliation.ts";
import type { ZoneClock } from "../../domain/zoneClock.ts";
import { type Snapshot, text, type WriteTransaction } from "../file/database.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import { fetchedTimes } from "./fetchedTimes.ts";
import { reconcileRows, spanOf, windowOf } from "./reconcileRows.ts";
import { ReportSlicer } from "./reportSlicer.ts";
import { type ReportFormat, RowReader } from "./rowReader.ts";
import { MOST_ROWS } from "./sqliteIntake.ts";
import { storeRows } from "./storeReport.ts";

/**
 * The rows of report files on their way into the ledger, in the form of one report's body, and through the same reader. What a file
 * says of a time that was fetched is believed only where the service said nothing of that id; no date counts as fetched by it.
 */
export class FileIntake {
  readonly accountId: string;
  readonly #reader: RowReader;
  readonly #slicer: ReportSlicer;
  #isEnded = false;

  constructor(accountId: string, format: ReportFormat) {
    this.accountId = accountId;
    this.#reader = new RowReader(format);
    this.#slicer = new ReportSlicer(this.#reader, format.rowsPath);
  }

  /** Throws `ProblemError` (notAReport) where there are more rows than can be held. */
  write(chunk: Uint8Array): void {
    this.#slicer.push(chunk);
    if (this.#slicer.count > MOST_ROWS) {
      const detail = `The files have more than ${MOST_ROWS.toLocaleString("en-IN")} rows together; give fewer at once`;
      throw new ProblemError({ kind: "notAReport", detail });
    }
  }

  /** May be called again. */
  end(): void {
    if (!this.#isEnded) this.#slicer.end();
    this.#isEnded = true;
  }

  /** Holds what an intake that has ended has against the ledger, which stays as it is. */
  reconcile(snapshot: Snapshot, account: number, kinds: AccountKinds, bounds: ReconciledBounds): Reconciliation {
    const { rows, faultCount } = this.#reader;
    return { ...reconcileRows(snapshot, account, kinds, rows, bounds), setAside: faultCount };
  }

  /** Writes what an intake that has ended holds, and where it came from. */
  commit(transaction: WriteTransaction, account: number, clock: ZoneClock, source: ImportSource): ImportResult {
    const { rows, faultCount } = this.#reader;
    const window = windowOf(rows);
    if (window === undefined) throw new ProblemError({ kind: "internal", detail: "An import without rows" });
    const isFetched = fetchedTimes(transaction, account);
    const { kept, repeated, ...stored } = storeRows(transaction, clock, account, window, rows, isFetched);
    const result = {
      ...stored,
      received: this.#slicer.count + source.setAside,
      setAside: faultCount + source.setAside,
      kept,
      known: repeated - kept,
    };
    const { files, at } = source;
    const record = { ...result, files, at, ...spanOf(rows) };
    const before = transaction.get(
      "SELECT value FROM states WHERE account = ? AND key = ?",
      this.accountId,
      IMPORTS_KEY,
    );
    transaction.run(
      "INSERT OR REPLACE INTO states (account, key, value) VALUES (?, ?, ?)",
      this.accountId,
      IMPORTS_KEY,
      withImport(before && text(before, "value"), record),
    );
    return result;
  }
}
