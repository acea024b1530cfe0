import type { Account } from "../../domain/account.ts";
import type { Day } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type {
  AccountsReading,
  Balances,
  Intakes,
  Leases,
  ReportsReading,
  SharedStates,
} from "../../domain/ledgerPorts.ts";
import type { Period } from "../../domain/period.ts";
import type { Clock, Log, UsageService } from "../../domain/ports.ts";
import { type Problem, ProblemError, problemOf } from "../../domain/problem.ts";
import type { Asker, QuotaUse } from "../../domain/quota.ts";
import { type SetTimer, setTimer, throwIfAborted, unlessAborted } from "../../domain/timer.ts";
import { BodyTurns } from "./bodyTurns.ts";
import {
  coveredBy,
  cutBack,
  datesToFetch,
  type PlannedWindow,
  planReportWindows,
  smallerWindows,
  unsettledDates,
  utcToday,
} from "./coverage.ts";
import { untilRefreshed } from "./laneOrder.ts";
import { LaneRun, type SyncProgress } from "./laneRun.ts";
import { type LeaseTools, underLease, type WhenTaken } from "./lease.ts";
import { ReportFetcher } from "./reportFetcher.ts";
import { Runs } from "./runs.ts";
import { readCoverage } from "./storedCoverage.ts";
import {
  IDLE_LANE,
  isOwnTrouble,
  type Lane,
  leaseOf,
  readLane,
  refusesFuture,
  writeFutureRefusal,
  writeLane,
} from "./syncState.ts";

/** What a run is to bring in. */
export interface SyncRequest {
  readonly lane: Lane;
  /** Ranges of UTC dates, both ends included; they may overlap. */
  readonly dates: readonly Period[];
  /** Dates that are not sealed are asked again when they were read longer ago than this; 0 asks always. */
  readonly maxAgeMs: number;
  /** Sealed dates that were read before this instant are asked again. Absent: none is. */
  readonly sealedReadBefore?: EpochMs;
  readonly use: QuotaUse;
  readonly whenTaken: WhenTaken;
}

function askerOf({ whenTaken }: SyncRequest): Asker {
  return whenTaken === "wait" ? "person" : "timer";
}

/** The balance is asked once an hour at most in the background, and otherwise when it is older than the request wants. */
const BALANCE_AGE_MS = 55 * 60_000;

type SyncLedger = AccountsReading & SharedStates & Balances & Leases & ReportsReading & Intakes;

type Follow = (account: Account) => Promise<number | undefined>;

interface SyncTools extends LeaseTools {
  readonly ledger: SyncLedger;
}

interface Dependencies {
  readonly ledger: SyncLedger;
  readonly serviceFor: (account: Account) => Promise<UsageService>;
  readonly clock: Clock;
  readonly log: Log;
  /** Names this editor window in leases; unique per extension host. */
  readonly holder: string;
  /** Told when not even the failure of a run could be written to the ledger (disk full), so that no surface knows of it. */
  readonly onUnwritten?: (problem: Problem) => void;
  /**
   * Told what keeps this editor window from asking for an account (its secret, its address, a missing module). It is no state of
   * the lane: other editor windows may well be able to.
   */
  readonly onOwnTrouble?: (accountId: string, problem: Problem, asker: Asker) => void;
  /** Told that nothing keeps this editor window from asking for an account. */
  readonly onReady?: (accountId: string) => void;
  /** Told when this editor window has refreshed an account, with the instant that the lane's state names. */
  readonly onRefreshed?: (accountId: string, at: EpochMs) => void;
  /**
   * What takes the place of a run for a team's account: looks whether its collector has published something, and says when that last
   * read the account from the service.
   */
  readonly follow?: Follow;
  /** Where runs can be stopped, by account. */
  readonly runs?: Runs;
  /** Where bodies wait for their turn; its own unless several share a ledger's thread. */
  readonly turns?: BodyTurns;
  readonly setTimer?: SetTimer;
}

/**
 * Brings report windows into the ledger: only dates that are missing or may still change, newest first, one window at a time.
 *
 * Two lanes, so that a refresh never waits for a long backfill; the backfill lets it pass. A lane belongs to one editor window at a
 * time, by a lease in the ledger that is held only while it runs; whoever waited for it re-plans, and asks for nothing that was read
 * meanwhile.
 */
