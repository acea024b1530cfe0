import { statSync } from "node:fs";
import type { Account, BalanceReading, HeaderStyle, PlanLimits } from "../domain/account.ts";
import { type Day, dayNumber, isTimeZone } from "../domain/day.ts";
import type { LedgerCheck, LedgerOpening } from "../domain/diagnosis.ts";
import type { EpochMs } from "../domain/epoch.ts";
import type { TransactionFilter, TransactionSort } from "../domain/filter.ts";
import type { ImportSource } from "../domain/importRecord.ts";
import { type LabelTotals, NO_LABELS } from "../domain/labelCount.ts";
import type { LabelRules } from "../domain/labelRules.ts";
import { NO_WORDS, type OutcomeWords } from "../domain/outcomeWords.ts";
import { noSummary, type PackedSummary } from "../domain/packedSummary.ts";
import type { Pause, Refusal } from "../domain/pause.ts";
import type { Period } from "../domain/period.ts";
import { ProblemError } from "../domain/problem.ts";
import type { QuotaDecision, QuotaUse, RequestCounts, RequestsSince, RequestUse } from "../domain/quota.ts";
import type { ImportResult, ReconciledBounds, Reconciliation } from "../domain/reconciliation.ts";
import type {
  ChangedDate,
  CoverageDay,
  IntakeResult,
  ReadReport,
  ReportComparison,
  ReportWindow,
  RowCount,
  SetAsideRow,
} from "../domain/report.ts";
import type { Division, MessageUse, SummaryWish } from "../domain/summary.ts";
import type { Micros, PageKey, Transaction } from "../domain/transaction.ts";
import { ZoneClock } from "../domain/zoneClock.ts";
import { type Database, integer, type Snapshot, text } from "./file/database.ts";
import { holdState } from "./file/heldState.ts";
import { isStillThere, judgeDamage, type OpenedDatabase, openDatabase } from "./file/openDatabase.ts";
import { deleteSetAsideFiles, setAsideFiles } from "./file/setAside.ts";
import { storageProblemOf } from "./file/storageProblem.ts";
import { finishWipe, finishWipeNow } from "./file/wipe.ts";
import { FileIntake } from "./intake/fileIntake.ts";
import { readCoverage, readReports, readSetAsideRows } from "./intake/reportRecords.ts";
import type { ReportFormat } from "./intake/rowReader.ts";
import { SqliteIntake } from "./intake/sqliteIntake.ts";
import { countBetween } from "./queries/countBetween.ts";
import { countNewer } from "./queries/countNewer.ts";
import { HeldRows } from "./queries/heldRows.ts";
import { noHours, type PackedHours, packHourly } from "./queries/hourlyUsage.ts";
import { IdSearches } from "./queries/idHits.ts";
import { labelSums } from "./queries/labelSums.ts";
import { messageUses } from "./queries/messageUses.ts";
import { newestById, newestRows } from "./queries/newestRows.ts";
import type { OpenAccount } from "./queries/openAccount.ts";
import { summarizePeriod } from "./queries/summaries.ts";
import { countRows, tableRows } from "./queries/tableRows.ts";
import { countUnpublished, notePublished, UnpublishedRows } from "./queries/unpublishedDates.ts";
import { checkAccount, tableDamage, tablesOf } from "./rollups/ledgerCheck.ts";
import { type CountedRollups, countRollups, replaceRollups } from "./rollups/rollups.ts";
import { AccountKinds } from "./rows/kinds.ts";
import * as accounts from "./shared/accounts.ts";
import * as balances from "./shared/balances.ts";
import { type OpenCoordination, openCoordination } from "./shared/coordination.ts";
import * as leases from "./shared/leases.ts";
import * as pauses from "./shared/pauses.ts";
import * as counts from "./shared/requestCounts.ts";
import * as quota from "./shared/requestQuota.ts";
import * as states from "./shared/states.ts";
import * as told from "./shared/told.ts";
import { finish, type Pace, type Steps, steadyPace } from "./steps.ts";

/** Roll-ups of every account, counted from the rows of one state of the ledger. */
interface RollupsOfAll {
  readonly revision: number;
  readonly counted: ReadonlyMap<number, CountedRollups>;
}

