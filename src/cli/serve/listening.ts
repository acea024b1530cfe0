import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { EXIT, ExitError, usageError } from "../exits.ts";

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** "9464", ":9464", "127.0.0.1:9464", "[::1]:9464", "0.0.0.0:9464"; without a host this machine alone. Throws `ExitError` (usage). */
export function listenAddressOf(text: string): ListenAddress {
  const match = /^(?:(\[[0-9a-f:.]+\]|[\w.-]*):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) {
    throw usageError(`--metrics-listen is an address as 127.0.0.1:9464 or a port as 9464, not “${text}”.`);
  }
  const host = (match[1] ?? "").replace(/^\[|\]$/g, "");
  return { host: host === "" ? "127.0.0.1" : host, port };
}

/** What is asked for, and what answers. */
export interface Answers {
  /** Prometheus' text format. */
  readonly metrics: () => Promise<string>;
  /** Whether the process does its work, and data about it. */
  readonly health: () => Promise<{ readonly isHealthy: boolean; readonly body: object }>;
}

export interface Listening {
  /** "http://127.0.0.1:9464". */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** More than any monitoring system opens. */
const MOST_CONNECTIONS = 64;

/**
 * Answers GET /metrics and GET /healthz, and nothing else. Throws `ExitError` (failed) when the address can not be had. `onFailure` is told
 * why an answer could not be given.
 */
export async function listen(
  { host, port }: ListenAddress,
  answers: Answers,
  onFailure: (error: unknown) => void,
): Promise<Listening> {
  const isLoopback = /^(127\.|::1$|localhost$)/.test(host);
  // Scrapes that come together cost one reading.
  let reading: Promise<string> | undefined;
  const metrics = async (): Promise<string> => {
    reading ??= answers.metrics().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response, { ...answers, metrics }, isLoopback).catch((error: unknown) => {
      onFailure(error);
      if (response.headersSent) response.destroy();
      else send(request, response, 500, PLAIN, "The ledger can not be read; the log says why.\n");
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  await opened(server, host, port);
  const bound = server.address() as AddressInfo;
  const name = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return {
    url: `http://${name}:${bound.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, "close");
    },
  };
}

async function opened(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "another program listens there" : (code ?? "unknown");
    throw new ExitError(EXIT.failed, `${host}:${port} can not be listened on: ${why}.`);
  }
}

const PLAIN = "text/plain; charset=utf-8";
const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics, health }: Answers,
  isLoopback: boolean,
): Promise<void> {
  if (isLoopback && !isOwnName(request.headers.host)) {
    return send(request, response, 403, PLAIN, "Ask by this machine's address.\n");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return send(request, response, 405, PLAIN, "GET only.\n");
  }
  switch (request.url?.split("?")[0]) {
    case "/metrics":
      return send(request, response, 200, PROMETHEUS, await metrics());
    case "/healthz": {
      const { isHealthy, body } = await health();
      return send(request, response, isHealthy ? 200 : 503, "application/json", `${JSON.stringify(body)}\n`);
    }
    case undefined:
    default:
      return send(request, response, 404, PLAIN, "There are /metrics and /healthz.\n");
  }
}

/** A page in a browser can have its own name point to this machine, and would read what it spends; it can not do so with an address. */
function isOwnName(host: string | undefined): boolean {
  const name = (host ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return name === "localhost" || isIP(name) !== 0;
}

function send(request: IncomingMessage, response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
