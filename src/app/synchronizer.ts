import type { Account } from "../domain/account.ts";
import type { SyncPhase } from "../domain/appState.ts";
import type { Day } from "../domain/day.ts";
import type { Period } from "../domain/period.ts";
import type { Clock, Ledger, Log, UsageService } from "../domain/ports.ts";
import { type Problem, ProblemError, problemOf } from "../domain/problem.ts";
import type { QuotaUse } from "../domain/quota.ts";
import { datesToFetch, type PlannedWindow, planReportWindows, smallerWindows } from "./coverage.ts";
import { type Lane, readLane, writeLane } from "./syncState.ts";

/** What a run is to bring in. */
export interface SyncRequest {
  readonly lane: Lane;
  /** Ranges of UTC dates, both ends included; they may overlap. */
  readonly dates: readonly Period[];
  /** Dates that are not sealed are asked again when they were read longer ago than this; 0 asks always. */
  readonly maxAgeMs: number;
  readonly use: QuotaUse;
}

export interface SyncProgress {
  readonly done: number;
  readonly total: number;
  readonly rows: number;
}

/** A holder that is silent for this long has lost its lane to the next editor window. */
export const LEASE_MS = 20_000;
const HEARTBEAT_MS = 6_000;
/** How often a window that waits for another one's run looks again. */
const WAIT_MS = 1_000;
/** The balance is asked once an hour at most in the background. */
const BALANCE_AGE_MS = 55 * 60_000;

interface Dependencies {
  readonly ledger: Ledger;
  readonly serviceFor: (account: Account) => Promise<UsageService>;
  readonly clock: Clock;
  readonly log: Log;
  /** Names this editor window in leases; unique per extension host. */
  readonly holder: string;
}

/**
 * Brings report windows into the ledger: only dates that are missing or may still change, newest first, one window at a time.
 *
 * Two lanes, so that a refresh never waits for a long backfill. A lane belongs to one editor window at a time, by a lease in the
 * ledger that is held only while it runs; whoever waits for it re-plans afterwards and finds nothing left to ask.
 */
export class Synchronizer {
  readonly #ledger: Ledger;
  readonly #serviceFor: (account: Account) => Promise<UsageService>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #holder: string;
  readonly #tails = new Map<string, Promise<unknown>>();
  #intakeTail: Promise<unknown> = Promise.resolve();

  constructor({ ledger, serviceFor, clock, log, holder }: Dependencies) {
    this.#ledger = ledger;
    this.#serviceFor = serviceFor;
    this.#clock = clock;
    this.#log = log;
    this.#holder = holder;
  }

