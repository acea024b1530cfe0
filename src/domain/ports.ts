import type { Credentials, HeaderStyle, SignInResult, StoredToken } from "./account.ts";
import type { Day } from "./day.ts";
import type { EpochMs } from "./epoch.ts";
import type { ImportSource } from "./importRecord.ts";
import type { Money } from "./money.ts";
import type { Refusal } from "./pause.ts";
import type { Asker, QuotaUse } from "./quota.ts";
import type { ImportResult, ReconciledBounds, Reconciliation } from "./reconciliation.ts";
import type { IntakeResult, ReportComparison, ReportWindow, RowCount, UnpublishedDate } from "./report.ts";
import type { Transaction } from "./transaction.ts";

/** What the core needs of the world, and what goes to and fro. `app/` sees the service only through these, and the ledger through ledgerPorts.ts. */

/** Passed in everywhere, so that every decision about time can be tested. */
export type Clock = () => EpochMs;

/** Log channel; the implementation redacts. Never pass credentials, tokens, or file addresses. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The service, for one account. Every method throws `ProblemError`, and observes the signal at once. */
export interface UsageService {
  /**
   * Throws what keeps this editor window from asking at all (secretMissing, baseUrl), and for a timer credentials that were refused
   * here before; nothing is sent.
   */
  checkReady(asker: Asker): Promise<void>;
  /** How far our clock was ahead of the service's at its last answer, in ms; 0 when it was not, or nobody knows. */
  clockLead(): number;
  /** Proves the credentials by asking for a token and for the balance. */
  signIn(signal: AbortSignal): Promise<SignInResult>;
  /**
   * Opens the usage report of a window; resolves when the response's headers are in and its status is 200.
   * The chunks are raw bytes of one JSON document; iterating throws `ProblemError` when the body breaks off or idles too long.
   */
  openReport(window: ReportWindow, use: QuotaUse, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  balance(use: QuotaUse, signal: AbortSignal): Promise<Money>;
  /** Has the service generate its Excel file for a window and streams the file. Credentials do not go to the file's host. */
  openExcel(window: ReportWindow, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** What the service side needs to keep between runs; token in SecretStorage, header style with the account. */
export interface SessionStore {
  credentials(): Promise<Credentials | undefined>;
  token(): Promise<StoredToken | undefined>;
  saveToken(token: StoredToken | undefined): Promise<void>;
  headerStyle(): HeaderStyle | undefined;
  saveHeaderStyle(style: HeaderStyle): Promise<void>;
}

export interface RequestGate {
  /**
   * Resolves when one more request may start; throws `ProblemError`: quota when the day's share is used up, rateLimit while the
   * service's pause is longer than anybody should sit through.
   */
  acquire(use: QuotaUse, signal: AbortSignal): Promise<Passage>;
}

/** A request's way through the gate. Exactly one of the two is called when it has been answered, or has failed. */
export interface Passage {
  /** Only now has the service counted it for sure. */
  answered(outcome: "passed" | "unknown"): void;
  /** The service answered 429. Resolves to the instant before which nobody sends. */
  refused(refusal: Refusal): Promise<EpochMs>;
}

/** One report body on its way into the ledger: all of it is committed, or nothing. */
export interface ReportIntake {
  /** Takes bytes, which are copied once; they must not be used again, as their memory is freed where it is theirs alone. Resolves when the next may come. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Checks that the document ended properly and commits rows, roll-ups and the coverage of `covered` (UTC dates).
   * Throws `ProblemError` (unexpectedAnswer, storage), and then nothing has changed.
   */
  commit(covered: readonly Day[], readAt: EpochMs): Promise<IntakeResult>;
  /** Instead of `commit`: says how the report differs from what is stored, and changes nothing. Throws `ProblemError`. */
  compare(): Promise<ReportComparison>;
  abort(): Promise<void>;
}

/** The rows of report files on their way into the ledger, written as one report's body: all of them are committed, or nothing. */
export interface FileRows {
  /** As in {@link ReportIntake}. */
  write(chunk: Uint8Array): Promise<void>;
  /** Says how the rows differ from what is stored, and changes nothing; they can be committed afterwards. Throws `ProblemError`. */
  reconcile(bounds: ReconciledBounds): Promise<Reconciliation>;
  /**
   * Commits rows, roll-ups and the record of the import; no date counts as fetched by it. Throws `ProblemError` (unexpectedAnswer,
   * storage), and then nothing has changed.
   */
  commitImport(source: ImportSource): Promise<ImportResult>;
  abort(): Promise<void>;
}

/** The transactions of one state of the ledger, to be read in pieces. Methods throw `ProblemError` (storage, internal). */
export interface HeldTransactions {
  /** What every surface shows of this state: from the roll-ups, where they know it. */
  readonly totals: RowCount;
  /** The next ones, newest first, at most `limit`; none after the last. */
  next(limit: number): Promise<readonly Transaction[]>;
  close(): Promise<void>;
}

/** What a team's store has not got, in one state of the ledger. Methods throw `ProblemError` (storage, internal). */
export interface HeldDates {
  /** Ascending. */
  readonly dates: readonly UnpublishedDate[];
  /** All rows of one UTC date, oldest first. */
  rowsOf(day: Day): Promise<readonly Transaction[]>;
  close(): Promise<void>;
}
