import type { EpochMs } from "../domain/epoch.ts";
import type { Clock } from "../domain/ports.ts";
import type { Delay } from "./delay.ts";
import { RequestFailure } from "./failure.ts";

/** Tries in all, the first included. The docs advise backing off on 500 and 503; a broken network is given up sooner than a limit. */
const MAX_TRIES = { rateLimit: 6, transient: 3 };
const FIRST_DELAY_MS = 1_000;
/** A longer pause is not waited for here: the problem says when, and everybody else is paused until then. */
export const MAX_PATIENCE_MS = 120_000;

/**
 * Milliseconds to wait before the next try, or undefined to give up. `tries` counts those already made (1 after the first failure);
 * `random` yields 0…1 (exclusive). 429: until the pause's end that the gate has given, if there is one; otherwise only for
 * transient failures.
 */
export function retryDelay(
  tries: number,
  failure: RequestFailure,
  now: EpochMs,
  random: () => number,
): number | undefined {
  const { problem } = failure;
  if (problem.kind !== "rateLimit") {
    return failure.transient && tries < MAX_TRIES.transient ? backoff(tries, random) : undefined;
  }
  const wait =
    problem.retryAt === undefined
      ? Math.max(failure.refusal?.waitMs ?? backoff(tries, random), FIRST_DELAY_MS)
      : problem.retryAt - now;
  return tries >= MAX_TRIES.rateLimit || wait > MAX_PATIENCE_MS ? undefined : Math.max(0, wait);
}

/** 1 s, 2 s, 4 s … with up to half of it added, so that editor windows do not return in step. */
function backoff(tries: number, random: () => number): number {
  return Math.round(FIRST_DELAY_MS * 2 ** (tries - 1) * (1 + random() / 2));
}

export interface RetryTools {
  readonly clock: Clock;
  readonly delay: Delay;
  readonly random: () => number;
}

/** Runs `send` until it succeeds or {@link retryDelay} gives up; then throws the last failure. */
export async function withRetry<T>(send: () => Promise<T>, tools: RetryTools, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      const wait = retryDelay(tries, error, tools.clock(), tools.random);
      if (wait === undefined) throw error;
      await tools.delay(wait, signal);
    }
  }
}
