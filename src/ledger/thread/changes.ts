import type { SqliteLedger } from "../sqliteLedger.ts";
import { ChangeSignal } from "./changeSignal.ts";

/** Knows who must hear of which commit. */
export class Changes {
  readonly #ledger: SqliteLedger;
  readonly #tell: () => void;
  #signal: ChangeSignal | undefined;
  #isListening = false;
  #seen = "";

  constructor(ledger: SqliteLedger, tell: () => void) {
    this.#ledger = ledger;
    this.#tell = tell;
  }

  /** This thread has committed. */
  committed(): void {
    this.#connect()?.send();
    if (this.#isListening) this.#check();
  }

  listen(): void {
    this.#isListening = true;
    this.#ledger.open();
    this.#seen = this.#ledger.revision();
    this.#connect()?.start();
  }

  stop(): void {
    this.#isListening = false;
    this.#signal?.stop();
    this.#signal = undefined;
  }

  #connect(): ChangeSignal | undefined {
    const { file } = this.#ledger;
    if (file !== undefined) this.#signal ??= new ChangeSignal(file, () => this.#check());
    return this.#signal;
  }

  #check(): void {
    try {
      const revision = this.#ledger.revision();
      if (revision === this.#seen) return;
      this.#seen = revision;
      this.#tell();
    } catch {
      // Whoever reads next is told why that does not work.
    }
  }
}
