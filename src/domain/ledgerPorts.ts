import type { Account, BalanceReading, HeaderStyle, PlanLimits } from "./account.ts";
import type { Day } from "./day.ts";
import type { LedgerCheck, LedgerOpening } from "./diagnosis.ts";
import type { EpochMs } from "./epoch.ts";
import type { TransactionFilter, TransactionSort } from "./filter.ts";
import type { LabelTotals } from "./labelCount.ts";
import type { LabelRules } from "./labelRules.ts";
import type { OutcomeWords } from "./outcomeWords.ts";
import type { Pause, Refusal } from "./pause.ts";
import type { Period } from "./period.ts";
import type { FileRows, HeldDates, HeldTransactions, ReportIntake } from "./ports.ts";
import type { QuotaDecision, QuotaUse, RequestCounts, RequestsSince, RequestUse } from "./quota.ts";
import type { ChangedDate, CoverageDay, ReadReport, ReportWindow, RowCount, SetAsideRow } from "./report.ts";
import type { Division, HourUsage, MessageUse, Summary, SummaryWish } from "./summary.ts";
import type { Micros, PageKey, Transaction } from "./transaction.ts";

/**
 * The history, as its readers and writers see it: one interface for each part of it, reading told apart from writing where a reader
 * needs no more. Days are of the billing time zone unless named UTC. Every method throws `ProblemError` (storage, internal); one that
 * is given a signal also (cancelled). Whatever keeps a part passes its contract, test/unit/ledger/contract.
 *
 * A new method stands here, in `ledger/sqliteLedger.ts`, and with one row in `ledger/thread/ways.ts`.
 */

/** Opening it, if it is not open. */
export interface LedgerOpener {
  open(): Promise<LedgerOpening>;
}

/** Opening it, ending it, and the damaged ones that were set aside. */
export interface LedgerFile extends LedgerOpener {
  close(): Promise<void>;
  /** Damaged ledgers that were set aside, by path; they may hold any account's history. */
  setAsideFiles(): Promise<readonly string[]>;
  deleteSetAsideFiles(): Promise<void>;
}

/** News of every commit. */
export interface LedgerChanges {
  /** Fires after any committed change, by this editor window or another. Returns the unsubscriber. */
  onDidChange(listener: () => void): () => void;
}

/** What everything is counted by, for whoever only reads. */
export interface CountingReading {
  /** The billing time zone in which days and hours are counted now; another editor window may have changed it. */
  countedZone(): Promise<string>;
}

/** What is counted where; in force for every reader of this ledger. */
export interface Counting {
  /** Days and months follow this zone; a change recomputes the roll-ups from the rows. */
  setZone(zone: string): Promise<void>;
  /** What the user has said about messages (setting); outcomes are derived when read, so nothing is rewritten. */
  setOutcomes(words: OutcomeWords): Promise<void>;
}

/** Who is signed in. */
export interface AccountsReading {
  accounts(): Promise<readonly Account[]>;
}

/** Signing in and out. */
export interface Accounts extends AccountsReading {
  /** Signs an account in: only for one that this was called for is anything written. */
  saveAccount(account: Account): Promise<void>;
  saveHeaderStyle(accountId: string, style: HeaderStyle): Promise<void>;
  /**
   * Signs an account out; its history stays. From then on whatever is written for it, by any editor window, throws `ProblemError`
   * (cancelled) and leaves nothing behind: rows, coverage, balances and states.
   */
  forgetAccount(accountId: string): Promise<void>;
  /** Deletes an account's rows, roll-ups, coverage, balances and states, and their bytes. Returns the number of rows. */
  deleteHistory(accountId: string): Promise<number>;
}

/** States: small JSON texts per account and key (last sync, remembered choices), shared by all editor windows. */
export interface StatesReading {
  readState(accountId: string, key: string): Promise<string | undefined>;
}

