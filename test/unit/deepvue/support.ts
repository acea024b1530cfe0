import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { TestContext } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { DeepvueClient } from "../../../src/deepvue/client.ts";
import { sendHttp } from "../../../src/deepvue/http.ts";
import type { Credentials, HeaderStyle, StoredToken } from "../../../src/domain/account.ts";
import type { Refusal } from "../../../src/domain/pause.ts";
import type { Clock, Log, RequestGate, SessionStore } from "../../../src/domain/ports.ts";
import { type Problem, ProblemError } from "../../../src/domain/problem.ts";
import type { QuotaUse } from "../../../src/domain/quota.ts";
import { Redactor } from "../../../src/domain/redactor.ts";
import { atEnd } from "../../support/endings.ts";

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface TestServer {
  readonly base: string;
  readonly exchanges: Exchange[];
  /** Sockets that are open now. */
  openSockets(): number;
}

type Handler = (exchange: Exchange, response: ServerResponse) => void | Promise<void>;

/** A real HTTP server on 127.0.0.1, port 0, that ends with the test. */
export async function serve(t: TestContext, handler: Handler): Promise<TestServer> {
  const exchanges: Exchange[] = [];
  const sockets = new Set<Socket>();
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? "/", "http://server");
    const exchange = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    exchanges.push(exchange);
    await handler(exchange, response);
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(t, () => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, exchanges, openSockets: () => sockets.size };
}

export function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

/** The problem that a promise is rejected with; fails the test when it is not rejected with a `ProblemError`. */
export async function problemFrom(promise: Promise<unknown>): Promise<Problem> {
  const outcome = await promise.then(
    () => new Error("expected a ProblemError, but it succeeded"),
    (error: unknown) => error,
  );
  if (outcome instanceof ProblemError) return outcome.problem;
  throw outcome;
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

export const CREDENTIALS: Credentials = { clientId: "test-client", clientSecret: "hidden-key-of-the-test" };

export interface MemoryStore extends SessionStore {
  stored: StoredToken | undefined;
  style: HeaderStyle | undefined;
}

export function memoryStore(credentials: Credentials | undefined = CREDENTIALS): MemoryStore {
  return {
    stored: undefined,
    style: undefined,
    credentials: () => Promise.resolve(credentials),
    token() {
      return Promise.resolve(this.stored);
    },
    saveToken(token) {
      this.stored = token;
      return Promise.resolve();
    },
    headerStyle() {
      return this.style;
    },
    saveHeaderStyle(style) {
      this.style = style;
      return Promise.resolve();
    },
  };
}

export interface CountingGate extends RequestGate {
  readonly uses: QuotaUse[];
  /** How each request ended. */
  readonly outcomes: string[];
  readonly refusals: Refusal[];
}

/** What the gate of the tests makes of a refusal that names no wait. */
const PAUSE_MS = 2_000;

/** A gate that lets everybody pass and notes who did, on which way. */
export function openGate(clock: Clock): CountingGate {
  const uses: QuotaUse[] = [];
  const outcomes: string[] = [];
  const refusals: Refusal[] = [];
  return {
    uses,
    outcomes,
    refusals,
    acquire(use) {
      uses.push(use);
      return Promise.resolve({
        answered: (outcome) => void outcomes.push(outcome),
        refused(refusal) {
          outcomes.push("refused");
          refusals.push(refusal);
          return Promise.resolve(clock() + (refusal.waitMs ?? PAUSE_MS));
        },
      });
    },
  };
}

export interface ListedLog extends Log {
  readonly lines: string[];
}

export function listedLog(): ListedLog {
  const lines: string[] = [];
  const add = (line: string): void => void lines.push(line);
  return { lines, debug: add, info: add, warn: add, error: add };
}

export function never(): AbortSignal {
  return new AbortController().signal;
}

interface ClientKit {
  readonly client: DeepvueClient;
  readonly store: MemoryStore;
  readonly gate: CountingGate;
  readonly log: ListedLog;
  /** The waits that were asked for; they pass at once. */
  readonly waits: number[];
}

/** Short enough for a test of a timeout; everywhere else a busy machine must not turn slowness into a failure. */
export const SHORT_MS = patient(150);

/** A client over real HTTP, whose waits pass at once and whose jitter is zero. */
export function clientOf(
  baseUrl: string,
  { store = memoryStore(), clock = Date.now, timeoutMs = patient(10_000) } = {},
): ClientKit {
  const gate = openGate(clock);
  const log = listedLog();
  const waits: number[] = [];
  const client = new DeepvueClient({
    baseUrl,
    sessionStore: store,
    gate,
    clock,
    log,
    redactor: new Redactor(),
    http: (request, signal) => sendHttp({ ...request, answerWithinMs: timeoutMs, idleMs: timeoutMs }, signal),
    delay: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    random: () => 0,
  });
  return { client, store, gate, log, waits };
}
