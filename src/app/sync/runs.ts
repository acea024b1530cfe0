import { NO_ACCOUNT } from "../../domain/account.ts";
import { ProblemError } from "../../domain/problem.ts";

/** A piece of work that is under way for an account. */
interface Run {
  readonly accountId: string;
  readonly stop: AbortController;
  readonly ended: Promise<unknown>;
}

/**
 * The one door for work that asks the service or takes its time: whatever goes through it can be stopped and awaited, for an account
 * that is signed out, or for good when the editor window ends.
 */
export class Runs {
  readonly #running = new Set<Run>();
  #isEnded = false;

  /**
   * Runs `work` with a signal that also aborts when the account's work is stopped; that of `NO_ACCOUNT`, such as a sign-in that is
   * being tried, stops at the end only. After the end it throws `ProblemError` (cancelled).
   */
  async run<T>(accountId: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#isEnded) throw new ProblemError({ kind: "cancelled", detail: "the editor window has ended" });
    const stop = new AbortController();
    const result = work(AbortSignal.any([signal, stop.signal]));
    const run: Run = { accountId, stop, ended: result.then(nothing, nothing) };
    this.#running.add(run);
    try {
      return await result;
    } finally {
      this.#running.delete(run);
    }
  }

  /** Accounts that work is under way for. */
  accounts(): ReadonlySet<string> {
    return new Set([...this.#running].map(({ accountId }) => accountId).filter((id) => id !== NO_ACCOUNT));
  }

  /** Stops an account's work; resolves when it has ended. */
  async stop(accountId: string): Promise<void> {
    await end([...this.#running].filter((run) => run.accountId === accountId));
  }

  /** Stops everything, and refuses what comes later; resolves when nothing is under way. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await end([...this.#running]);
  }
}

async function end(runs: readonly Run[]): Promise<void> {
  for (const { stop } of runs) stop.abort();
  await Promise.all(runs.map(({ ended }) => ended));
}

function nothing(): undefined {}