  /**
   * Runs one request to its end. Throws `ProblemError`; everything that had arrived whole stays. The outcome is also written to
   * the lane's state, where every editor window reads it.
   */
  async sync(
    account: Account,
    request: SyncRequest,
    signal: AbortSignal,
    onProgress: (progress: SyncProgress) => void = () => undefined,
  ): Promise<void> {
    const key = `${request.lane}:${account.id}`;
    const run = (this.#tails.get(key) ?? Promise.resolve()).then(() =>
      this.#underLease(key, signal, (leased, beat) => this.#run(account, request, leased, beat, onProgress)),
    );
    this.#tails.set(
      key,
      run.catch(() => undefined),
    );
    await run;
  }

  /** The windows that a request would ask for now, newest first; nothing is sent. */
  async plan(account: Account, request: SyncRequest): Promise<readonly PlannedWindow[]> {
    return planReportWindows(await this.#datesOf(account, request));
  }

  async #underLease(
    name: string,
    signal: AbortSignal,
    work: (signal: AbortSignal, onBeat: (listener: () => void) => void) => Promise<void>,
  ): Promise<void> {
    const take = () => this.#ledger.takeLease(name, this.#holder, LEASE_MS, this.#clock());
    while (!(await take())) await delay(WAIT_MS, signal);
    const lost = new AbortController();
    let listener = (): void => undefined;
    const heartbeat = setInterval(() => {
      take().then(
        (held) => (held ? listener() : lost.abort()),
        (error: unknown) => this.#log.warn(`lease ${name} could not be renewed: ${problemOf(error).detail}`),
      );
    }, HEARTBEAT_MS);
    try {
      throwIfAborted(signal);
      await work(AbortSignal.any([signal, lost.signal]), (onBeat) => {
        listener = onBeat;
      });
    } finally {
      clearInterval(heartbeat);
      await this.#ledger.releaseLease(name, this.#holder).catch((error: unknown) => {
        this.#log.warn(`lease ${name} was left to expire: ${problemOf(error).detail}`);
      });
    }
  }

  async #run(
    account: Account,
    request: SyncRequest,
    signal: AbortSignal,
    onBeat: (listener: () => void) => void,
    onProgress: (progress: SyncProgress) => void,
  ): Promise<void> {
    const before = await readLane(this.#ledger, account.id, request.lane);
    let phase: SyncPhase = { phase: "idle" };
    const publish = async (next: SyncPhase): Promise<void> => {
      phase = next;
      await writeLane(this.#ledger, account.id, request.lane, {
        ...before,
        phase: next,
        aliveUntil: this.#clock() + LEASE_MS,
      });
    };
    onBeat(() => {
      publish(phase).catch((error: unknown) => this.#log.warn(problemOf(error).detail));
    });
    const end = async (problem: Problem | undefined): Promise<void> => {
      onBeat(() => undefined);
      const now = this.#clock();
      const { problem: _, ...kept } = before;
      await writeLane(this.#ledger, account.id, request.lane, {
        ...kept,
        phase: { phase: "idle" },
        aliveUntil: 0,
        attemptedAt: now,
        ...(problem === undefined ? { syncedAt: now } : { problem }),
        failures: problem === undefined ? 0 : before.failures + 1,
      });
    };
    try {
      await this.#fetchAll(account, request, signal, publish, onProgress);
      await end(undefined);
    } catch (error) {
      const problem = problemOf(error);
      this.#log.warn(`${request.lane} of ${account.label} ended: ${problem.kind}: ${problem.detail}`);
      // What the user cancelled is not a failure of the numbers on screen; the state before stands.
      await (problem.kind === "cancelled"
        ? writeLane(this.#ledger, account.id, request.lane, { ...before, phase: { phase: "idle" }, aliveUntil: 0 })
        : end(problem));
      throw error;
    }
  }

  async #fetchAll(
    account: Account,
    request: SyncRequest,
    signal: AbortSignal,
    publish: (phase: SyncPhase) => Promise<void>,
    onProgress: (progress: SyncProgress) => void,
  ): Promise<void> {
    const service = await this.#serviceFor(account);
    // A stack with the newest window on top; a refused window is replaced by smaller ones.
    const open = [...(await this.plan(account, request))].reverse();
    let done = 0;
    let rows = 0;
    const tell = async (): Promise<void> => {
      const progress = { done, total: done + open.length, rows };
      onProgress(progress);
      await publish({ phase: "syncing", work: request.lane, ...progress });
    };
    await tell();
    for (let window = open.at(-1); window !== undefined; window = open.at(-1)) {
      const result = await this.#fetch(account, service, window, request.use, signal);
      open.pop();
      if ("smaller" in result) {
        open.push(...[...result.smaller].reverse());
        continue;
      }
      done++;
      rows += result.received;
      await tell();
    }
    if (request.lane === "refresh") await this.#readBalance(account, service, request.use, signal);
  }

  async #datesOf(account: Account, request: SyncRequest): Promise<readonly Day[]> {
    const wanted = new Set<Day>();
    for (const range of request.dates) {
      const coverage = await this.#ledger.coverage(account.id, range.since, range.until);
      for (const day of datesToFetch(range, coverage, this.#clock(), request.maxAgeMs)) wanted.add(day);
    }
    return [...wanted].sort();
  }

  /** Fetches one window; a 400 answers with the smaller windows to try instead, or throws when there are none. */
  async #fetch(
    account: Account,
    service: UsageService,
    window: PlannedWindow,
    use: QuotaUse,
    signal: AbortSignal,
  ): Promise<{ readonly received: number } | { readonly smaller: readonly PlannedWindow[] }> {
    throwIfAborted(signal);
    try {
      return await this.#intake(account, service, window, use, signal);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind !== "refused" || problem.status !== 400) throw error;
      const smaller = smallerWindows(window, this.#clock());
      if (smaller.length === 0) throw error;
      this.#log.info(`window ${window.since}…${window.until} was refused (${problem.detail}); asking for less`);
      return { smaller };
    }
  }

  async #intake(
    account: Account,
    service: UsageService,
    window: PlannedWindow,
    use: QuotaUse,
    signal: AbortSignal,
  ): Promise<{ readonly received: number }> {
    const body = await service.openReport({ since: window.since, until: window.until }, use, signal);
    // The answer holds what the service knew when it began; later rows belong to the next reading.
    const readAt = this.#clock();
    return await this.#alone(async () => {
      const intake = await this.#ledger.beginIntake(account.id, { since: window.since, until: window.until });
      try {
        for await (const chunk of body) {
          throwIfAborted(signal);
          await intake.write(chunk);
        }
        throwIfAborted(signal);
        const result = await intake.commit(window.covers, readAt);
        this.#log.info(
          `window ${window.since}…${window.until}: ${result.received} rows, ${result.inserted} new, ${result.updated} changed, ${result.repeated} known, ${result.setAside} set aside`,
        );
        return { received: result.received };
      } catch (error) {
        await intake.abort();
        throw error;
      }
    });
  }

  /** One body at a time goes into the ledger from this editor window, whichever lane it belongs to. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#intakeTail.then(work);
    this.#intakeTail = turn.catch(() => undefined);
    return turn;
  }

  async #readBalance(account: Account, service: UsageService, use: QuotaUse, signal: AbortSignal): Promise<void> {
    const now = this.#clock();
    if (use === "background") {
      const recent = await this.#ledger.balances(account.id, now - BALANCE_AGE_MS);
      if (recent.length > 0) return;
    }
    const balance = await service.balance(use, signal);
    await this.#ledger.addBalance(account.id, { at: this.#clock(), balance });
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new ProblemError({ kind: "cancelled", detail: "cancelled" });
}

/** Resolves after `ms`, or rejects at once as cancelled. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = (): void => {
      clearTimeout(timer);
      reject(new ProblemError({ kind: "cancelled", detail: "cancelled" }));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", cancelled);
      resolve();
    }, ms);
    if (signal.aborted) cancelled();
    else signal.addEventListener("abort", cancelled, { once: true });
  });
}
