import { writeAtomically } from "../../app/export/stagedFile.ts";
import type { Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import { repeat } from "../../domain/timer.ts";

/**
 * Writes metrics for node_exporter's textfile collector: whole or not at all, because it reads whenever it likes. Throws `ProblemError`
 * (file, cancelled).
 */
export async function writeTextFile(path: string, text: string, signal: AbortSignal): Promise<void> {
  await writeAtomically(path, once(Buffer.from(text)), signal);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const EVERY_MS = 60_000;

/** Keeps such a file as young as a minute. What keeps it from being written is said once, and tried again. */
export class MetricsFile {
  readonly #path: string;
  readonly #metrics: () => Promise<string>;
  readonly #log: Log;
  readonly #ended = new AbortController();
  readonly #stop: () => void;
  #writing: Promise<void> = Promise.resolve();
  #said = "";

  constructor(path: string, metrics: () => Promise<string>, log: Log) {
    this.#path = path;
    this.#metrics = metrics;
    this.#log = log;
    this.#stop = repeat(EVERY_MS, () => this.write());
  }

  /** Writes it anew, in the background. */
  write(): void {
    this.#writing = this.#writing.then(() => this.#write());
  }

  async end(): Promise<void> {
    this.#stop();
    this.#ended.abort();
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { signal } = this.#ended;
    if (signal.aborted) return;
    try {
      await writeTextFile(this.#path, await this.#metrics(), signal);
      this.#said = "";
    } catch (error) {
      const { kind, detail } = problemOf(error);
      // A disk that is full stays so for a while.
      if (kind !== "cancelled" && detail !== this.#said) this.#log.error(`the metrics' file: ${detail}`);
      this.#said = detail;
    }
  }
}
