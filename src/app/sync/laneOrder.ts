import type { LeasesReading, StatesReading } from "../../domain/ledgerPorts.ts";
import type { Clock } from "../../domain/ports.ts";
import { type SetTimer, wait } from "../../domain/timer.ts";
import { LOOK_AGAIN_MS } from "./lease.ts";
import { readLane } from "./syncState.ts";

interface LaneView {
  readonly ledger: StatesReading & LeasesReading;
  readonly clock: Clock;
  readonly setTimer: SetTimer;
}

/**
 * Resolves once no editor window is asking for what is on screen. A backfill and a refresh both begin with the newest dates, so a
 * backfill that asked at the same time would ask for the same windows, out of the same quota. A refresh that is itself made to wait
 * (its share of the quota is used up) keeps nobody. Throws `ProblemError` (cancelled) when aborted.
 */
export async function untilRefreshed(
  { ledger, clock, setTimer }: LaneView,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  while ((await readLane(ledger, accountId, "refresh", clock())).phase.phase === "syncing")
    await wait(setTimer, LOOK_AGAIN_MS, signal);
}