/** Also writes them. */
export interface SharedStates extends StatesReading {
  writeState(accountId: string, key: string, value: string): Promise<void>;
  /** Writes only if the state still is `before` (undefined: absent); false when another window came first. */
  replaceState(accountId: string, key: string, before: string | undefined, after: string): Promise<boolean>;
}

/** What has been told, like a state, but shared with builds of other versions, whose ledgers lie beside: fields are only added. */
export interface ToldStates {
  readTold(accountId: string, key: string): Promise<string | undefined>;
  replaceTold(accountId: string, key: string, before: string | undefined, after: string): Promise<boolean>;
}

/** Readings of the wallet. */
export interface BalancesReading {
  balances(accountId: string, since: EpochMs): Promise<readonly BalanceReading[]>;
  /** The newest reading that is to be believed at `now`: one that a clock which was ahead has put into the future is not. */
  lastBalance(accountId: string, now: EpochMs): Promise<BalanceReading | undefined>;
}

/** Also adds to them. */
export interface Balances extends BalancesReading {
  addBalance(accountId: string, reading: BalanceReading): Promise<void>;
}

/** Who holds what, by name. */
export interface LeasesReading {
  /** Whether somebody holds a lease in the sense of {@link Leases.takeLease}. */
  isLeaseHeld(name: string, now: EpochMs): Promise<boolean>;
}

/** Who may work: a name is held by one holder at a time, over all editor windows and versions. */
export interface Leases extends LeasesReading {
  /** Takes a lease; false while another holder's has not expired and its process, where that can be seen, is there. */
  takeLease(name: string, holder: string, ttlMs: number, now: EpochMs): Promise<boolean>;
  /** Keeps a lease that was taken; false once another holder has had it, even if that one is done with it. */
  renewLease(name: string, holder: string, ttlMs: number, now: EpochMs): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;
}

/** What has been sent. */
export interface RequestUseReading {
  requestUse(accountId: string, now: EpochMs): Promise<RequestUse>;
  /**
   * Requests since the beginnings of today and of this month. They are counted by the quarter of an hour, in which every zone's
   * days begin, and for two months at least.
   */
  requestCounts(accountId: string, since: RequestsSince, now: EpochMs): Promise<RequestCounts>;
}

/** Who may ask the service, and when: one quota per account, over all editor windows and versions. */
export interface RequestQuota extends RequestUseReading {
  takeRequest(accountId: string, limits: PlanLimits, use: QuotaUse, now: EpochMs): Promise<QuotaDecision>;
  /**
   * Moves a request that was granted at one instant to that of its answer. `passed`: the service's limits let it through,
   * which ends every pause.
   */
  settleRequest(
    accountId: string,
    grantedAt: EpochMs,
    answeredAt: EpochMs,
    outcome: "passed" | "unknown",
  ): Promise<void>;
  /** The service refused (429) a request that was granted at an instant: nobody sends before the end of the pause it gives. */
  refuseRequest(accountId: string, refusal: Refusal, grantedAt: EpochMs, now: EpochMs): Promise<Pause>;
  /** The next request goes out at once; whether the service refuses that too is then known. For signing in. */
  liftPause(accountId: string, now: EpochMs): Promise<void>;
}

/** What has been fetched. */
export interface ReportsReading {
  /** Coverage of the UTC dates since…until, both included, ascending. */
  coverage(accountId: string, since: Day, until: Day): Promise<readonly CoverageDay[]>;
  reports(accountId: string, since: Day, until: Day): Promise<readonly ReadReport[]>;
  setAsideRows(accountId: string, since: Day, until: Day): Promise<readonly SetAsideRow[]>;
}

/** How reports come in. */
export interface Intakes {
  beginIntake(accountId: string, window: ReportWindow): Promise<ReportIntake>;
}

/** How rows of the service's that a person has in files come in. */
export interface FileIntakes {
  beginFileRows(accountId: string): Promise<FileRows>;
}

