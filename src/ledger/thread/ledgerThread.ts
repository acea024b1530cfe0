import { Worker } from "node:worker_threads";
import type { Wire } from "./rpc.ts";

/** The thread in which a ledger lives, as its user sees it. */
export interface LedgerThread {
  readonly wire: Wire;
  /** Told once, when the thread has ended by itself or by an error; `detail` is empty after an orderly end. */
  onEnd(listener: (detail: string) => void): void;
  /** While calls are under way, and until it has ended when it was asked to, the thread keeps the process alive. */
  setBusy(isBusy: boolean): void;
}

/** The ledger's garbage is short-lived; a small nursery keeps it from spreading over 48 MB before it is looked at. */
const YOUNG_GENERATION = { maxYoungGenerationSizeMb: 3 };

/** Starts a thread that runs `file`, whose code calls `runLedgerThread` (threadEntry.ts). */
export function startLedgerThread(file: string | URL, path: string): LedgerThread {
  const worker = new Worker(file, { workerData: { path }, name: "ledger", resourceLimits: YOUNG_GENERATION });
  worker.unref();
  let failure = "";
  worker.on("error", (error) => {
    failure = error instanceof Error ? error.message : String(error);
  });
  return {
    wire: worker,
    onEnd: (listener) => worker.on("exit", (code) => listener(failure || (code === 0 ? "" : `exit code ${code}`))),
    setBusy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
  };
}
