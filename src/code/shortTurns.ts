/** What a long look needs of the world: the time, and a way to let others have their turn. */
export interface Turns {
  /** Milliseconds. */
  readonly now: () => number;
  /** Fulfilled when everybody else has had a turn; rejected to end the work. */
  readonly pass: () => Promise<void>;
}

/** Longest turn in ms; a step that has begun is not interrupted, so steps are short. */
const LONGEST_TURN = 4;

/** Carries work out in turns that are short enough for an editor's host to stay quick. */
export async function inTurns<T>(work: Generator<undefined, T>, { now, pass }: Turns): Promise<T> {
  for (;;) {
    const end = now() + LONGEST_TURN;
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      if (now() >= end) break;
    }
    await pass();
  }
}
