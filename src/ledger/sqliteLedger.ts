import type { Account, PlanLimits } from "../domain/account.ts";
import { type Day, isTimeZone } from "../domain/day.ts";
import type { TransactionFilter, TransactionSort } from "../domain/filter.ts";
import { intervalOf, type Period } from "../domain/period.ts";
import type {
  BalanceReading,
  CoverageDay,
  IntakeResult,
  LedgerCheck,
  LedgerOpening,
  PageKey,
  ReadReport,
  ReportComparison,
  ReportWindow,
  RowCount,
  SetAsideRow,
} from "../domain/ports.ts";
import { ProblemError } from "../domain/problem.ts";
import type { QuotaDecision, QuotaUse } from "../domain/quota.ts";
import type { Granularity } from "../domain/summary.ts";
import type { Micros, Transaction } from "../domain/transaction.ts";
import { type Database, integer, text } from "./file/database.ts";
import { type OpenedDatabase, openDatabase, setAside } from "./file/openDatabase.ts";
import { storageProblemOf } from "./file/storageProblem.ts";
import { readCoverage, readReports, readSetAsideRows } from "./intake/reportRecords.ts";
import type { RowFormat } from "./intake/rowReader.ts";
import { SqliteIntake } from "./intake/sqliteIntake.ts";
import { countBetween } from "./queries/countBetween.ts";
import { resolveFilter } from "./queries/filters.ts";
import { noHours, type PackedHours, packHourly } from "./queries/hourlyUsage.ts";
import { IdSearches } from "./queries/idHits.ts";
import { newestById, newestOfKinds, newestPage, type Steps } from "./queries/newestRows.ts";
import type { OpenAccount } from "./queries/openAccount.ts";
import { noSummary, type PackedSummary } from "./queries/packedSummary.ts";
import { summarizePeriod } from "./queries/summaries.ts";
import { countRows, type TransactionTable, tableRows } from "./queries/tableRows.ts";
import { checkLedger } from "./rollups/ledgerCheck.ts";
import { rebuildRollups } from "./rollups/rollups.ts";
import { AccountKinds } from "./rows/kinds.ts";
import { idSearch } from "./rows/rowMatch.ts";
import { ALL_TIME, type RowPlace, transactionsAt } from "./rows/transactionRows.ts";
import { ZoneClock } from "./rows/zoneClock.ts";
import * as accounts from "./shared/accounts.ts";
import * as budget from "./shared/requestQuota.ts";

/** A search that is under way. */
interface Search {
  readonly of: OpenAccount;
  readonly steps: Steps<readonly RowPlace[]>;
}

/** The ledger itself: an ordinary blocking class, so that tests use the real thing. In the extension it lives in the worker thread. */
export class SqliteLedger {
  readonly #path: string;
  readonly #format: RowFormat;
  #opened: OpenedDatabase | undefined;
  #failureMessages: readonly string[] = [];
  readonly #kinds = new Map<number, AccountKinds>();
  readonly #idSearches = new Map<number, IdSearches>();
  #clock = new ZoneClock("UTC");

  /** `path`: the ledger's file in a folder of its own, or ":memory:". */
  constructor(path: string, format: RowFormat) {
    this.#path = path;
    this.#format = format;
  }

  /** Opens the ledger if it is not open. Any other method does so too. */
  open(): LedgerOpening {
    this.#opened ??= openDatabase(this.#path);
    return this.#opened.opening;
  }

  /** The file in use; undefined in memory. */
  get file(): string | undefined {
    return this.#opened?.file;
  }

  close(): void {
    this.#opened?.database.close();
    this.#opened = undefined;
    this.#kinds.clear();
    this.#idSearches.clear();
  }

  accounts(): readonly Account[] {
    return this.#use((database) => accounts.readAccounts(database));
  }

  saveAccount(account: Account): void {
    this.#use((database) => accounts.saveAccount(database, account));
  }

  forgetAccount(accountId: string): void {
    this.#use((database) => accounts.forgetAccount(database, accountId));
  }

  deleteHistory(accountId: string): number {
    return this.#use((database) => accounts.deleteHistory(database, accountId));
  }

