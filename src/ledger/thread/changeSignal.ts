import { closeSync, constants, type FSWatcher, openSync, watch, writeSync } from "node:fs";
import { repeat, setQuietTimer } from "../../domain/timer.ts";

/** Where the file system tells of no changes (network folders), others' commits are noticed after this. */
const SAFETY_CHECK_MS = 30_000;
/** Several commits in a row are one change. */
const SETTLE_MS = 20;
/** ext4 takes a file that is emptied and written anew for one that is replaced, and puts it on the disk at once: 3.5 ms each time. */
const OVER_WHAT_IS_THERE = constants.O_WRONLY | constants.O_CREAT;

/**
 * Tells editor windows of each other's commits without polling: every commit writes a small file beside the ledger, and every
 * editor window that has listeners watches it.
 */
export class ChangeSignal {
  readonly #file: string;
  readonly #onSignal: () => void;
  #watcher: FSWatcher | undefined;
  #stopChecking: (() => void) | undefined;
  #stopSettling: (() => void) | undefined;

  /** `onSignal`: somebody, perhaps this process, may have committed. */
  constructor(ledgerFile: string, onSignal: () => void) {
    this.#file = `${ledgerFile}.changed`;
    this.#onSignal = onSignal;
  }

  send(): void {
    try {
      const descriptor = openSync(this.#file, OVER_WHAT_IS_THERE, 0o600);
      try {
        writeSync(descriptor, String(Date.now()), 0);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      // The commit is done; the others notice it at their next safety check.
    }
  }

  start(): void {
    if (this.#stopChecking !== undefined) return;
    this.#stopChecking = repeat(SAFETY_CHECK_MS, this.#onSignal);
    try {
      closeSync(openSync(this.#file, "a", 0o600));
      this.#watcher = watch(this.#file, { persistent: false }, () => this.#settle());
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      // No watching here; the safety check remains.
    }
  }

  stop(): void {
    this.#stopChecking?.();
    this.#stopSettling?.();
    this.#stopChecking = undefined;
    this.#stopSettling = undefined;
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #settle(): void {
    this.#stopSettling ??= setQuietTimer(SETTLE_MS, () => {
      this.#stopSettling = undefined;
      this.#onSignal();
    });
  }
}
