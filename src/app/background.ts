import type { Account, PlanLimits } from "../domain/account.ts";
import type { AppState } from "../domain/appState.ts";
import { CoalescedWork } from "../domain/coalescedWork.ts";
import type { Day } from "../domain/day.ts";
import type { EpochMs } from "../domain/epoch.ts";
import type { LeasesReading, LedgerChanges, RequestUseReading, SharedStates } from "../domain/ledgerPorts.ts";
import type { Clock, Log } from "../domain/ports.ts";
import { problemOf } from "../domain/problem.ts";
import { type SetTimer, setTimer } from "../domain/timer.ts";
import type { Model } from "./screen/model.ts";
import { isStillWanted, pauseHistory, startHistory } from "./sync/backfill.ts";
import { historyRequest } from "./sync/backfillPlan.ts";
import {
  datesOnScreen,
  datesToWatch,
  nextHistoryAt,
  nextRefreshAt,
  pacedMinutes,
  type Rest,
  restsUntil,
} from "./sync/refreshPlan.ts";
import type { Synchronizer } from "./sync/synchronizer.ts";
import {
  type HistoryIntent,
  isOwnTrouble,
  type Lane,
  type LaneState,
  readIntent,
  readLane,
  writeIntent,
} from "./sync/syncState.ts";

interface Dependencies {
  readonly model: Model;
  readonly ledger: LedgerChanges & SharedStates & LeasesReading & RequestUseReading;
  readonly synchronizer: Synchronizer;
  readonly clock: Clock;
  readonly log: Log;
  readonly refreshMinutes: () => number;
  readonly limits: (account: Account) => PlanLimits;
  readonly setTimer?: SetTimer;
}

/** Timers that are further away than this are set in steps; also the longest that a laptop's sleep can delay a refresh. */
const LONGEST_TIMER_MS = 60 * 60_000;
/** After a run that changed nothing because somebody stopped it. Keeps us from trying in a circle. */
const NOTHING_DONE_PAUSE_MS = 5_000;
/**
 * How soon work that another editor window has begun is looked at again: it may end without telling anybody, and one that has told
 * of its end still holds the lane for a moment. The promise is that its work goes on within 2 s.
 */
const LOOK_AGAIN_MS = 1_500;
/** After a run whose failure is no state of its lane: it could perhaps not be written. */
const UNWRITTEN_PAUSE_MS = 60_000;
/** A team's database is asked this often whether there is something new. */
const TEAM_PAUSE_MS = 60_000;

/** A run of this editor window. */
interface Run {
  readonly account: Account;
  readonly stop: AbortController;
  /** What a backfill began with. */
  readonly intent?: HistoryIntent;
  readonly ended: Promise<void>;
}

/**
 * Keeps the account on screen up to date without being asked, and carries out the backfill that somebody wished for: one timer for
 * what is due next. Signed out there is none. Every editor window has one of these; the lanes' leases let one of them work, and
 * another one takes over when its heartbeat ends.
 */