/** The ledger itself: an ordinary blocking class, so that tests use the real thing. In the extension it lives in the worker thread. */
export class SqliteLedger {
  readonly #path: string;
  readonly #format: ReportFormat;
  readonly #pace: Pace;
  #opened: OpenedDatabase | undefined;
  /** Requests, pauses, leases and what has been told: shared with builds whose ledger is another file. */
  #coordination: OpenCoordination | undefined;
  #openings = 0;
  #outcomes: OutcomeWords = NO_WORDS;
  readonly #kinds = new Map<number, AccountKinds>();
  readonly #idSearches = new Map<number, IdSearches>();
  #clock = new ZoneClock("UTC");

  /** `path`: the ledger's file in a folder of its own, or ":memory:". `pace`: when long reading gives others their turn. */
  constructor(path: string, format: ReportFormat, pace: Pace = steadyPace()) {
    this.#path = path;
    this.#format = format;
    this.#pace = pace;
  }

  /** Opens the ledger if it is not open. Any other method does so too. */
  open(): LedgerOpening {
    const { file } = this.#opened ?? {};
    // Another editor window may have found it damaged and begun a new one: all must work on the same.
    if (file !== undefined && !isStillThere(file)) this.close();
    if (this.#opened === undefined) {
      this.#opened = openDatabase(this.#path);
      this.#openings++;
    }
    return this.#opened.opening;
  }

  /** The file in use; undefined in memory. */
  get file(): string | undefined {
    return this.#opened?.file?.path;
  }

  close(): void {
    const { database, opening } = this.#opened ?? {};
    if (opening?.mode === "file" && database !== undefined) finishWipe(database);
    database?.close();
    this.#opened = undefined;
    this.#closeCoordination();
    this.#kinds.clear();
    this.#idSearches.clear();
  }

  accounts(): readonly Account[] {
    return this.#use((database) => accounts.readAccounts(database));
  }

  saveAccount(account: Account): void {
    this.#use((database) => accounts.saveAccount(database, account));
  }

  saveHeaderStyle(accountId: string, style: HeaderStyle): void {
    this.#use((database) => accounts.saveHeaderStyle(database, accountId, style));
  }

  forgetAccount(accountId: string): void {
    this.#use((database) => accounts.forgetAccount(database, accountId));
    this.#share((shared) => pauses.forgetPause(shared, accountId));
  }

