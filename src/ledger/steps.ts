import { setImmediate as nextTurn } from "node:timers/promises";

/** Long work in steps: whoever drives it may do something else, or stop, at every yield. */
export type Steps<T> = Generator<undefined, T>;

/** Says when a step has lasted long enough. Asked between any two hours that are looked at, so tests can be everywhere with it. */
export interface Pace {
  /** Whether others should get their turn now; once it is, the next step has begun. */
  isDue(): boolean;
}

/** A step may take this long: what else is asked of the ledger waits for it. */
const STEP_MS = 20;

export function steadyPace(): Pace {
  let start = performance.now();
  return {
    isDue() {
      if (performance.now() - start < STEP_MS) return false;
      start = performance.now();
      return true;
    },
  };
}

/** Runs stepwise work to its end without a pause. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Runs stepwise work so that other calls get their turn between the steps. */
export async function inTurns<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await nextTurn();
    signal.throwIfAborted();
  }
}
