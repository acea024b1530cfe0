import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { createGzip } from "node:zlib";
import type { Fault } from "./faults.ts";

/** An HTTP answer whose body is produced while it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Iterable<string | Uint8Array>;
}

/** A short JSON body, with its length. */
export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return textAnswer(status, "application/json", JSON.stringify(value), headers);
}

export function errorAnswer(status: number, detail: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return jsonAnswer(status, { detail }, headers);
}

function textAnswer(
  status: number,
  contentType: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const length = String(Buffer.byteLength(text));
  return { status, headers: { "content-type": contentType, "content-length": length, ...headers }, body: [text] };
}

const HTML_PAGE =
  "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>\n";

/** The answer that a fault puts in the place of the regular one. */
export function answerOfFault(fault: Fault | undefined): Answer | undefined {
  if (fault?.kind === "html") return textAnswer(fault.status, "text/html; charset=utf-8", HTML_PAGE);
  if (fault?.kind === "answer") return textAnswer(fault.status, fault.contentType, fault.body);
  if (fault?.kind !== "error") return undefined;
  return errorAnswer(
    fault.status,
    fault.detail,
    fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter },
  );
}

/** Bytes after which a cut or idle body stops; a shorter body stops in its middle. */
const PART_BYTES = 64 * 1024;

/**
 * Sends an answer, waiting whenever the client reads more slowly than the rows are produced, and stopping when it goes away.
 * `onBytes` counts what was handed to the socket.
 */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
  onBytes: (count: number) => void,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    if (fault?.kind === "slowHeaders") await sleep(fault.delayMs, undefined, { signal: gone.signal });
    if (fault?.kind === "gzip") return await sendGzip(response, answer, onBytes);
    response.writeHead(answer.status, answer.headers);
    if (fault?.kind === "cutBody" || fault?.kind === "idleBody") {
      const part = firstPart(answer.body);
      onBytes(part.length);
      response.write(part, () => {
        if (fault.kind === "cutBody") response.destroy();
      });
      return;
    }
    for (const chunk of answer.body) {
      if (gone.signal.aborted) return;
      onBytes(Buffer.byteLength(chunk));
      if (!response.write(chunk)) await once(response, "drain", { signal: gone.signal });
    }
    response.end();
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

async function sendGzip(response: ServerResponse, answer: Answer, onBytes: (count: number) => void): Promise<void> {
  const { "content-length": _plainLength, ...headers } = answer.headers;
  response.writeHead(answer.status, { ...headers, "content-encoding": "gzip" });
  const zip = Readable.from(answer.body, { objectMode: false }).pipe(createGzip());
  for await (const chunk of zip as AsyncIterable<Uint8Array>) {
    onBytes(chunk.length);
    if (!response.write(chunk)) await once(response, "drain");
  }
  response.end();
}

function firstPart(body: Answer["body"]): Buffer {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const chunk of body) {
    const bytes = Buffer.from(chunk as string);
    chunks.push(bytes);
    length += bytes.length;
    if (length > PART_BYTES) return Buffer.concat(chunks).subarray(0, PART_BYTES);
  }
  return Buffer.concat(chunks).subarray(0, Math.floor(length / 2));
}
