import type { Account, BalanceReading } from "./account.ts";
import type { Day } from "./day.ts";
import type { EpochMs } from "./epoch.ts";
import type { BalancesReading, Examination, RowsReading, SummariesReading } from "./ledgerPorts.ts";
import type { Money } from "./money.ts";
import type { CoverageDay } from "./report.ts";
import type { Transaction } from "./transaction.ts";

/**
 * A database that a team shares. A collector publishes what its ledger holds; whoever reads asks the service nothing. Dates are UTC
 * dates. Every method throws `ProblemError`: offline, timeout, credentials, forbidden, refused (the database said why), unexpectedAnswer.
 */

/** A database that has been set up. */
export interface TeamIdentity {
  /** Made with the database, so that a ledger notices that another one is in its place. */
  readonly id: string;
  /** Of its tables. */
  readonly version: number;
  /** The billing time zone in which its days and hours are counted, for good. */
  readonly zone: string;
}

/** What a reader sees of one date. */
export interface PublishedDate {
  readonly day: Day;
  readonly rows: number;
  readonly charge: Money;
}

/** What is there of an account. */
export interface TeamAccount {
  readonly id: string;
  readonly label: string;
  readonly dates: number;
  readonly rows: number;
  readonly charge: Money;
  /** By the database's clock. */
  readonly publishedAt: number;
  readonly collector: string;
}

/** Setting it up. */
export interface TeamSetup {
  /** Undefined where nothing was set up yet. */
  identity(): Promise<TeamIdentity | undefined>;
  /** What {@link setUp} would run, one statement each: tables; with `grants` what an administrator runs for readers and a collector. */
  setupStatements(grants: "withGrants" | "tablesOnly"): readonly string[];
  /** Makes the tables, or brings them to this version. Does nothing where they are. */
  setUp(zone: string): Promise<TeamIdentity>;
}

/**
 * One publication on its way. Nothing of it is seen before `commit`, then all of it at once. It is never taken up again: after any
 * failure the next one begins with a new number, and what is left of this one is cleaned up.
 */
export interface TeamLoad {
  /** Larger than that of every publication of the account that had begun before. */
  readonly number: number;
  /** Adds rows of a date; a date may be given in several pieces, and one without rows is told by {@link commit}. */
  write(day: Day, rows: readonly Transaction[]): Promise<void>;
  /** Sends what has been written and waits. */
  flush(): Promise<void>;
  /**
   * Looks whether what has arrived is what was sent, and shows it: from then on these dates hold these rows and no others. Then says how
   * the dates have been fetched.
   */
  commit(replaced: readonly PublishedDate[], covered: readonly CoverageDay[]): Promise<void>;
  /** Whether no other publication of the account has begun since: only then is it shown, and noted as published; see `app/team/publisher.ts`. */
  isNewest(): Promise<boolean>;
}

/** What a collector does. */
export interface TeamPublishing {
  /** Announces a publication. What it is to hold is read after this and not before. */
  beginLoad(account: Account, collector: string): Promise<TeamLoad>;
  /** Adds readings of an account's wallet. One that is given again changes nothing. */
  addBalances(accountId: string, readings: readonly BalanceReading[]): Promise<void>;
  /** Removes what nobody can be reading any more. Returns the number of publications it concerned. */
  cleanUp(): Promise<number>;
}

/** Who may work: as `Leases` of a ledger, but by the database's clock, for all machines. */
export interface TeamLeases {
  takeLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  renewLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;
}

/** What there is of an account by now. */
export interface TeamNews {
  /** Whether something has been published since it was last asked; true the first time. */
  readonly isNew: boolean;
  /** When the collector last read the account from the service; absent where it never has. */
  readonly readAt?: EpochMs;
}

/** What readers ask. The parts of the ledger that it answers, it answers alike; zone and words of outcomes are given to it. */
export interface TeamReading extends SummariesReading, RowsReading, Examination, BalancesReading {
  teamAccounts(): Promise<readonly TeamAccount[]>;
  /** What there is of each date, ascending. */
  dates(accountId: string): Promise<readonly PublishedDate[]>;
  coverage(accountId: string, since: Day, until: Day): Promise<readonly CoverageDay[]>;
  /** The rows of a date, oldest first. */
  rowsOf(accountId: string, day: Day): Promise<readonly Transaction[]>;
  /** Changes with every publication of the account: the cheap question of whoever waits for news. */
  revision(accountId: string): Promise<string>;
  /** Asks that question; what is asked afterwards is of the new state. */
  news(accountId: string): Promise<TeamNews>;
}
