import type { Clock } from "../../src/domain/ports.ts";
import { fasterClock } from "./editorWindow.ts";

/** A clock that runs, because rate limits need time to pass, and that can be put forward. */
export interface MovableClock {
  readonly clock: Clock;
  readonly forward: (ms: number) => void;
}

export function movableClock(start: string, speed: number): MovableClock {
  const running = fasterClock(Date.parse(start), speed);
  let ahead = 0;
  return {
    clock: () => running() + ahead,
    forward: (ms) => void (ahead += ms),
  };
}
