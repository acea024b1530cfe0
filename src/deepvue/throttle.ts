import type { EpochMs } from "../domain/epoch.ts";
import type { Pause, Refusal } from "../domain/pause.ts";
import type { Clock, Passage, RequestGate } from "../domain/ports.ts";
import { ProblemError } from "../domain/problem.ts";
import type { QuotaDecision, QuotaUse } from "../domain/quota.ts";
import { unlessAborted } from "../domain/timer.ts";
import { type Delay, delay } from "./delay.ts";
import { cancelled } from "./failure.ts";
import { MAX_PATIENCE_MS } from "./retry.ts";

/** How often whoever waits for the end of a pause looks whether it has ended. */
const LOOK_AGAIN_MS = 2_000;

interface ThrottleOptions {
  /** Takes one request from the account's shared budget at an instant, or says how long to wait and why. */
  readonly take: (use: QuotaUse, now: EpochMs) => Promise<QuotaDecision>;
  /**
   * Moves a request to the instant of its answer. The service counts it when it arrives, which a slow connection delays for one and
   * not for the next, so that two which started a second apart may arrive closer.
   */
  readonly settle: (grantedAt: EpochMs, answeredAt: EpochMs, outcome: "passed" | "unknown") => Promise<void>;
  /** Notes a refusal (429) in the shared budget, so that its pause holds for every editor window. */
  readonly refuse: (refusal: Refusal, grantedAt: EpochMs, now: EpochMs) => Promise<Pause>;
  /** Told when nothing passes before an instant, whether the plan's pace or the service asks for it. */
  readonly onWait?: (until: EpochMs) => void;
  readonly clock: Clock;
  readonly delay?: Delay;
}

/**
 * The gate that every request to the service passes, in the order in which they came. It keeps no count of its own: all editor
 * windows share the budget behind `take`, so after each wait it asks again. Throws `ProblemError`: quota when the day's share is
 * used up, rateLimit when the service asked for a longer pause than anybody should sit through, cancelled at once.
 */
export function createThrottle(options: ThrottleOptions): RequestGate {
  const { take, settle, refuse, clock, onWait, delay: wait = delay } = options;
  let last: Promise<void> = Promise.resolve();

  /** Resolves to the instant of the grant. */
  async function granted(use: QuotaUse, signal: AbortSignal): Promise<number> {
    for (;;) {
      const now = clock();
      const decision = await unlessAborted(take(use, now), signal);
      if (decision.grant) return now;
      const { waitMs } = decision;
      if (decision.reason === "day") {
        const share = use === "background" ? "background work's share of the day's requests" : "the day's requests";
        throw new ProblemError({ kind: "quota", detail: `${share} used up`, retryAt: clock() + waitMs });
      }
      if (decision.reason === "paused" && waitMs > MAX_PATIENCE_MS) throw paused(decision.pause);
      onWait?.(clock() + waitMs);
      // A pause may end before its time: another editor window's request has passed, or somebody signs in.
      await wait(decision.reason === "paused" ? Math.min(waitMs, LOOK_AGAIN_MS) : waitMs, signal);
    }
  }

  async function takeTurn(before: Promise<void>, use: QuotaUse, signal: AbortSignal): Promise<Passage> {
    await unlessAborted(before, signal);
    const grantedAt = await granted(use, signal);
    return {
      // If it can not be moved it stays where it was granted, which is nearly as good.
      answered: (outcome) => void settle(grantedAt, clock(), outcome).catch(nothing),
      async refused(refusal) {
        const { until } = await refuse(refusal, grantedAt, clock());
        onWait?.(until);
        return until;
      },
    };
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
  };
}

function paused({ until, limit, said }: Pause): ProblemError {
  return new ProblemError({
    kind: "rateLimit",
    detail: "paused after a refusal of the service",
    retryAt: until,
    ...(limit !== undefined && { limit }),
    ...(said !== undefined && { said }),
  });
}

function nothing(): void {}