export class Synchronizer {
  readonly #tools: SyncTools;
  readonly #serviceFor: (account: Account) => Promise<UsageService>;
  readonly #fetcher: ReportFetcher;
  readonly #onUnwritten: (problem: Problem) => void;
  readonly #onOwnTrouble: (accountId: string, problem: Problem, asker: Asker) => void;
  readonly #onReady: (accountId: string) => void;
  readonly #onRefreshed: (accountId: string, at: EpochMs) => void;
  readonly #follow: Follow;
  readonly #runs: Runs;
  /** For whoever else hands a report's body to the ledger. */
  readonly turns: BodyTurns;
  /** By lane: settles when this editor window's runs of it have ended. */
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #running = new Set<LaneRun>();

  constructor(dependencies: Dependencies) {
    const { ledger, clock, log, holder } = dependencies;
    this.#tools = { ledger, clock, log, holder, setTimer: dependencies.setTimer ?? setTimer };
    this.turns = dependencies.turns ?? new BodyTurns();
    this.#serviceFor = dependencies.serviceFor;
    this.#fetcher = new ReportFetcher(ledger, clock, log, this.turns);
    this.#onUnwritten = dependencies.onUnwritten ?? nothing;
    this.#onOwnTrouble = dependencies.onOwnTrouble ?? nothing;
    this.#onReady = dependencies.onReady ?? nothing;
    this.#onRefreshed = dependencies.onRefreshed ?? nothing;
    this.#follow = dependencies.follow ?? (async () => undefined);
    this.#runs = dependencies.runs ?? new Runs();
  }