  beginIntake(accountId: string, window: ReportWindow): SqliteIntake {
    return new SqliteIntake(accountId, window, this.#format);
  }

  /** Commits an intake of {@link beginIntake}; on any error nothing has changed. */
  commitIntake(intake: SqliteIntake, covered: readonly Day[], readAt: number): IntakeResult {
    return this.#use((database) => intake.commit(database, () => this.#currentClock(database), covered, readAt));
  }

  /** Compares an intake with what is stored; nothing changes. */
  compareIntake(intake: SqliteIntake): ReportComparison {
    return this.#use((database) => {
      const kinds = (account: number): AccountKinds => this.#kindsOf(account).refresh(database, account);
      return intake.compare(database, accounts.accountKey(database, intake.accountId), kinds);
    });
  }

  /** Counts the rows in each of the intervals between neighbouring instants. */
  *countBetween(accountId: string, instants: readonly Micros[]): Steps<readonly RowCount[]> {
    const steps = this.#use((database) =>
      countBetween(database, accounts.accountKey(database, accountId) ?? 0, instants),
    );
    for (;;) {
      const step = this.#use(() => steps.next());
      if (step.done === true) return step.value;
      yield undefined;
    }
  }

  coverage(accountId: string, since: Day, until: Day): readonly CoverageDay[] {
    return this.#ofAccount(accountId, [], (database, account) => readCoverage(database, account, since, until));
  }

  reports(accountId: string, since: Day, until: Day): readonly ReadReport[] {
    return this.#ofAccount(accountId, [], (database, account) => readReports(database, account, since, until));
  }

  setAsideRows(accountId: string, since: Day, until: Day): readonly SetAsideRow[] {
    return this.#ofAccount(accountId, [], (database, account) => readSetAsideRows(database, account, since, until));
  }

  check(accountId: string): LedgerCheck {
    return this.#use((database) => {
      const account = accounts.accountKey(database, accountId) ?? 0;
      return checkLedger(database, this.#currentClock(database), account, this.file);
    });
  }

  summarize(accountId: string, period: Period, granularity: Granularity, filter: TransactionFilter): PackedSummary {
    return this.#ofAccount(accountId, noSummary(), (database, account) => {
      return summarizePeriod(this.#openAccount(database, account), period, granularity, filter);
    });
  }

  hourly(accountId: string, period: Period): PackedHours {
    return this.#ofAccount(accountId, noHours(), (database, account) =>
      packHourly(database, account, this.#kindsOf(account), period),
    );
  }

  count(accountId: string, period: Period | undefined, filter: TransactionFilter): number {
    return this.#ofAccount(accountId, 0, (database, account) =>
      countRows(this.#table(database, account, period, filter)),
    );
  }

  rows(
    accountId: string,
    period: Period,
    filter: TransactionFilter,
    sort: TransactionSort,
    first: number,
    count: number,
  ): readonly Transaction[] {
    return this.#ofAccount(accountId, [], (database, account) =>
      tableRows(this.#table(database, account, period, filter), sort, first, count),
    );
  }

  *latest(
    accountId: string,
    period: Period | undefined,
    filter: TransactionFilter,
    limit: number,
    after?: PageKey,
  ): Steps<readonly Transaction[]> {
    return yield* this.#steps(accountId, (of) => {
      const { database, clock, account } = of;
      const interval = period === undefined ? ALL_TIME : intervalOf(period, clock.zone);
      const request = { database, account, interval, limit, after };
      const filtered = resolveFilter(of, period, filter);
      // Hours that are known already are looked through without asking the roll-ups for them.
      if (filtered.kinds === undefined || filtered.hours !== undefined) return newestPage(request, filtered);
      return newestOfKinds(request, clock, filtered.kinds, filtered);
    });
  }

  *find(accountId: string, idPart: string, limit: number): Steps<readonly Transaction[]> {
    if (idPart.replaceAll("-", "").trim() === "") return [];
    return yield* this.#steps(accountId, ({ database, account }) =>
      newestById(database, account, idSearch(database, account, idPart.trim()), limit),
    );
  }

  readState(accountId: string, key: string): string | undefined {
    return this.#use((database) => accounts.readState(database, accountId, key));
  }

  writeState(accountId: string, key: string, value: string): void {
    this.#use((database) => accounts.writeState(database, accountId, key, value));
  }

  replaceState(accountId: string, key: string, before: string | undefined, after: string): boolean {
    return this.#use((database) => accounts.replaceState(database, accountId, key, before, after));
  }

  addBalance(accountId: string, reading: BalanceReading): void {
    this.#use((database) => accounts.addBalance(database, accountId, reading));
  }

  balances(accountId: string, since: number): readonly BalanceReading[] {
    return this.#use((database) => accounts.readBalances(database, accountId, since));
  }

  takeRequest(accountId: string, limits: PlanLimits, use: QuotaUse, now: number): QuotaDecision {
    return this.#use((database) => budget.takeRequest(database, accountId, limits, use, now));
  }

  settleRequest(accountId: string, grantedAt: number, answeredAt: number): void {
    this.#use((database) => budget.settleRequest(database, accountId, grantedAt, answeredAt));
  }

  pauseRequests(accountId: string, until: number): void {
    this.#use((database) => budget.pauseRequests(database, accountId, until));
  }

  takeLease(name: string, holder: string, ttlMs: number, now: number): boolean {
    return this.#use((database) => budget.takeLease(database, name, holder, ttlMs, now));
  }

  renewLease(name: string, holder: string, ttlMs: number, now: number): boolean {
    return this.#use((database) => budget.renewLease(database, name, holder, ttlMs, now));
  }

  releaseLease(name: string, holder: string): void {
    this.#use((database) => budget.releaseLease(database, name, holder));
  }

  /** Returns whether the zone was another one; then all roll-ups have been counted again. */
  setZone(zone: string): boolean {
    if (!isTimeZone(zone)) throw new ProblemError({ kind: "internal", detail: "The billing time zone is unknown" });
    return this.#use((database) => {
      if (this.#currentClock(database).zone === zone) return false;
      return database.write(() => {
        database.run("UPDATE settings SET value = ? WHERE name = 'zone'", zone);
        const clock = this.#currentClock(database);
        for (const row of database.all("SELECT account FROM account_keys")) {
          rebuildRollups(database, clock, integer(row, "account"));
        }
        return true;
      });
    });
  }

  setFailureMessages(messages: readonly string[]): void {
    this.#failureMessages = [...messages];
    this.#kinds.clear();
  }

  /** Grows with every commit that is news for a screen, by any connection of any process. */
  revision(): number {
    return this.#use((database) => integer(database.get("SELECT number FROM revision"), "number"));
  }

  /** Moves what the WAL holds into the file, as far as nobody reads it. Commits leave that to a quiet moment. */
  checkpoint(): void {
    this.#use((database) => database.get("PRAGMA wal_checkpoint(PASSIVE)"));
  }

  #table(database: Database, account: number, period: Period | undefined, filter: TransactionFilter): TransactionTable {
    return { ...this.#openAccount(database, account), period, filter };
  }

  #openAccount(database: Database, account: number): OpenAccount {
    let idSearches = this.#idSearches.get(account);
    if (idSearches === undefined) this.#idSearches.set(account, (idSearches = new IdSearches()));
    return { database, clock: this.#currentClock(database), account, kinds: this.#kindsOf(account), idSearches };
  }

  #kindsOf(account: number): AccountKinds {
    let kinds = this.#kinds.get(account);
    if (kinds === undefined) this.#kinds.set(account, (kinds = new AccountKinds(this.#failureMessages)));
    return kinds;
  }

  /** The clock of the zone that the roll-ups are counted in; another editor window may have changed it. */
  #currentClock(database: Database): ZoneClock {
    const zone = text(database.get("SELECT value FROM settings WHERE name = 'zone'"), "value");
    if (this.#clock.zone !== zone) this.#clock = new ZoneClock(zone);
    return this.#clock;
  }

  #ofAccount<T>(accountId: string, none: T, work: (database: Database, account: number) => T): T {
    return this.#use((database) => {
      const account = accounts.accountKey(database, accountId);
      return account === undefined ? none : work(database, account);
    });
  }

  /** Runs a search step by step, each under the guard of `#use`, and reads what it found. */
  *#steps(accountId: string, begin: (of: OpenAccount) => Steps<readonly RowPlace[]>): Steps<readonly Transaction[]> {
    const search = this.#ofAccount<Search | undefined>(accountId, undefined, (database, account) => {
      const of = this.#openAccount(database, account);
      return { of, steps: begin(of) };
    });
    if (search === undefined) return [];
    const { steps } = search;
    const { database, account, kinds } = search.of;
    for (;;) {
      const step = this.#use(() => steps.next());
      if (step.done !== true) yield undefined;
      else return this.#use(() => transactionsAt(database, account, kinds.refresh(database, account), step.value));
    }
  }

  #use<T>(work: (database: Database) => T): T {
    this.open();
    const opened = this.#opened;
    if (opened === undefined) throw new ProblemError({ kind: "internal", detail: "The ledger is closed" });
    try {
      return work(opened.database);
    } catch (error) {
      throw this.#judge(error, opened);
    }
  }

  /** Words an error; a ledger that proves to be damaged while it is in use is set aside, and the next call begins a fresh one. */
  #judge(error: unknown, opened: OpenedDatabase): unknown {
    const problem = storageProblemOf(error);
    if (problem === undefined) return error;
    if (problem.reason !== "damaged" || opened.file === undefined) return new ProblemError(problem, { cause: error });
    this.close();
    const setAsideAs = setAside(opened.file);
    return new ProblemError({ ...problem, ...(setAsideAs === undefined ? {} : { setAsideAs }) }, { cause: error });
  }
}

/** Runs stepwise work to its end without a pause. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