export class BackgroundRefresh {
  readonly #dependencies: Dependencies;
  readonly #setTimer: SetTimer;
  readonly #runs = new Map<Lane, Run>();
  /** Not before this instant, whatever the lane's state says; of a team's account, by its id. */
  readonly #rests = new Map<string, Rest>();
  readonly #unsubscribe: (() => void)[] = [];
  #cancelTimer = (): void => undefined;
  readonly #scheduling = new CoalescedWork(() => this.#schedule());
  #isDisposed = false;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    this.#setTimer = dependencies.setTimer ?? setTimer;
  }

  /** Begins to work by itself: from the next change of the state on. */
  start(): void {
    this.#unsubscribe.push(this.#dependencies.model.onDidChange(() => this.reschedule()));
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cancelTimer();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const run of this.#runs.values()) run.stop.abort();
  }

  /** Resolves when nothing of this editor window is under way. */
  async idle(): Promise<void> {
    while (this.#scheduling.isRunning || this.#runs.size > 0) {
      await this.#scheduling.idle();
      await Promise.all([...this.#runs.values()].map((run) => run.ended));
    }
    await this.#dependencies.synchronizer.idle();
  }

  /** Wishes for everything since a billing day; it begins at once, in this editor window or another. */
  async loadHistory(account: Account, since: Day, readBefore?: EpochMs): Promise<void> {
    this.#rests.delete("history");
    await startHistory(this.#dependencies.ledger, account.id, since, readBefore);
    this.reschedule();
  }

  /** Stops the backfill at once, in whichever editor window it runs; what has arrived is kept. */
  async pauseHistory(account: Account): Promise<void> {
    const run = this.#runs.get("history");
    if (run?.account.id === account.id) run.stop.abort();
    await pauseHistory(this.#dependencies.ledger, account.id, this.#dependencies.clock());
  }

  /** Sets the timer anew from what the ledger says; called after every change of state or settings. */
  reschedule(): void {
    if (this.#unsubscribe.length === 0 || this.#isDisposed) return;
    // Not before there is something to schedule: listening opens the ledger, and activation must not. The state follows a change
    // of the ledger by a reading; who pauses a backfill does not want to wait for that.
    if (this.#unsubscribe.length === 1) {
      this.#unsubscribe.push(this.#dependencies.ledger.onDidChange(() => this.#checkHistory()));
    }
    void this.#scheduling.wish();
  }

  async #schedule(): Promise<void> {
    if (this.#isDisposed) return;
    try {
      await this.#scheduleOnce();
    } catch (error) {
      this.#dependencies.log.warn(`nothing scheduled: ${problemOf(error).detail}`);
      this.#remindIn(UNWRITTEN_PAUSE_MS);
    }
  }

  async #scheduleOnce(): Promise<void> {
    const { model, ledger, clock, refreshMinutes, limits } = this.#dependencies;
    const { account } = model.state;
    if (account === undefined) return this.#cancelTimer();
    const now = clock();
    if (account.kind === "team") return this.#followTeam(account, now);
    const [refresh, history, intent, use] = await Promise.all([
      readLane(ledger, account.id, "refresh", now),
      readLane(ledger, account.id, "history", now),
      readIntent(ledger, account.id, now),
      ledger.requestUse(account.id, now),
    ]);
    if (this.#isDisposed) return;
    const minutes = pacedMinutes(refreshMinutes(), use, limits(account), now);
    const due = [
      this.#dueAt("refresh", nextRefreshAt(refresh, minutes, now), refresh, now),
      this.#dueAt("history", nextHistoryAt(intent, history, refresh, now), refresh, now),
    ] as const;
    if (due[0] <= now) this.#refresh(model.state, account);
    if (due[1] <= now && intent !== undefined) this.#loadHistory(model.state, account, intent);
    const isElsewhere = (lane: Lane, { phase }: LaneState): boolean => phase.phase !== "idle" && !this.#runs.has(lane);
    const isWatching = isElsewhere("refresh", refresh) || isElsewhere("history", history);
    const next = Math.min(...due.filter((at) => at > now), ...(isWatching ? [now + LOOK_AGAIN_MS] : []));
    if (Number.isFinite(next)) this.#remindIn(next - now);
    else this.#cancelTimer();
  }

  /** Once when it is first shown, then every minute; the setting that turns refreshing off turns this off. */
  #followTeam(account: Account, now: EpochMs): void {
    const { synchronizer, refreshMinutes } = this.#dependencies;
    const due = restsUntil(this.#rests.get(account.id), undefined, now);
    if (refreshMinutes() <= 0 || this.#runs.has("refresh")) return this.#cancelTimer();
    if (due > now) return this.#remindIn(due - now);
    this.#rests.set(account.id, { from: now, ms: TEAM_PAUSE_MS });
    const request = { lane: "refresh", dates: [], maxAgeMs: 0, use: "background", whenTaken: "leave" } as const;
    this.#start("refresh", account, undefined, (signal) => synchronizer.sync(account, request, signal));
  }

  /** Infinity: not now and not by itself. A lane that this window works on is not due; its end reschedules. */
  #dueAt(lane: Lane, at: number | undefined, refresh: LaneState, now: EpochMs): number {
    if (at === undefined || this.#runs.has(lane)) return Number.POSITIVE_INFINITY;
    return Math.max(at, restsUntil(this.#rests.get(lane), refresh.syncedAt, now));
  }

  #remindIn(ms: number): void {
    this.#cancelTimer();
    if (!this.#isDisposed) this.#cancelTimer = this.#setTimer(Math.min(ms, LONGEST_TIMER_MS), () => this.reschedule());
  }

  #refresh(state: AppState, account: Account): void {
    const { synchronizer, clock, refreshMinutes } = this.#dependencies;
    // Another window may have refreshed since the timer was set; then everything is younger than this and nothing is asked.
    const maxAgeMs = (refreshMinutes() * 60_000) / 2;
    const dates = [...datesOnScreen(state, clock()), datesToWatch(state.today, state.zone)];
    const request = { lane: "refresh", dates, maxAgeMs, use: "background", whenTaken: "leave" } as const;
    this.#start("refresh", account, undefined, (signal) => synchronizer.sync(account, request, signal));
  }

  #loadHistory({ today, zone }: AppState, account: Account, intent: HistoryIntent): void {
    const { synchronizer, ledger, log, clock } = this.#dependencies;
    log.info(`loading the history since ${intent.since}`);
    this.#start("history", account, intent, async (signal) => {
      const outcome = await synchronizer.sync(account, historyRequest(intent, today, zone), signal);
      if (outcome === "done" && isStillWanted(intent, await readIntent(ledger, account.id, clock()))) {
        await writeIntent(ledger, account.id, { ...intent, status: "complete" });
      }
      return outcome;
    });
  }

  #start(
    lane: Lane,
    account: Account,
    intent: HistoryIntent | undefined,
    work: (signal: AbortSignal) => Promise<"done" | "taken">,
  ): void {
    const { clock, log, refreshMinutes } = this.#dependencies;
    const stop = new AbortController();
    const rest = (ms: number): void => void this.#rests.set(lane, { from: clock(), ms });
    const run = async (): Promise<void> => {
      try {
        if ((await work(stop.signal)) === "taken") rest(LOOK_AGAIN_MS);
      } catch (error) {
        const problem = problemOf(error);
        const { kind } = problem;
        log.info(`background ${lane}: ${kind}`);
        if (isOwnTrouble(problem)) rest(Math.max(UNWRITTEN_PAUSE_MS, refreshMinutes() * 60_000));
        else rest(kind === "storage" || kind === "internal" ? UNWRITTEN_PAUSE_MS : NOTHING_DONE_PAUSE_MS);
      }
      this.#runs.delete(lane);
      this.reschedule();
    };
    const ended = run();
    this.#runs.set(lane, { account, stop, ended, ...(intent === undefined ? {} : { intent }) });
  }

  /** Ends this window's backfill when it has been paused or replaced by another wish. */
  #checkHistory(): void {
    const run = this.#runs.get("history");
    if (run?.intent !== undefined) this.#stopUnwanted(run, run.intent).catch(() => undefined);
  }

  async #stopUnwanted({ account, stop }: Run, begun: HistoryIntent): Promise<void> {
    const { ledger, clock } = this.#dependencies;
    const intent = await readIntent(ledger, account.id, clock());
    if (!isStillWanted(begun, intent) && intent?.status !== "complete") stop.abort();
  }
}
