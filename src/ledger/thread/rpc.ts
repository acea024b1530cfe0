import { type Problem, ProblemError, problemOf } from "../../domain/problem.ts";
import type { Redactor } from "../../domain/redactor.ts";

/**
 * Calls across a thread boundary, both halves. Messages on the wire: {@link CallMessage} one way, {@link ReplyMessage} the other.
 * Failures cross as data (`Problem`), because a cloned Error loses its class.
 */

interface CallMessage {
  readonly id: number;
  /** Absent: the call with this id is cancelled. */
  readonly method?: string;
  readonly args?: readonly unknown[];
}

interface ReplyMessage {
  /** Absent: an event that nobody asked for. */
  readonly id?: number;
  readonly event?: string;
  readonly value?: unknown;
  readonly problem?: Problem;
}

/** Either end of the wire: a Worker, its parentPort, or one port of a MessageChannel. */
export interface Wire {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
}

/** What the answering side knows of a call besides its arguments. */
export interface CallContext {
  /** Aborted when the caller cancels. Only calls that wait in between can notice. */
  readonly signal: AbortSignal;
  /** Buffers of the result to hand over instead of copying. */
  readonly transfer: ArrayBuffer[];
}

// biome-ignore format: one signature
export type Methods<M> = { readonly [K in keyof M]: (context: CallContext, ...args: never[]) => unknown };

type Arguments<F> = F extends (context: CallContext, ...args: infer A) => unknown ? A : never;
type Result<F> = F extends (context: CallContext, ...args: never[]) => infer R ? Awaited<R> : never;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The calling half. */
export class Caller<M extends Methods<M>> {
  readonly #wire: Wire;
  readonly #pending = new Map<number, Pending>();
  /** The other side reads what the service writes, and does not know what must not be repeated of it. */
  readonly #redactor: Redactor;
  readonly #onBusyChange: (isBusy: boolean) => void;
  #lastId = 0;
  #ended: Problem | undefined;

  constructor(
    wire: Wire,
    onEvent: (event: string) => void,
    onBusyChange: (isBusy: boolean) => void,
    redactor: Redactor,
  ) {
    this.#redactor = redactor;
    this.#wire = wire;
    this.#onBusyChange = onBusyChange;
    wire.on("message", (message) => this.#receive(message as ReplyMessage, onEvent));
  }

  /** Rejects with `ProblemError`; with kind "cancelled" at once when `signal` aborts. */
  async call<K extends keyof M & string>(
    method: K,
    args: Arguments<M[K]>,
    options: { readonly transfer?: readonly ArrayBuffer[]; readonly signal?: AbortSignal } = {},
  ): Promise<Result<M[K]>> {
    return new Promise((resolve, reject) => {
      const { signal, transfer = [] } = options;
      if (this.#ended !== undefined) return reject(new ProblemError(this.#ended));
      if (signal?.aborted === true) return reject(cancelled());
      const id = ++this.#lastId;
      const onAbort = (): void => {
        this.#wire.postMessage({ id } satisfies CallMessage, []);
        this.#settle(id)?.reject(cancelled());
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const release = (): void => signal?.removeEventListener("abort", onAbort);
      if (this.#pending.size === 0) this.#onBusyChange(true);
      this.#pending.set(id, {
        resolve: (value) => (release(), resolve(value as Result<M[K]>)),
        reject: (error) => (release(), reject(error)),
      });
      this.#wire.postMessage({ id, method, args } satisfies CallMessage, transfer);
    });
  }

  /** The other side is gone: every call that waits, and every later one, is rejected. */
  end(problem: Problem): void {
    this.#ended = problem;
    for (const id of this.#pending.keys()) this.#settle(id)?.reject(new ProblemError(problem));
  }

  #receive({ id, event, value, problem }: ReplyMessage, onEvent: (event: string) => void): void {
    if (id === undefined) return onEvent(event ?? "");
    const pending = this.#settle(id);
    if (problem === undefined) pending?.resolve(value);
    else pending?.reject(new ProblemError(this.#redactor.redactProblem(problem)));
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (this.#pending.delete(id) && this.#pending.size === 0) this.#onBusyChange(false);
    return pending;
  }
}

function cancelled(): ProblemError {
  return new ProblemError({ kind: "cancelled", detail: "cancelled" });
}

/** The answering half. Returns what sends an event to the caller. */
export function answer<M extends Methods<M>>(wire: Wire, methods: M): (event: string) => void {
  const running = new Map<number, AbortController>();
  wire.on("message", (message) => {
    const { id, method, args = [] } = message as CallMessage;
    if (method === undefined) return running.get(id)?.abort();
    const controller = new AbortController();
    running.set(id, controller);
    const context: CallContext = { signal: controller.signal, transfer: [] };
    return void respond(methods, method, context, args)
      .then((reply) => wire.postMessage({ id, ...reply } satisfies ReplyMessage, context.transfer))
      .finally(() => running.delete(id));
  });
  return (event) => wire.postMessage({ event } satisfies ReplyMessage, []);
}

async function respond<M extends Methods<M>>(
  methods: M,
  method: string,
  context: CallContext,
  args: readonly unknown[],
): Promise<ReplyMessage> {
  try {
    const work = Object.hasOwn(methods, method) ? methods[method as keyof M] : undefined;
    if (work === undefined) throw new Error(`no method ${method}`);
    return { value: await work(context, ...(args as never[])) };
  } catch (error) {
    context.transfer.length = 0;
    return { problem: problemOf(error) };
  }
}
