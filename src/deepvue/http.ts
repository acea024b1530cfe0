import fetch, { FormData, type Response } from "node-fetch";
import { setTimer } from "../domain/timer.ts";
import { type BodyLimits, BodyMeter, SMALL_BODY } from "./bodyLimits.ts";
import { cancelled, failureOfThrown, RequestFailure } from "./failure.ts";

/** Fields of a form, and how it is put on the wire. */
export interface HttpForm {
  readonly encoding: "multipart" | "urlencoded";
  readonly fields: Readonly<Record<string, string>>;
}

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Present: POST of this form. Absent: GET. */
  readonly form?: HttpForm;
  /** Milliseconds until the answer's headers must be there: name lookup, connection, TLS, proxy and the service's own work. */
  readonly answerWithinMs: number;
  /** Milliseconds that may pass while we wait for the next bytes of the body. Time the reader takes does not count. */
  readonly idleMs: number;
  /** What the body may take in all; a small one's where nothing is said. */
  readonly limits?: BodyLimits;
}

export interface HttpAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /**
   * The decoded body; iterate it once, or call `discard`, or the iterator's `return` before anything was read. Iterating throws {@link RequestFailure} when it breaks off, idles too
   * long or is cancelled. Leaving the loop early closes the connection.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection of a body that nobody is going to read. */
  discard(): void;
}

/** One request, one answer of any status; redirects are not followed. Throws {@link RequestFailure} when there is no answer. */
export type HttpSend = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** A larger buffer than node-fetch's 16 KiB, so that a report of 85 MB does not pause the socket at every read; more is slower. */
const BODY_BUFFER_BYTES = 128 * 1024;

/**
 * The only door to the network. It stands on node-fetch because VS Code patches `http` and `https` for proxy and certificates.
 * No redirect is followed: the credentials in our own headers would travel with it.
 */
export const sendHttp: HttpSend = async (request, signal) => {
  if (signal.aborted) throw cancelled();
  const connection = new Connection(signal);
  try {
    return new Answer(
      await connection.within(request.answerWithinMs, () => open(request, connection)),
      connection,
      request,
    );
  } catch (error) {
    connection.close();
    throw connection.failure ?? failureOfThrown(error, "request");
  }
};

async function open(request: HttpRequest, connection: Connection): Promise<Response> {
  return fetch(request.url, {
    method: request.form === undefined ? "GET" : "POST",
    // gzip alone: node-fetch's handling of deflate is a guess, and brotli costs more time than it saves here.
    headers: { "accept-encoding": "gzip", "user-agent": "deepvue-usage", ...request.headers },
    body: request.form === undefined ? null : encode(request.form),
    redirect: "manual",
    signal: connection.signal,
    highWaterMark: BODY_BUFFER_BYTES,
  });
}

function encode(form: HttpForm): FormData | URLSearchParams {
  const body = form.encoding === "multipart" ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  return body;
}

/** Lifetime of one connection: ends at the end of the body, by cancelling, or by a timeout, and remembers which. */
class Connection {
  /** Why we ended it ourselves; node-fetch's own errors after that are only the echo. */
  failure: RequestFailure | undefined;
  readonly #outer: AbortSignal;
  readonly #inner = new AbortController();
  readonly #onAbort = (): void => this.#end(cancelled());

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    outer.addEventListener("abort", this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#inner.signal;
  }

  /** Runs one step; ends the connection as timed out when it takes longer. */
  async within<T>(ms: number, step: () => Promise<T>, failure = (): RequestFailure => timedOut(ms)): Promise<T> {
    const cancelTimer = setTimer(ms, () => this.#end(failure()));
    try {
      return await step();
    } finally {
      cancelTimer();
    }
  }

  close(): void {
    this.#outer.removeEventListener("abort", this.#onAbort);
    this.#inner.abort();
  }

  #end(failure: RequestFailure): void {
    this.failure ??= failure;
    this.close();
  }
}

function timedOut(ms: number): RequestFailure {
  return new RequestFailure({ kind: "timeout", detail: `nothing received for ${ms} ms` }, { transient: true });
}

class Answer implements HttpAnswer {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array>;
  readonly #response: Response;
  readonly #connection: Connection;

  constructor(response: Response, connection: Connection, request: HttpRequest) {
    this.#response = response;
    this.#connection = connection;
    this.status = response.status;
    const meter = new BodyMeter(request.limits ?? SMALL_BODY, request.idleMs);
    this.body = closing(readBody(response, connection, meter), () => this.discard());
  }

  header(name: string): string | undefined {
    return this.#response.headers.get(name) ?? undefined;
  }

  discard(): void {
    this.#connection.close();
  }
}

/** A generator that was never started does not run its `finally`; whoever gives it up must still close what it would have read. */
function closing(chunks: AsyncGenerator<Uint8Array>, close: () => void): AsyncIterable<Uint8Array> {
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => chunks.next(),
    async return() {
      close();
      return chunks.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

async function* readBody(response: Response, connection: Connection, meter: BodyMeter): AsyncGenerator<Uint8Array> {
  if (response.body === null) return connection.close();
  const chunks = response.body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const startedAt = performance.now();
      const step = (): Promise<IteratorResult<string | Buffer>> => chunks.next();
      const { withinMs, failure } = meter.next();
      const next = await connection.within(withinMs, step, failure);
      // Bytes that were already buffered are not handed out after a cancel.
      if (connection.failure !== undefined) throw connection.failure;
      if (next.done === true) return;
      const chunk = next.value as Uint8Array;
      meter.received(chunk.length, performance.now() - startedAt);
      yield chunk;
    }
  } catch (error) {
    throw connection.failure ?? failureOfThrown(error, "body");
  } finally {
    await chunks.return?.();
    connection.close();
  }
}
