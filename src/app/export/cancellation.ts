import { ProblemError } from "../../domain/problem.ts";

function cancelled(): ProblemError {
  return new ProblemError({ kind: "cancelled", detail: "the export was cancelled" });
}

/** Throws `ProblemError` (cancelled) once the signal has been raised. */
export function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

/**
 * Passes on what `source` gives until the signal is raised, which ends even a wait for the source. The source is then closed, but
 * not waited for: it may be stuck in the very read that was cancelled.
 */
export async function* untilCancelled<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await nextUnlessCancelled(iterator, signal);
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!ended) iterator.return?.().catch(() => undefined);
  }
}

/** A listener of its own for each wait: one lasting promise in a `Promise.race` would keep every page alive. */
async function nextUnlessCancelled<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const cancel = () => reject(cancelled());
    signal.addEventListener("abort", cancel, { once: true });
    iterator
      .next()
      // A source that observes the signal itself may throw in its own words.
      .then(resolve, (error: unknown) => reject(signal.aborted ? cancelled() : error))
      .finally(() => signal.removeEventListener("abort", cancel));
  });
}
