import { setTimer, wait } from "../domain/timer.ts";

/** Waits; throws `ProblemError` (cancelled) as soon as the signal says so, and leaves no timer or listener behind. */
export type Delay = (ms: number, signal: AbortSignal) => Promise<void>;

export const delay: Delay = (ms, signal) => wait(setTimer, ms, signal);