  /**
   * Runs one request to its end. Throws `ProblemError`, when cancelled at once; everything that had arrived whole stays. The
   * outcome is also written to the lane's state, where every editor window reads it. `taken`: another run has the lane, and the
   * request did not want to wait.
   */
  async sync(
    account: Account,
    request: SyncRequest,
    signal: AbortSignal,
    onProgress: (progress: SyncProgress) => void = nothing,
  ): Promise<"done" | "taken"> {
    return this.#runs.run(account.id, signal, (stoppable) =>
      account.kind === "team"
        ? this.#followTeam(account, request, stoppable)
        : this.#inTurn(account, request, stoppable, onProgress),
    );
  }

  /** A failure is this editor window's own: what others can or can not read says nothing about it. */
  async #followTeam(account: Account, request: SyncRequest, signal: AbortSignal): Promise<"done"> {
    const { ledger, clock } = this.#tools;
    try {
      const syncedAt = await unlessAborted(this.#follow(account), signal);
      const before = await readLane(ledger, account.id, "refresh", clock());
      if (syncedAt !== undefined && syncedAt !== before.syncedAt)
        await writeLane(ledger, account.id, "refresh", { ...IDLE_LANE, attemptedAt: syncedAt, syncedAt });
    } catch (error) {
      this.#tellOwnTrouble(account.id, problemOf(error), askerOf(request));
      throw error;
    }
    this.#onReady(account.id);
    return "done";
  }

  async #inTurn(
    account: Account,
    request: SyncRequest,
    signal: AbortSignal,
    onProgress: (progress: SyncProgress) => void,
  ): Promise<"done" | "taken"> {
    const askedAt = this.#tools.clock();
    const key = leaseOf(request.lane, account.id);
    const before = this.#tails.get(key);
    if (before !== undefined && request.whenTaken === "leave") return "taken";
    const run = (before ?? Promise.resolve()).then(() =>
      this.#hold(key, account, request, askedAt, signal, onProgress),
    );
    const tail: Promise<void> = run.then(nothing, nothing).finally(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
    return unlessAborted(run, signal);
  }

  /** The windows that a request would ask for now, newest first; nothing is sent. */
  async plan(account: Account, request: SyncRequest): Promise<readonly PlannedWindow[]> {
    if (account.kind === "team") return [];
    return this.#plan(account, request, this.#tools.clock());
  }

  /** Resolves when no run of this editor window is under way any more, cancelled ones included; of one account, if one is given. */
  async idle(accountId?: string): Promise<void> {
    for (;;) {
      const tails = [...this.#tails].filter(([key]) => accountId === undefined || key.endsWith(`:${accountId}`));
      if (tails.length === 0) return;
      await Promise.all(tails.map(([, tail]) => tail));
    }
  }

  /** Requests of this account wait until an instant: its runs say so. */
  pauseUntil(accountId: string, until: EpochMs): void {
    for (const run of this.#running) if (run.accountId === accountId) run.pauseUntil(until);
  }

  async #hold(
    key: string,
    account: Account,
    request: SyncRequest,
    askedAt: EpochMs,
    signal: AbortSignal,
    onProgress: (progress: SyncProgress) => void,
  ): Promise<"done" | "taken"> {
    for (;;) {
      throwIfAborted(signal);
      // Whoever can not ask does not take the lane from those who can.
      const service = await this.#readyService(account, askerOf(request));
      let run: LaneRun | undefined;
      const work = async (leased: AbortSignal): Promise<void> => {
        run = await LaneRun.begin(account.id, request.lane, this.#tools);
        this.#running.add(run);
        const isLost = (): boolean => leased.aborted && !signal.aborted;
        const fetching = this.#fetchAll(run, account, service, request, askedAt, leased, onProgress);
        await this.#conclude(run, request, fetching, isLost);
      };
      try {
        const outcome = await underLease(key, this.#tools, request.whenTaken, signal, work, () => run?.beat());
        // Whoever took the lane over does the same work; what it leaves undone is found by planning anew.
        if (outcome !== "lost") return outcome;
        this.#tools.log.info(`${request.lane}: another editor window went on`);
      } finally {
        if (run !== undefined) this.#running.delete(run);
      }
    }
  }

  /** Writes how a run ended, unless the lane is another window's by then, and throws what the run threw. */
  async #conclude(run: LaneRun, request: SyncRequest, fetching: Promise<void>, isLost: () => boolean): Promise<void> {
    const failure = await fetching.then(nothing, (error: unknown) => ({ error }));
    if (isLost()) {
      run.abandon();
      throw new ProblemError({ kind: "cancelled", detail: "the lane passed to another editor window" });
    }
    const problem = failure === undefined ? undefined : problemOf(failure.error);
    if (problem !== undefined) this.#tools.log.warn(`sync ended: ${problem.kind}: ${problem.detail}`);
    try {
      const isOwn = problem !== undefined && isOwnTrouble(problem);
      if (isOwn) this.#onOwnTrouble(run.accountId, problem, askerOf(request));
      if (isOwn || problem?.kind === "cancelled") await run.leave();
      else {
        const refreshedAt = await run.end(problem, request.use);
        if (refreshedAt !== undefined && run.lane === "refresh") this.#onRefreshed(run.accountId, refreshedAt);
      }
    } catch (unwritten) {
      // Of an account that is signed out nothing is written, and there is nobody to be told.
      if (problemOf(unwritten).kind !== "cancelled") this.#onUnwritten(problem ?? problemOf(unwritten));
      if (failure === undefined) throw unwritten;
    }
    if (failure !== undefined) throw failure.error;
  }

  /** Throws `ProblemError` when this editor window can not ask for the account. */
  async #readyService(account: Account, asker: Asker): Promise<UsageService> {
    try {
      const service = await this.#serviceFor(account);
      await service.checkReady(asker);
      this.#onReady(account.id);
      return service;
    } catch (error) {
      this.#tellOwnTrouble(account.id, problemOf(error), asker);
      throw error;
    }
  }

  /** What somebody called off, or a window that goes, is no trouble. */
  #tellOwnTrouble(accountId: string, problem: Problem, asker: Asker): void {
    if (problem.kind !== "cancelled") this.#onOwnTrouble(accountId, problem, asker);
  }

  async #fetchAll(
    run: LaneRun,
    account: Account,
    service: UsageService,
    request: SyncRequest,
    askedAt: EpochMs,
    signal: AbortSignal,
    onProgress: (progress: SyncProgress) => void,
  ): Promise<void> {
    // A stack with the newest window on top; a refused window is replaced by smaller ones.
    const open = (await this.#plan(account, request, askedAt)).toReversed();
    if (request.lane === "refresh") run.owes(await this.#unsettled(account));
    let withoutFuture: PlannedWindow | undefined;
    let done = 0;
    let rows = 0;
    const tell = async (): Promise<void> => {
      const progress = { done, total: done + open.length, rows };
      onProgress(progress);
      if (progress.total > 0) await run.advance(progress);
    };
    await tell();
    for (let window = open.pop(); window !== undefined; window = open.pop()) {
      if (request.lane === "history") await untilRefreshed(this.#tools, account.id, signal);
      // The other lane, or another editor window, may have come before a run that took its time.
      const left = await this.#plan(account, { ...request, dates: [coveredBy(window)] }, askedAt);
      try {
        if (left.length > 0) {
          rows += await this.#fetcher.fetch(account, service, window, request.use, signal);
          done++;
          if (window === withoutFuture) await writeFutureRefusal(this.#tools.ledger, account.id, this.#tools.clock());
        }
        run.hasRead(window.covers);
      } catch (error) {
        const smaller = this.#insteadOf(window, error);
        if (window.until > utcToday(this.#tools.clock())) [withoutFuture] = smaller;
        open.push(...smaller.toReversed());
      }
      await tell();
    }
    if (request.lane === "refresh") await this.#readBalance(run, account, service, request, signal);
  }

  /** What to ask instead of a window that was refused with a 400; throws the error when there is nothing. */
  #insteadOf(window: PlannedWindow, error: unknown): readonly PlannedWindow[] {
    const problem = problemOf(error);
    const isRefused = problem.kind === "refused" && problem.status === 400;
    const smaller = isRefused ? smallerWindows(window, this.#tools.clock()) : [];
    if (smaller.length === 0) throw error;
    this.#tools.log.info(`window ${window.since}…${window.until} was refused (${problem.detail}); asking for less`);
    return smaller;
  }

  /** The UTC dates that may still change, however lately they were read. */
  async #unsettled({ id }: Account): Promise<readonly Day[]> {
    const now = this.#tools.clock();
    const dates = unsettledDates(now);
    const coverage = await readCoverage(this.#tools.ledger, id, dates, now);
    const fresh = { unsettledSince: Number.POSITIVE_INFINITY, sealedSince: Number.NEGATIVE_INFINITY };
    return datesToFetch(dates, coverage, now, fresh);
  }

  async #plan(account: Account, request: SyncRequest, askedAt: EpochMs): Promise<readonly PlannedWindow[]> {
    const { ledger, clock } = this.#tools;
    const now = clock();
    const fresh = {
      unsettledSince: askedAt - request.maxAgeMs,
      sealedSince: request.sealedReadBefore ?? Number.NEGATIVE_INFINITY,
    };
    const wanted = new Set<Day>();
    for (const range of request.dates) {
      const coverage = await readCoverage(ledger, account.id, range, now);
      for (const day of datesToFetch(range, coverage, now, fresh)) wanted.add(day);
    }
    const windows = planReportWindows([...wanted].sort());
    const isCut = await refusesFuture(ledger, account.id, now);
    return isCut ? windows.map((window) => cutBack(window, now)) : windows;
  }

  /** A balance that can not be had is no reason to call the usage outdated. */
  async #readBalance(
    run: LaneRun,
    account: Account,
    service: UsageService,
    { use, maxAgeMs }: SyncRequest,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, ledger, log } = this.#tools;
    const now = clock();
    const last = await ledger.lastBalance(account.id, now);
    const askedAt = Math.max(run.before.balanceAskedAt ?? 0, last?.at ?? 0);
    if (now - askedAt < (use === "background" ? BALANCE_AGE_MS : maxAgeMs)) return;
    run.balanceAsked();
    try {
      const balance = await service.balance(use, signal);
      await ledger.addBalance(account.id, { at: clock() - service.clockLead(), balance });
    } catch (error) {
      throwIfAborted(signal);
      const problem = problemOf(error);
      if (problem.kind === "storage") throw error;
      log.warn(`balance: ${problem.kind}: ${problem.detail}`);
    }
  }
}

function nothing(): undefined {}
