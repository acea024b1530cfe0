import { ProblemError } from "../domain/problem.ts";

/** Calls back once, `ms` from now; the returned function cancels it. Everything in `app` that waits, waits by one of these. */
export type SetTimer = (ms: number, callback: () => void) => () => void;

export const setTimer: SetTimer = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/** Resolves after `ms`; throws `ProblemError` (cancelled) at once when the signal says so. */
export async function wait(timer: SetTimer, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = timer(ms, resolve);
  return unlessAborted(promise, signal).finally(cancel);
}

/** Settles like `promise`, or throws `ProblemError` (cancelled) at once when the signal says so. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled());
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

function cancelled(): ProblemError {
  return new ProblemError({ kind: "cancelled", detail: "cancelled" });
}
