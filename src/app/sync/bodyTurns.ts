import { unlessAborted } from "../../domain/timer.ts";

/**
 * One body at a time goes into the ledger from this process, whoever asked for it: bodies are large. They come in the order in which the
 * service began to answer, so the backfills of several accounts, each of which asks for one window at a time, take turns; and one that
 * its quota lets wait has asked for nothing yet, and keeps nobody. Whatever keeps a body from being read to its end, its connection is
 * not left open.
 */
export class BodyTurns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when the body's turn comes; throws what `work` throws, and `ProblemError` (cancelled) at once when aborted. */
  async take<T>(body: AsyncIterable<Uint8Array>, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const turn = unlessAborted(before, signal).then(work);
    this.#last = Promise.allSettled([before, turn]);
    try {
      return await turn;
    } finally {
      // Of a body that has been read this does nothing.
      await body[Symbol.asyncIterator]().return?.();
    }
  }
}
