// Time that passes only when a test says so, for everything that waits; requests and the ledger's thread are real.
import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../src/domain/ports.ts";
import { type SetTimer, wait } from "../../src/domain/timer.ts";
import type { TimeSource } from "./editorWindow.ts";

interface Timer {
  /** In time that has passed, which no setting of a clock changes. */
  readonly at: number;
  readonly callback: () => void;
}

/**
 * Turns of this process without any sign of work after which only timers can go on. What is known to be under way elsewhere (requests,
 * the ledgers' threads, their news of commits) is waited for by {@link SimulatedTime.heed}, so nothing else has to be given real time;
 * a few turns are what an answer that has come needs until the next question is put.
 */
const QUIET_TURNS = 20;
/** How soon the end of work elsewhere is noticed that nobody gives a sign of, in ms. */
const LOOK_MS = 20;

export class SimulatedTime {
  /** The clock on the wall of this computer, which somebody may set. */
  readonly clock: Clock = () => this.#now + this.#ahead;
  /** The clock of everybody else. */
  readonly trueClock: Clock = () => this.#now;
  readonly setTimer: SetTimer = (ms, callback) => {
    const timer = { at: this.#now + Math.max(0, ms), callback };
    this.#timers.add(timer);
    this.#signs++;
    return () => {
      if (this.#timers.delete(timer)) this.#signs++;
    };
  };
  readonly source: TimeSource = {
    setTimer: this.setTimer,
    delay: (ms, signal) => wait(this.setTimer, ms, signal),
    onSign: () => this.#sign(),
  };
  readonly #timers = new Set<Timer>();
  #now: number;
  #ahead = 0;
  #signs = 0;
  #wake = (): void => undefined;
  #isBusy = (): boolean => false;

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  /** Says whether there is real work under way that a timer must wait for. */
  heed(isBusy: () => boolean): void {
    this.#isBusy = isBusy;
  }

  /** Sets this computer's clock ahead of the true time; timers that run do not notice. */
  setAhead(ms: number): void {
    this.#ahead = ms;
  }

  /** Instants at which something will happen by itself. */
  get pending(): readonly number[] {
    return [...this.#timers].map(({ at }) => at + this.#ahead).sort((a, b) => a - b);
  }

  /** Lets `ms` pass, timer by timer; real work is waited for in between. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    for (;;) {
      await this.#quiet();
      const next = [...this.#timers].reduce<Timer | undefined>(
        (first, timer) => (first === undefined || timer.at < first.at ? timer : first),
        undefined,
      );
      if (next === undefined || next.at > target) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = target;
  }

  async #quiet(): Promise<void> {
    for (let seen = this.#signs, turns = 0; turns < QUIET_TURNS; turns++) {
      const isBusy = this.#isBusy();
      await (isBusy ? this.#signOrLook() : turn());
      if (isBusy || seen !== this.#signs) turns = -1;
      seen = this.#signs;
    }
  }

  #sign(): void {
    this.#signs++;
    this.#wake();
  }

  /** A look is for what is done by another process, or by a window that does not tell. */
  #signOrLook(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
