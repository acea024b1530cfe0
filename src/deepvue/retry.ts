import type { Clock } from "../domain/ports.ts";
import type { Delay } from "./delay.ts";
import { RequestFailure } from "./failure.ts";

/** Tries in all, the first included. The docs advise backing off on 500 and 503; a broken network is given up sooner than a limit. */
const MAX_TRIES = { rateLimit: 6, transient: 3 };
const FIRST_DELAY_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;
/** A longer Retry-After is not waited for here: the problem says when, and everybody else is paused until then. */
export const MAX_PATIENCE_MS = 120_000;

/**
 * Milliseconds to wait before the next try, or undefined to give up. `tries` counts those already made (1 after the first failure);
 * `random` yields 0…1 (exclusive). 429: what Retry-After says, else 1 s doubling; otherwise only for transient failures.
 */
export function retryDelay(tries: number, failure: RequestFailure, random: () => number): number | undefined {
  const { problem } = failure;
  if (problem.kind === "rateLimit") {
    const wait = pauseAfter(tries, problem.retryAfterMs, random);
    return tries >= MAX_TRIES.rateLimit || wait > MAX_PATIENCE_MS ? undefined : wait;
  }
  return failure.transient && tries < MAX_TRIES.transient ? backoff(tries, random) : undefined;
}

/** What a 429 asks for. "Retry-After: 0" still means that we were too fast, so it is never less than a second. */
function pauseAfter(tries: number, retryAfterMs: number | undefined, random: () => number): number {
  return retryAfterMs === undefined ? backoff(tries, random) : Math.max(retryAfterMs, FIRST_DELAY_MS);
}

/** 1 s, 2 s, 4 s … with up to half of it added, so that editor windows do not return in step; at most a minute. */
function backoff(tries: number, random: () => number): number {
  const base = Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), MAX_BACKOFF_MS);
  return Math.min(Math.round(base * (1 + random() / 2)), MAX_BACKOFF_MS);
}

export interface RetryTools {
  readonly clock: Clock;
  readonly delay: Delay;
  readonly random: () => number;
  /** Keeps everybody from sending before this time (epoch ms). */
  readonly pause: (until: number) => Promise<void>;
}

/** Runs `send` until it succeeds or {@link retryDelay} gives up; then throws the last failure. */
export async function withRetry<T>(send: () => Promise<T>, tools: RetryTools, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      const wait = retryDelay(tries, error, tools.random);
      const { problem } = error;
      if (problem.kind === "rateLimit") {
        await tools.pause(tools.clock() + (wait ?? pauseAfter(tries, problem.retryAfterMs, tools.random)));
      }
      if (wait === undefined) throw error;
      await tools.delay(wait, signal);
    }
  }
}
