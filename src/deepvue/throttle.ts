import type { Clock, RequestGate } from "../domain/ports.ts";
import { ProblemError } from "../domain/problem.ts";
import type { QuotaDecision, QuotaUse } from "../domain/quota.ts";
import { type Delay, delay, unlessCancelled } from "./delay.ts";
import { cancelled } from "./failure.ts";
import { MAX_PATIENCE_MS } from "./retry.ts";

interface ThrottleOptions {
  /** Takes one request from the account's shared budget, or says how long to wait and why. */
  readonly take: (use: QuotaUse) => Promise<QuotaDecision>;
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
  const { take, clock, onWait, delay: wait = delay } = options;
  let last: Promise<void> = Promise.resolve();

  async function granted(use: QuotaUse, signal: AbortSignal): Promise<void> {
    for (;;) {
      const decision = await unlessCancelled(take(use), signal);
      if (decision.grant) return;
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

  async function takeTurn(before: Promise<void>, use: QuotaUse, signal: AbortSignal): Promise<void> {
    await unlessCancelled(before, signal);
    await granted(use, signal);
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
