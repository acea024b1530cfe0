import { setTimeout as delay } from "node:timers/promises";
import { patient } from "../../scripts/patience.ts";

const POLL_MS = 150;
const PATIENCE_MS = 20_000;

/** Looks again until what is read passes, as a person does; then fails with what the last look showed. The limit fits the machine. */
export async function eventually<T>(
  read: () => Promise<T>,
  check: (value: T) => void,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const until = Date.now() + patient(patienceMs);
  for (;;) {
    try {
      const value = await read();
      check(value);
      return value;
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(POLL_MS);
    }
  }
}
