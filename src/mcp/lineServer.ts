import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { isRecord } from "../domain/chosenChecks.ts";
import { callResult, INSTRUCTIONS, listedTools, type Served, serverInfo } from "./served.ts";

/**
 * The Model Context Protocol as an editor speaks it with a process that it has started: JSON-RPC 2.0, a message a line
 * (modelcontextprotocol.io, "Transports: stdio"). Knows what a server of tools alone has to. The SDK does this too, for 80 KB of the
 * 500 that the extension's package may have; both pass the same tests with the SDK's client.
 */

/** Revisions whose tools are alike, newest first; a client that asks for another one is offered the first. */
const REVISIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/** Codes of JSON-RPC. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const NO_SUCH_METHOD = -32_601;
const INVALID_PARAMS = -32_602;
const INTERNAL_ERROR = -32_603;

interface Failure {
  readonly code: number;
  readonly message: string;
}

type Reply = { readonly result: object } | { readonly error: Failure };

/** Serves until the input ends or the signal comes. Never throws for what it is sent. */
export async function serveLines(
  input: Readable,
  output: Writable,
  served: Served,
  signal?: AbortSignal,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const send = (message: object): void => void output.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const lines = { input, crlfDelay: Number.POSITIVE_INFINITY, ...(signal === undefined ? {} : { signal }) };
  for await (const line of createInterface(lines)) {
    if (line.trim() === "") continue;
    const work = answerLine(line, served, send).finally(() => underWay.delete(work));
    underWay.add(work);
  }
  await Promise.all(underWay);
}

async function answerLine(line: string, served: Served, send: (message: object) => void): Promise<void> {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return send({ id: null, error: { code: PARSE_ERROR, message: "This is no JSON." } });
  }
  if (!isRecord(message) || typeof message["method"] !== "string") {
    // An answer to something that was never asked needs no answer itself.
    if (isRecord(message) && ("result" in message || "error" in message)) return;
    return send({ id: null, error: { code: INVALID_REQUEST, message: "This is no request." } });
  }
  const { id, method, params } = message;
  // A notification is not answered, whatever it says.
  if (typeof id !== "string" && typeof id !== "number") return;
  try {
    send({ id, ...(await reply(method, isRecord(params) ? params : {}, served)) });
  } catch {
    send({ id, error: { code: INTERNAL_ERROR, message: "The server failed." } });
  }
}

async function reply(method: string, params: Readonly<Record<string, unknown>>, served: Served): Promise<Reply> {
  switch (method) {
    case "initialize": {
      const { protocolVersion: asked } = params;
      const protocolVersion = REVISIONS.find((revision) => revision === asked) ?? REVISIONS[0];
      const result = {
        protocolVersion,
        capabilities: { tools: {} },
        serverInfo: serverInfo(served),
        instructions: INSTRUCTIONS,
      };
      return { result };
    }
    case "ping":
      return { result: {} };
    case "tools/list":
      return { result: { tools: listedTools(served) } };
    case "tools/call": {
      const result = await callResult(served, params["name"], params["arguments"]);
      return result === undefined ? failure(INVALID_PARAMS, "There is no such tool.") : { result };
    }
    default:
      return failure(NO_SUCH_METHOD, "There is no such method.");
  }
}

function failure(code: number, message: string): Reply {
  return { error: { code, message } };
}
