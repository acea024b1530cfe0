/**
 * Work that is wished for again and again: one run at a time, and wishes that come while it runs cause one more run, however many they
 * are. `onIdle` is called when no wish is left. What `work` throws is thrown to those who wait, and keeps no later wish from being met.
 */
export class CoalescedWork {
  readonly #work: () => Promise<void>;
  readonly #onIdle: () => void;
  #running: Promise<void> | undefined;
  #isWished = false;

  constructor(work: () => Promise<void>, onIdle: () => void = () => undefined) {
    this.#work = work;
    this.#onIdle = onIdle;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Resolves when a run that began after this call has ended, and no wish is left. */
  async wish(): Promise<void> {
    this.#isWished = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWished) {
        this.#isWished = false;
        await this.#work();
      }
    } finally {
      // In the same turn as the last look, not when the promise has settled: a wish that comes in between would be nobody's.
      this.#running = undefined;
      this.#onIdle();
    }
  }
}
