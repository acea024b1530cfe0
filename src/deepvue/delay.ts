import { setTimeout as sleep } from "node:timers/promises";
import { cancelled } from "./failure.ts";

/** Waits; throws `ProblemError` (cancelled) as soon as the signal says so, and leaves no timer or listener behind. */
export type Delay = (ms: number, signal: AbortSignal) => Promise<void>;

export const delay: Delay = async (ms, signal) => {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw cancelled();
  }
};

/** Settles like `promise`, or throws `ProblemError` (cancelled) as soon as the signal says so, whatever happens to `promise`. */
export async function unlessCancelled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(ignore);
    throw cancelled();
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(cancelled());
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** The caller has already been told that it was cancelled. */
function ignore(): void {}
