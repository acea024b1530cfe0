import type { Clock, RequestGate } from "../domain/ports.ts";
import { ProblemError } from "../domain/problem.ts";
import type { QuotaDecision, QuotaUse } from "../domain/quota.ts";
import { type Delay, delay, unlessCancelled } from "./delay.ts";
import { cancelled } from "./failure.ts";
import { MAX_PATIENCE_MS } from "./retry.ts";

interface ThrottleOptions {
  /** Takes one request from the account's shared budget at an instant (epoch ms), or says how long to wait and why. */
  readonly take: (use: QuotaUse, now: number) => Promise<QuotaDecision>;
  /**
   * Moves a request to the instant of its answer. The service counts it when it arrives, which a slow connection delays for one and
   * not for the next, so that two which started a second apart may arrive closer.
   */
  readonly settle?: (grantedAt: number, answeredAt: number) => Promise<void>;
  /** Writes a pause into the shared budget, so that it holds for every editor window. */
  readonly pause: (until: number) => Promise<void>;
  /** Told when nothing passes before an instant (epoch ms), whether the plan's pace or the service asks for it. */
  readonly onWait?: (until: number) => void;
  readonly clock: Clock;
  readonly delay?: Delay;
}

/**
 * The gate that every request to the service passes, in the order in which they came. It keeps no count of its own: all editor
 * windows share the budget behind `take`, so after each wait it asks again. Throws `ProblemError`: quota when the day's share is
 * used up, rateLimit when the service asked for a longer pause than anybody should sit through, cancelled at once.
 */
export function createThrottle(options: ThrottleOptions): RequestGate {
  const { take, settle, clock, onWait, delay: wait = delay } = options;
  let last: Promise<void> = Promise.resolve();

  /** Resolves to the instant of the grant. */
  async function granted(use: QuotaUse, signal: AbortSignal): Promise<number> {
    for (;;) {
      const now = clock();
      const decision = await unlessCancelled(take(use, now), signal);
      if (decision.grant) return now;
      const { waitMs, reason } = decision;
      if (reason === "day") {
        const share = use === "background" ? "background work's share of the day's requests" : "the day's requests";
        throw new ProblemError({ kind: "quota", detail: `${share} used up`, retryAt: clock() + waitMs });
      }
      if (waitMs > MAX_PATIENCE_MS) {
        throw new ProblemError({ kind: "rateLimit", detail: "paused at the service's request", retryAfterMs: waitMs });
      }
      onWait?.(clock() + waitMs);
      await wait(waitMs, signal);
    }
  }

  async function takeTurn(before: Promise<void>, use: QuotaUse, signal: AbortSignal): Promise<() => void> {
    await unlessCancelled(before, signal);
    const grantedAt = await granted(use, signal);
    // If it can not be moved it stays where it was granted, which is nearly as good.
    return () => void settle?.(grantedAt, clock()).catch(nothing);
  }

  return {
    async acquire(use, signal) {
      if (signal.aborted) throw cancelled();
      const before = last;
      const turn = takeTurn(before, use, signal);
      // The next in line waits for those before us too, even when we leave the line early.
      last = Promise.allSettled([before, turn]).then(nothing);
      return turn;
    },
    async pause(until) {
      onWait?.(until);
      await options.pause(until);
    },
  };
}

function nothing(): void {}
