import { setImmediate as nextTurn } from "node:timers/promises";

/** After this long the thread's other work gets its turn: it is the extension host, and what is between two looks adds to it. */
const TURN_MS = 2;

/** So much of a document is read between two looks at the clock: some ten rows of a sheet. */
export const PIECE_BYTES = 1 << 12;

/** Gives the thread's other work its turn. */
export class Turns {
  #start = performance.now();

  /** Resolves at once while the turn is young, otherwise in the next one. */
  async give(): Promise<void> {
    if (performance.now() - this.#start < TURN_MS) return;
    await nextTurn();
    this.#start = performance.now();
  }
}

/** The pieces of a chunk. */
export function* piecesOf(chunk: Uint8Array): Generator<Uint8Array, void, void> {
  for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
}
