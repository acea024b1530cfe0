import type { Ledger } from "../../domain/ledgerPorts.ts";
import type { SqliteLedger } from "../sqliteLedger.ts";
import { inTurns, type Steps } from "../steps.ts";
import type { CallContext } from "./rpc.ts";

/**
 * Methods of the ledger's port that are more than a question and its answer: what goes to and fro more than once (intakes, held rows),
 * what is packed on its way (sums), and what concerns the thread itself. `WorkerLedger` and `ledgerMethods.ts` have them one by one.
 */
type OwnName =
  | "open"
  | "close"
  | "onDidChange"
  | "beginIntake"
  | "beginFileRows"
  | "openRows"
  | "openUnpublished"
  | "summarize"
  | "hourly"
  | "setZone"
  | "setOutcomes";

type ForwardedName = Exclude<keyof Ledger, OwnName>;

/** What goes to the thread as it is, and what comes back too. */
type Forwarded = Pick<Ledger, ForwardedName>;

/** At once. `news`: it changes what screens show, so every editor window is told. */
type AtOnce = "quiet" | "news";
/** In steps, between which others get their turn and the caller can cancel. */
type InSteps = "inTurns";

/** Parameters as they go over: a signal can not be sent, it stops the call instead. */
type Sent<A extends readonly unknown[]> = {
  [I in keyof A]: A[I] extends AbortSignal | undefined ? undefined : A[I];
};

type ResultOf<K extends ForwardedName> = Awaited<ReturnType<Ledger[K]>>;
type Carries<K extends ForwardedName, R> = (...args: Sent<Parameters<Ledger[K]>>) => R;

/** Which ways fit what the ledger's own method takes and gives; none fits one that is missing or differs from the port's. */
type WayOf<K extends ForwardedName> = K extends keyof SqliteLedger
  ? SqliteLedger[K] extends Carries<K, Steps<ResultOf<K>>>
    ? InSteps
    : SqliteLedger[K] extends Carries<K, ResultOf<K>>
      ? AtOnce
      : never
  : never;

/**
 * The way of every method. A new one of the port is a row here and a method of `SqliteLedger`; both are missed by the compiler.
 * Requests and leases are no news for anybody's screen.
 */
const WAYS: { readonly [K in ForwardedName]: WayOf<K> } = {
  countedZone: "quiet",

  accounts: "quiet",
  saveAccount: "news",
  saveHeaderStyle: "news",
  forgetAccount: "news",
  deleteHistory: "news",
  setAsideFiles: "quiet",
  deleteSetAsideFiles: "quiet",

  coverage: "quiet",
  reports: "quiet",
  setAsideRows: "quiet",
  countBetween: "inTurns",
  check: "inTurns",

  countUnpublished: "quiet",
  markPublished: "quiet",
  forgetPublished: "quiet",

  messageUses: "quiet",
  byLabel: "inTurns",
  count: "quiet",
  countNewer: "quiet",
  rows: "quiet",
  latest: "inTurns",
  find: "inTurns",

  readState: "quiet",
  writeState: "news",
  replaceState: "news",
  readTold: "quiet",
  replaceTold: "news",
  addBalance: "news",
  balances: "quiet",
  lastBalance: "quiet",

  takeRequest: "quiet",
  settleRequest: "quiet",
  refuseRequest: "quiet",
  liftPause: "quiet",
  requestUse: "quiet",
  requestCounts: "quiet",
  takeLease: "quiet",
  isLeaseHeld: "quiet",
  renewLease: "quiet",
  releaseLease: "quiet",
};

const NAMES = Object.keys(WAYS) as ForwardedName[];

/** Sends a call and gives what is answered. `args` can be cloned. */
type Send = (method: ForwardedName, args: readonly unknown[], signal: AbortSignal | undefined) => Promise<unknown>;

/** The calling side: every method sends itself. */
class EveryMethod {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
    const value =
      (name: ForwardedName) =>
      (...args: unknown[]) =>
        this.#forward(name, args);
    for (const name of NAMES) Object.defineProperty(this, name, { value: value(name), configurable: true });
  }

  async #forward(name: ForwardedName, args: readonly unknown[]): Promise<unknown> {
    const signal = args.find((arg) => arg instanceof AbortSignal);
    const sent = args.map((arg) => (arg === signal ? undefined : arg));
    return this.#send(name, sent, signal);
  }
}

/**
 * A class that is to be the port extends this one and adds what goes its own way. The names are the port's, and so are the types,
 * which {@link WAYS} has compared with the ledger's own.
 */
export const Forwarding = EveryMethod as unknown as new (send: Send) => Forwarded;

type Carried = {
  readonly [K in ForwardedName]: (context: CallContext, ...args: Sent<Parameters<Ledger[K]>>) => Promise<ResultOf<K>>;
};

/** The answering side: every method of the port as the ledger carries it out. `committed` is told after what is news. */
export function carriedOut(ledger: SqliteLedger, committed: () => void): Carried {
  const carry =
    (name: ForwardedName) =>
    ({ signal }: CallContext, ...args: never[]): unknown => {
      const method: (...args: never[]) => unknown = ledger[name];
      const result = method.apply(ledger, args);
      if (WAYS[name] === "inTurns") return inTurns(result as Steps<unknown>, signal);
      if (WAYS[name] === "news") committed();
      return result;
    };
  return Object.fromEntries(NAMES.map((name) => [name, carry(name)])) as Carried;
}