/** What a team's store has been told of, by the store's id. Dates are UTC dates. */
export interface Publishing {
  /** Number of dates that it has not got as they are now. */
  countUnpublished(accountId: string, store: string): Promise<number>;
  /** Those dates and their rows, in one state, whatever is committed meanwhile: whoever opened them closes them. */
  openUnpublished(accountId: string, store: string): Promise<HeldDates>;
  /** Notes that it has dates as they were after certain changes, or later. */
  markPublished(accountId: string, store: string, dates: readonly ChangedDate[]): Promise<void>;
  /** Forgets all that was noted of it, so that everything is published again. */
  forgetPublished(accountId: string, store: string): Promise<void>;
}

/** Sums, from the roll-ups. */
export interface SummariesReading {
  /** Everything about the transactions of a period under a filter, unless less is wished for. */
  summarize(
    accountId: string,
    period: Period,
    division: Division,
    filter: TransactionFilter,
    wish?: SummaryWish,
  ): Promise<Summary>;
  /** Calls and charge per billing day, hour and product, ascending; hours without calls are absent. For baselines and alerts. */
  hourly(accountId: string, period: Period): Promise<readonly HourUsage[]>;
  /** The messages of a period by product, those with calls of unknown outcome first, the costliest first; at most `MOST_MESSAGE_USES`. */
  messageUses(accountId: string, period: Period): Promise<readonly MessageUse[]>;
  /**
   * The transactions of a period under a filter, divided by the labels of rules: those that occur, costliest first, and last what no rule
   * fits, which is always there. They add up to what {@link summarize} says of the same.
   */
  byLabel(
    accountId: string,
    period: Period,
    filter: TransactionFilter,
    rules: LabelRules,
  ): Promise<readonly LabelTotals[]>;
}

/** Transactions, one by one. */
export interface RowsReading {
  /** Number of transactions of a period under a filter. */
  count(accountId: string, period: Period | undefined, filter: TransactionFilter): Promise<number>;
  /** Number of those that are newer than an instant: a place in the list of the newest, found without reading up to it. */
  countNewer(accountId: string, period: Period, filter: TransactionFilter, at: Micros): Promise<number>;
  /** Newest first. Cancellable. */
  latest(
    accountId: string,
    period: Period | undefined,
    filter: TransactionFilter,
    limit: number,
    after?: PageKey,
    signal?: AbortSignal,
  ): Promise<readonly Transaction[]>;
  /** The rows first…first+count-1 of a period under a filter and order, for a table of any length. Newest first is the fast order. */
  rows(
    accountId: string,
    period: Period,
    filter: TransactionFilter,
    sort: TransactionSort,
    first: number,
    count: number,
  ): Promise<readonly Transaction[]>;
  /**
   * The transactions of a period under a filter as they are now, whatever is committed meanwhile. They hold a state of the ledger:
   * whoever opened them closes them.
   */
  openRows(accountId: string, period: Period, filter: TransactionFilter): Promise<HeldTransactions>;
  /** Transactions whose id contains the text (dashes and case ignored), newest first. Cancellable. */
  find(accountId: string, idPart: string, limit: number, signal: AbortSignal): Promise<readonly Transaction[]>;
}

/** Looking at the rows themselves, to explain or to judge what the roll-ups say. */
export interface Examination {
  /** Counts the rows, not the roll-ups, in each of the intervals between neighbouring instants (ascending). */
  countBetween(accountId: string, instants: readonly Micros[]): Promise<readonly RowCount[]>;
  /** Examines the file and recounts an account's roll-ups. Takes seconds for a large ledger. */
  check(accountId: string): Promise<LedgerCheck>;
}

/** All parts. Who builds or connects the application has it; a reader names the parts that it needs. */
export interface Ledger
  extends LedgerFile,
    LedgerChanges,
    CountingReading,
    Counting,
    Accounts,
    SharedStates,
    ToldStates,
    Balances,
    Leases,
    RequestQuota,
    ReportsReading,
    Intakes,
    FileIntakes,
    Publishing,
    SummariesReading,
    RowsReading,
    Examination {}
