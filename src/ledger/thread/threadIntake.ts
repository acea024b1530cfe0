import { setImmediate as nextTurn } from "node:timers/promises";
import type { Day } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { ImportSource } from "../../domain/importRecord.ts";
import type { FileRows, ReportIntake } from "../../domain/ports.ts";
import type { ImportResult, ReconciledBounds, Reconciliation } from "../../domain/reconciliation.ts";
import type { IntakeResult, ReportComparison } from "../../domain/report.ts";
import type { LedgerMethods } from "./ledgerMethods.ts";
import type { Caller } from "./rpc.ts";

/** Bytes per message. A response's chunks are of any size and may share memory, so they are copied into blocks of this one. */
const BLOCK_BYTES = 1 << 18;
/** Back-pressure: blocks that the thread has not read yet. */
const MAX_IN_FLIGHT = 16;
/**
 * After this long the thread's other work gets its turn: it is the extension host, shared with every extension, and a socket that
 * has much to read hands over 2 MB (libuv: 32 reads) without one.
 */
const TURN_MS = 2;

/** A report body on its way to the ledger's thread, in blocks that come back to be filled again. */
export class ThreadIntake implements ReportIntake, FileRows {
  readonly #caller: Caller<LedgerMethods>;
  readonly #id: number;
  readonly #spare: ArrayBuffer[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #block: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;
  #turnStart = performance.now();
  #failure: { readonly error: unknown } | undefined;

  constructor(caller: Caller<LedgerMethods>, id: number) {
    this.#caller = caller;
    this.#id = id;
  }

  async write(chunk: Uint8Array): Promise<void> {
    let taken = 0;
    while (taken < chunk.length) {
      this.#throwFailure();
      this.#block ??= new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(BLOCK_BYTES));
      const part = chunk.subarray(taken, taken + BLOCK_BYTES - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled === BLOCK_BYTES) {
        if (taken === chunk.length) release(chunk);
        await this.#send();
      }
    }
    release(chunk);
    if (performance.now() - this.#turnStart < TURN_MS) return;
    await nextTurn();
    this.#turnStart = performance.now();
  }

  async commit(covered: readonly Day[], readAt: EpochMs): Promise<IntakeResult> {
    await this.#sendRest();
    return this.#caller.call("commitIntake", [this.#id, covered, readAt]);
  }

  async compare(): Promise<ReportComparison> {
    await this.#sendRest();
    return this.#caller.call("compareIntake", [this.#id]);
  }

  async reconcile(bounds: ReconciledBounds): Promise<Reconciliation> {
    await this.#sendRest();
    return this.#caller.call("reconcileFiles", [this.#id, bounds]);
  }

  async commitImport(source: ImportSource): Promise<ImportResult> {
    await this.#sendRest();
    return this.#caller.call("commitFiles", [this.#id, source]);
  }

  async abort(): Promise<void> {
    await this.#caller.call("abortIntake", [this.#id]);
  }

  async #sendRest(): Promise<void> {
    if (this.#filled > 0) await this.#send();
    await Promise.all(this.#inFlight);
    this.#throwFailure();
  }

  async #send(): Promise<void> {
    const block = this.#block?.buffer ?? new ArrayBuffer(0);
    const length = this.#filled;
    this.#block = undefined;
    this.#filled = 0;
    const sent: Promise<void> = this.#caller
      .call("writeIntake", [this.#id, block, length], { transfer: [block] })
      .then((returned) => void this.#spare.push(returned))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#inFlight.delete(sent));
    this.#inFlight.add(sent);
    if (this.#inFlight.size >= MAX_IN_FLIGHT) await Promise.race(this.#inFlight);
  }

  #throwFailure(): void {
    // What the thread answered is a ProblemError already.
    if (this.#failure !== undefined) throw this.#failure.error as Error;
  }
}

/**
 * Frees a chunk that has been copied, if its memory is its own (a response's mostly is): 85 MB of them would lie about until the
 * next collection.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !buffer.detached) buffer.transfer(0);
}
