import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestEncrypted } from "node:https";
import { setQuietTimer } from "../domain/timer.ts";

/** A request to a database that speaks HTTP; `body` is sent whole. */
export interface DatabaseRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Until the whole answer is there. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Our own end of a request that took too long. */
export class DatabaseTooSlow extends Error {}

/**
 * Sends a request and hands the answer to a reader. Over Node's `http` and `https`, which VS Code patches for proxies and certificates;
 * no redirect is followed, because the password in our own headers would travel with it. Throws what the connection says, also where
 * it ends before the answer does.
 */
export async function askDatabase<T>(
  { url, headers, body, limitMs, signal }: DatabaseRequest,
  read: (answer: IncomingMessage) => Promise<T>,
): Promise<T> {
  const send = url.protocol === "https:" ? requestEncrypted : requestPlain;
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const ended = new AbortController();
  const cancelLimit = setQuietTimer(limitMs, () => ended.abort(new DatabaseTooSlow("too slow")));
  const stop = (): void => ended.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted === true) stop();
  try {
    const options = {
      method: "POST",
      headers: { ...headers, "Content-Length": String(bytes.length), "User-Agent": "deepvue-usage" },
      signal: ended.signal,
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = send(url, options, resolve);
      sent.on("error", reject);
      sent.end(bytes);
    });
    return await read(answer);
  } catch (error) {
    throw ended.signal.aborted && ended.signal.reason instanceof DatabaseTooSlow ? ended.signal.reason : error;
  } finally {
    cancelLimit();
    signal?.removeEventListener("abort", stop);
  }
}
