import type { ReportFormat } from "../intake/rowReader.ts";
import { SqliteLedger } from "../sqliteLedger.ts";
import { serveLedger } from "./ledgerMethods.ts";
import type { LedgerThread } from "./ledgerThread.ts";
import type { Wire } from "./rpc.ts";

/**
 * A ledger in the thread of whoever asks, behind the same calls. For a process that asks a few short questions and ends: a thread costs
 * it more than their answers. What takes long holds up everything else meanwhile.
 */
export function ledgerInOwnThread(path: string, format: ReportFormat): LedgerThread {
  const [asking, answering] = wire();
  let onEnd: ((detail: string) => void) | undefined;
  // After the answer to being closed, which is on its way by then.
  serveLedger(answering, new SqliteLedger(path, format), () => void setImmediate(() => onEnd?.("")));
  return {
    wire: asking,
    onEnd: (listener) => {
      onEnd = listener;
    },
    // A message on its way keeps the process by itself.
    setBusy: () => undefined,
  };
}

/** Two ends: what is posted at one is heard at the other, later and in order. Nothing is copied, as both sides only read. */
function wire(): readonly [Wire, Wire] {
  const listeners: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []];
  const end = (own: 0 | 1, other: 0 | 1): Wire => ({
    postMessage: (message) => void setImmediate(() => listeners[other].forEach((listener) => listener(message))),
    on: (_, listener) => listeners[own].push(listener),
  });
  return [end(0, 1), end(1, 0)];
}
