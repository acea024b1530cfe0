import { ProblemError } from "./problem.ts";

/**
 * The door for everything that waits: nothing else in the extension host or its threads sets a timer. Node's own fire at once when
 * they are asked to wait for longer than 2^31 ms, which a wrong clock or a service can make anybody ask.
 */

/** Calls back once, `ms` from now; the returned function cancels it. */
export type SetTimer = (ms: number, callback: () => void) => () => void;

/** The longest that Node's timers can wait, in ms: about 25 days. */
const LONGEST_MS = 2 ** 31 - 1;

export const setTimer: SetTimer = (ms, callback) => {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    const part = Math.min(Math.max(left, 0), LONGEST_MS);
    timer = setTimeout(() => (left > part ? arm(left - part) : callback()), part);
  };
  arm(Number.isNaN(ms) ? 0 : ms);
  return () => clearTimeout(timer);
};

/** Like {@link setTimer}, but the process may end before it fires. Of waits that are never longer than a day. */
export const setQuietTimer: SetTimer = (ms, callback) => {
  const timer = setTimeout(callback, Math.min(ms, LONGEST_MS)).unref();
  return () => clearTimeout(timer);
};

/** Calls back every `ms`, until the returned function is called; the process may end before. */
export function repeat(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, Math.min(ms, LONGEST_MS)).unref();
  return () => clearInterval(timer);
}

/** Resolves after `ms`; throws `ProblemError` (cancelled) at once when the signal says so. */
export async function wait(timer: SetTimer, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = timer(ms, resolve);
  return unlessAborted(promise, signal).finally(cancel);
}

/** Settles like `promise`, or throws `ProblemError` (cancelled) at once when the signal says so, whatever happens to `promise`. */
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
