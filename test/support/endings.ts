// What tests end. Node's own `after` of a test runs its hooks in the order in which they were given, and none behind one that fails: a
// folder was removed while ledgers in it were still open, and where that failed, servers went on for ever.
import type { TestContext } from "node:test";

const endings = new WeakMap<Pick<TestContext, "after">, (() => unknown)[]>();

/**
 * Ends with the test what it has started: the last first, for it may use what began before it; and all of it, whatever fails of that.
 * Throws then what has failed.
 */
export function atEnd(test: Pick<TestContext, "after">, end: () => unknown): void {
  const known = endings.get(test);
  if (known) {
    known.push(end);
    return;
  }
  const ends = [end];
  endings.set(test, ends);
  test.after(async () => {
    const errors: unknown[] = [];
    for (let last = ends.pop(); last; last = ends.pop()) {
      try {
        await last();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 1) throw new AggregateError(errors);
    if (errors.length === 1) throw errors[0];
  });
}
