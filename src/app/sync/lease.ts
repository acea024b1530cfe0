import type { Leases } from "../../domain/ledgerPorts.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import { type SetTimer, throwIfAborted, wait } from "../../domain/timer.ts";

/**
 * The promise: what an editor window was working on when it died goes on in another one within this, also where nobody can see that
 * its process is gone. Where that can be seen it takes a look, see `LOOK_AGAIN_MS` in background.ts.
 */
const TAKEN_OVER_WITHIN_MS = 30_000;
/** What the next window needs to notice, to plan and to begin. */
const BEGINNING_MS = 10_000;
/** A holder that is silent for this long has lost its lane to the next editor window. */
export const LEASE_MS = TAKEN_OVER_WITHIN_MS - BEGINNING_MS;
/** Two may fail before the lease is lost. */
const HEARTBEAT_MS = 6_000;
/** How often whoever waits for another run looks again. */
export const LOOK_AGAIN_MS = 1_000;

export interface LeaseTools {
  readonly ledger: Leases;
  readonly clock: Clock;
  readonly setTimer: SetTimer;
  readonly log: Log;
  /** Names this editor window in leases; unique per extension host. */
  readonly holder: string;
}

/** What to do while another editor window has the lease. */
export type WhenTaken = "wait" | "leave";

/** `taken`: another editor window has it, and nothing was done. `lost`: it passed to another one while the work was going on. */
export type LeaseOutcome = "done" | "taken" | "lost";

/**
 * Runs `work` while this editor window holds a lease, and keeps the lease alive. The signal that `work` gets also aborts when the
 * lease is lost (this computer slept, and another window went on). `onBeat` is called at every heartbeat.
 */
export async function underLease(
  name: string,
  { ledger, clock, setTimer, log, holder }: LeaseTools,
  whenTaken: WhenTaken,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
  onBeat: () => void,
): Promise<LeaseOutcome> {
  while (!(await ledger.takeLease(name, holder, LEASE_MS, clock()))) {
    if (whenTaken === "leave") return "taken";
    await wait(setTimer, LOOK_AGAIN_MS, signal);
  }
  const lost = new AbortController();
  const ended = new AbortController();
  const beat = async (): Promise<void> => {
    for (;;) {
      await wait(setTimer, HEARTBEAT_MS, ended.signal);
      try {
        if (!(await ledger.renewLease(name, holder, LEASE_MS, clock()))) return lost.abort();
        if (!ended.signal.aborted) onBeat();
      } catch (error) {
        log.warn(`lease ${name} could not be renewed: ${problemOf(error).detail}`);
      }
    }
  };
  const beating = beat().catch(() => undefined);
  try {
    throwIfAborted(signal);
    await work(AbortSignal.any([signal, lost.signal]));
    return "done";
  } catch (error) {
    if (lost.signal.aborted && !signal.aborted) return "lost";
    throw error;
  } finally {
    ended.abort();
    // A renewal that is under way would take the lease again after it was given back.
    await beating;
    await ledger.releaseLease(name, holder).catch((error: unknown) => {
      log.warn(`lease ${name} was left to expire: ${problemOf(error).detail}`);
    });
  }
}
