import { setImmediate as nextTurn } from "node:timers/promises";

/** After this long the others of the thread get their turn: it may be the extension host. */
const SLICE_MS = 4;
/** Between two looks at the clock. */
const PIECE = 100;

/** Lets others of the thread have their turn in what takes long. */
export class Slices {
  #start = performance.now();

  /** Resolves at once while the slice is young, otherwise in the next turn. */
  async give(): Promise<void> {
    if (performance.now() - this.#start < SLICE_MS) return;
    await nextTurn();
    this.#start = performance.now();
  }

  /** Does some work for each value. */
  async each<T>(values: readonly T[], work: (value: T) => void): Promise<void> {
    for (let from = 0; from < values.length; from += PIECE) {
      for (const value of values.slice(from, from + PIECE)) work(value);
      await this.give();
    }
  }
}