  deleteHistory(accountId: string): number {
    this.#share((shared) => {
      told.forgetTold(shared, accountId);
      counts.forgetCounts(shared, accountId);
    });
    return this.#use((database) => accounts.deleteHistory(database, accountId));
  }

  /** Takes out of the files what was deleted when something stood in the way. True when nothing is left to do. */
  finishWipe(): boolean {
    return this.#use((database) => finishWipeNow(database));
  }

  /** Damaged ledgers that were set aside beside this one; they may hold any account's history. */
  setAsideFiles(): readonly string[] {
    return setAsideFiles(this.#path);
  }

  deleteSetAsideFiles(): void {
    deleteSetAsideFiles(this.#path);
  }

  beginIntake(accountId: string, window: ReportWindow): SqliteIntake {
    return new SqliteIntake(accountId, window, this.#format);
  }

  /** Commits an intake of {@link beginIntake}; on any error nothing has changed. */
  commitIntake(intake: SqliteIntake, covered: readonly Day[], readAt: EpochMs): IntakeResult {
    intake.end();
    return this.#use((database) =>
      database.write((transaction) => {
        const account = accounts.signedInAccount(database, intake.accountId);
        return intake.commit(transaction, account, this.#currentClock(transaction), covered, readAt);
      }),
    );
  }

  /** Compares an intake with what is stored; nothing changes. */
  compareIntake(intake: SqliteIntake): ReportComparison {
    intake.end();
    return this.#use((database) =>
      database.read((snapshot) => {
        // An account without any history has number 0, which has no rows.
        const account = accounts.accountKey(database, intake.accountId) ?? 0;
        return intake.compare(snapshot, account, this.#kindsOf(account).refresh(snapshot, account));
      }),
    );
  }

  beginFileRows(accountId: string): FileIntake {
    return new FileIntake(accountId, this.#format);
  }

  /** Holds the rows of files against what is stored; nothing changes, and they can be committed afterwards. */
  reconcileFiles(intake: FileIntake, bounds: ReconciledBounds): Reconciliation {
    intake.end();
    return this.#use((database) =>
      database.read((snapshot) => {
        const account = accounts.accountKey(database, intake.accountId) ?? 0;
        return intake.reconcile(snapshot, account, this.#kindsOf(account).refresh(snapshot, account), bounds);
      }),
    );
  }

  /** Commits the rows of files; on any error nothing has changed. */
  commitFiles(intake: FileIntake, source: ImportSource): ImportResult {
    intake.end();
    return this.#use((database) =>
      database.write((transaction) => {
        const account = accounts.signedInAccount(database, intake.accountId);
        return intake.commit(transaction, account, this.#currentClock(transaction), source);
      }),
    );
  }

  /** Counts the rows in each of the intervals between neighbouring instants. */
  countBetween(accountId: string, instants: readonly Micros[]): Steps<readonly RowCount[]> {
    const none = instants.slice(1).map(() => ({ calls: 0, charge: 0 }));
    return this.#readInSteps(accountId, none, ({ snapshot, account, pace }) =>
      countBetween(snapshot, account, instants, pace),
    );
  }

  coverage(accountId: string, since: Day, until: Day): readonly CoverageDay[] {
    return this.#read(accountId, [], ({ snapshot, account }) => readCoverage(snapshot, account, since, until));
  }

  reports(accountId: string, since: Day, until: Day): readonly ReadReport[] {
    return this.#read(accountId, [], ({ snapshot, account }) => readReports(snapshot, account, since, until));
  }

  setAsideRows(accountId: string, since: Day, until: Day): readonly SetAsideRow[] {
    return this.#read(accountId, [], ({ snapshot, account }) => readSetAsideRows(snapshot, account, since, until));
  }

  *check(accountId: string): Steps<LedgerCheck> {
    const damage: string[] = [];
    for (const table of this.#use((database) => database.read(tablesOf))) {
      damage.push(...this.#use((database) => database.read((snapshot) => tableDamage(snapshot, table))));
      yield undefined;
    }
    const nothing = { rows: 0, damage: [], differingDays: [] };
    const rest = yield* this.#readInSteps(accountId, nothing, ({ snapshot, clock, account, pace }) =>
      checkAccount(snapshot, clock, account, pace),
    );
    const bytes = this.file === undefined ? 0 : statSync(this.file).size;
    return { bytes, ...rest, damage: [...damage, ...rest.damage] };
  }

  summarize(
    accountId: string,
    period: Period,
    division: Division,
    filter: TransactionFilter,
    wish?: SummaryWish,
  ): PackedSummary {
    return this.#read(accountId, noSummary(), (of) => summarizePeriod(of, period, division, filter, wish));
  }

  hourly(accountId: string, period: Period): PackedHours {
    return this.#read(accountId, noHours(), ({ snapshot, account, kinds }) =>
      packHourly(snapshot, account, kinds, period),
    );
  }

  messageUses(accountId: string, period: Period): readonly MessageUse[] {
    return this.#read(accountId, [], (of) => messageUses(of, period));
  }

  byLabel(
    accountId: string,
    period: Period,
    filter: TransactionFilter,
    rules: LabelRules,
  ): Steps<readonly LabelTotals[]> {
    return this.#readInSteps(accountId, NO_LABELS, (of) => labelSums(of, period, filter, rules));
  }

  count(accountId: string, period: Period | undefined, filter: TransactionFilter): number {
    return this.#read(accountId, 0, (of) => countRows({ ...of, period, filter }));
  }

  countNewer(accountId: string, period: Period, filter: TransactionFilter, at: Micros): number {
    return this.#read(accountId, 0, (of) => countNewer(of, period, filter, at));
  }

  rows(
    accountId: string,
    period: Period,
    filter: TransactionFilter,
    sort: TransactionSort,
    first: number,
    count: number,
  ): readonly Transaction[] {
    return this.#read(accountId, [], (of) => tableRows({ ...of, period, filter }, sort, first, count));
  }

  latest(
    accountId: string,
    period: Period | undefined,
    filter: TransactionFilter,
    limit: number,
    after?: PageKey,
  ): Steps<readonly Transaction[]> {
    return this.#readInSteps(accountId, [], (of) => newestRows(of, period, filter, limit, after));
  }

  *find(accountId: string, idPart: string, limit: number): Steps<readonly Transaction[]> {
    if (idPart.replaceAll("-", "").trim() === "") return [];
    return yield* this.#readInSteps(accountId, [], (of) => newestById(of, idPart.trim(), limit));
  }

  /** The transactions of a period under a filter as they are now, whatever is committed until they are closed. */
  openRows(accountId: string, period: Period, filter: TransactionFilter): HeldRows {
    this.open();
    return this.#use((database) => {
      const account = accounts.accountKey(database, accountId);
      const opened = this.#opened;
      if (account === undefined || opened === undefined)
        return new HeldRows(undefined, period, filter, () => undefined);
      // The period's dates on any zone's clock.
      const first = (dayNumber(period.since) - 2) * 24;
      const last = (dayNumber(period.until) + 3) * 24;
      const { snapshot, release } = holdState(opened, account, first, last);
      try {
        const of = {
          snapshot,
          clock: new ZoneClock(zoneIn(snapshot)),
          account,
          kinds: new AccountKinds(this.#outcomes),
          idSearches: new IdSearches(),
          pace: this.#pace,
        };
        return new HeldRows(of, period, filter, release);
      } catch (error) {
        release();
        throw error;
      }
    });
  }

  countUnpublished(accountId: string, store: string): number {
    return this.#read(accountId, 0, ({ snapshot, account }) => countUnpublished(snapshot, account, store));
  }

  /** What a store has not been told of, in the present state, whatever is committed until it is closed. */
  openUnpublished(accountId: string, store: string): UnpublishedRows {
    this.open();
    return this.#use((database) => {
      const account = accounts.accountKey(database, accountId);
      const opened = this.#opened;
      const kinds = new AccountKinds(NO_WORDS);
      if (account === undefined || opened === undefined)
        return new UnpublishedRows(undefined, 0, store, kinds, () => undefined);
      const { snapshot, release } = holdState(opened, account, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
      try {
        return new UnpublishedRows(snapshot, account, store, kinds, release);
      } catch (error) {
        release();
        throw error;
      }
    });
  }

  markPublished(accountId: string, store: string, dates: readonly ChangedDate[]): void {
    this.#use((database) =>
      database.writeQuietly((transaction) => {
        // Also of an account that has been signed out meanwhile: it is nothing of the account's, and true all the same.
        const account = accounts.accountKey(database, accountId);
        if (account !== undefined) notePublished(transaction, account, store, dates);
      }),
    );
  }

  forgetPublished(accountId: string, store: string): void {
    this.#use((database) =>
      database.writeQuietly((transaction) => {
        const account = accounts.accountKey(database, accountId) ?? 0;
        transaction.run("DELETE FROM told_dates WHERE account = ? AND store = ?", account, store);
      }),
    );
  }

  readState(accountId: string, key: string): string | undefined {
    return this.#use((database) => states.readState(database, accountId, key));
  }

  writeState(accountId: string, key: string, value: string): void {
    this.#use((database) => states.writeState(database, accountId, key, value));
  }

  replaceState(accountId: string, key: string, before: string | undefined, after: string): boolean {
    return this.#use((database) => states.replaceState(database, accountId, key, before, after));
  }

  addBalance(accountId: string, reading: BalanceReading): void {
    this.#use((database) => balances.addBalance(database, accountId, reading));
  }

  balances(accountId: string, since: EpochMs): readonly BalanceReading[] {
    return this.#use((database) => balances.readBalances(database, accountId, since));
  }

  lastBalance(accountId: string, now: EpochMs): BalanceReading | undefined {
    return this.#use((database) => balances.lastBalance(database, accountId, now));
  }

  readTold(accountId: string, key: string): string | undefined {
    return this.#share((shared) => told.readTold(shared, accountId, key));
  }

  replaceTold(accountId: string, key: string, before: string | undefined, after: string): boolean {
    // Under the ledger's lock, because nothing may be written for an account that is signed out.
    return this.#use((database) =>
      database.writeQuietly(() => {
        accounts.signedInAccount(database, accountId);
        const isReplaced = this.#share((shared) => told.replaceTold(shared, accountId, key, before, after));
        // Badges and lists show what is silenced.
        if (isReplaced) database.noteChange();
        return isReplaced;
      }),
    );
  }

  takeRequest(accountId: string, limits: PlanLimits, use: QuotaUse, now: EpochMs): QuotaDecision {
    return this.#share((shared) => quota.takeRequest(shared, accountId, limits, use, now));
  }

  settleRequest(accountId: string, grantedAt: EpochMs, answeredAt: EpochMs, outcome: "passed" | "unknown"): void {
    this.#share((shared) => quota.settleRequest(shared, accountId, grantedAt, answeredAt, outcome));
  }

  refuseRequest(accountId: string, refusal: Refusal, grantedAt: EpochMs, now: EpochMs, jitter = Math.random()): Pause {
    return this.#share((shared) => pauses.refuse(shared, accountId, refusal, { grantedAt, now, jitter }));
  }

  liftPause(accountId: string, now: EpochMs): void {
    this.#share((shared) => pauses.liftPause(shared, accountId, now));
  }

  requestUse(accountId: string, now: EpochMs): RequestUse {
    return this.#share((shared) => quota.requestUse(shared, accountId, now));
  }

  requestCounts(accountId: string, since: RequestsSince, now: EpochMs): RequestCounts {
    return this.#share((shared) => counts.requestCounts(shared, accountId, since, now));
  }

  takeLease(name: string, holder: string, ttlMs: number, now: EpochMs): boolean {
    return this.#share((shared) => leases.takeLease(shared, name, holder, ttlMs, now));
  }

  isLeaseHeld(name: string, now: EpochMs): boolean {
    return this.#share((shared) => leases.isLeaseHeld(shared, name, now));
  }

  renewLease(name: string, holder: string, ttlMs: number, now: EpochMs): boolean {
    return this.#share((shared) => leases.renewLease(shared, name, holder, ttlMs, now));
  }

  releaseLease(name: string, holder: string): void {
    this.#share((shared) => leases.releaseLease(shared, name, holder));
  }

  countedZone(): string {
    return this.#use((database) => database.read(zoneIn));
  }

  /** Returns whether the zone was another one; then all roll-ups have been counted again. */
  *setZone(zone: string): Steps<boolean> {
    if (!isTimeZone(zone)) throw new ProblemError({ kind: "internal", detail: "The billing time zone is unknown" });
    if (this.#use((database) => database.read(zoneIn)) === zone) return false;
    const clock = new ZoneClock(zone);
    const counting = this.#use((database) => database.readInSteps((snapshot) => this.#countAgain(snapshot, clock)));
    for (;;) {
      const step = this.#use(() => counting.next());
      if (step.done === true) return this.#use((database) => this.#replaceZone(database, clock, step.value));
      yield undefined;
    }
  }

  setOutcomes(words: OutcomeWords): void {
    this.#outcomes = words;
    this.#kinds.clear();
  }

  /** Changes with every commit that is news for a screen, by any connection of any process, and when another file is in its place. */
  revision(): string {
    return this.#use((database) => `${this.#openings}:${database.read(({ revision }) => revision)}`);
  }

  /** Moves what the WAL holds into the file, as far as nobody reads it. Commits leave that to a quiet moment. */
  checkpoint(): void {
    this.#use((database) => database.get("PRAGMA wal_checkpoint(PASSIVE)"));
  }

  #openAccount(snapshot: Snapshot, account: number): OpenAccount {
    let idSearches = this.#idSearches.get(account);
    if (idSearches === undefined) this.#idSearches.set(account, (idSearches = new IdSearches()));
    const [clock, kinds] = [this.#currentClock(snapshot), this.#kindsOf(account)];
    return { snapshot, clock, account, kinds, idSearches, pace: this.#pace };
  }

  #kindsOf(account: number): AccountKinds {
    let kinds = this.#kinds.get(account);
    if (kinds === undefined) this.#kinds.set(account, (kinds = new AccountKinds(this.#outcomes)));
    return kinds;
  }

  /** The clock of the zone that the roll-ups are counted in; another editor window may have changed it. */
  #currentClock(snapshot: Snapshot): ZoneClock {
    const zone = zoneIn(snapshot);
    if (this.#clock.zone !== zone) this.#clock = new ZoneClock(zone);
    return this.#clock;
  }

  *#countAgain(snapshot: Snapshot, clock: ZoneClock): Steps<RollupsOfAll> {
    const counted = new Map<number, CountedRollups>();
    for (const row of snapshot.all("SELECT account FROM account_keys")) {
      const account = integer(row, "account");
      counted.set(account, yield* countRollups(snapshot, clock, account, this.#pace));
    }
    return { revision: snapshot.revision, counted };
  }

  /** Puts the roll-ups of a zone in place; what has been committed since they were counted is counted too. */
  #replaceZone(database: Database, clock: ZoneClock, { revision, counted }: RollupsOfAll): boolean {
    return database.writeQuietly((transaction) => {
      const current =
        transaction.revision === revision ? counted : finish(this.#countAgain(transaction, clock)).counted;
      transaction.run("UPDATE settings SET value = ? WHERE name = 'zone'", clock.zone);
      for (const [account, rollups] of current) replaceRollups(transaction, account, rollups);
      database.noteChange();
      return true;
    });
  }

  /** Reads one state of the ledger. */
  #read<T>(accountId: string, none: T, work: (of: OpenAccount) => T): T {
    return this.#use((database) =>
      database.read((snapshot) => {
        const account = accounts.accountKey(database, accountId);
        return account === undefined ? none : work(this.#openAccount(snapshot, account));
      }),
    );
  }

  /** Reads one state of the ledger in steps, each under the guard of `#use`. */
  *#readInSteps<T>(accountId: string, none: T, begin: (of: OpenAccount) => Steps<T>): Steps<T> {
    const steps = this.#use((database) =>
      database.readInSteps((snapshot) => this.#begin(database, snapshot, accountId, none, begin)),
    );
    for (;;) {
      const step = this.#use(() => steps.next());
      if (step.done === true) return step.value;
      yield undefined;
    }
  }

  *#begin<T>(
    database: Database,
    snapshot: Snapshot,
    accountId: string,
    none: T,
    begin: (of: OpenAccount) => Steps<T>,
  ): Steps<T> {
    const account = accounts.accountKey(database, accountId);
    return account === undefined ? none : yield* begin(this.#openAccount(snapshot, account));
  }

  #share<T>(work: (shared: Database) => T): T {
    const { file } = this.#coordination ?? {};
    // As with the ledger: all windows must keep to the same one.
    if (file !== undefined && !isStillThere(file)) this.#closeCoordination();
    try {
      this.#coordination ??= openCoordination(this.#path);
      return work(this.#coordination.database);
    } catch (error) {
      const problem = storageProblemOf(error);
      if (problem === undefined) throw error;
      if (problem.reason === "damaged") this.#closeCoordination();
      throw new ProblemError(problem, { cause: error });
    }
  }

  #closeCoordination(): void {
    this.#coordination?.database.close();
    this.#coordination = undefined;
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
    // Why it was opened for reading only says more than that it was: the disk may be full.
    const { mode, problem: cause } = opened.opening;
    if (mode === "readOnly" && problem.reason === "readOnly" && cause !== undefined) {
      return new ProblemError(cause, { cause: error });
    }
    if (problem.reason !== "damaged" || opened.file === undefined) return new ProblemError(problem, { cause: error });
    this.close();
    const damage = judgeDamage(opened.file);
    if (damage.is === "sound") return new ProblemError({ ...problem, reason: "other" }, { cause: error });
    const setAsideAs = damage.is === "setAside" && damage.as !== undefined ? { setAsideAs: damage.as } : {};
    return new ProblemError({ ...problem, ...setAsideAs }, { cause: error });
  }
}

/** The zone that the roll-ups are counted in. */
function zoneIn(snapshot: Snapshot): string {
  return text(snapshot.get("SELECT value FROM settings WHERE name = 'zone'"), "value");
}
