import { isProblemError } from "../domain/problem.ts";
import { isLoopback } from "./baseUrl.ts";
import { FILE_BODY } from "./bodyLimits.ts";
import { failureOfThrown, RequestFailure } from "./failure.ts";
import type { HttpAnswer, HttpSend } from "./http.ts";

const ANSWER_WITHIN_MS = 60_000;
const IDLE_MS = 30_000;
/** Far above a week of the largest plan (350,000 rows take about 25 MB). */
const MAX_FILE_BYTES = 512 * 1024 * 1024;
/** Every xlsx is a zip archive and starts with these two bytes, "PK". */
const ZIP_MAGIC = [0x50, 0x4b] as const;

/**
 * Checks the address under which the service offers its file. Only https; plain http between addresses of this machine. The detail
 * of the `ProblemError` (unexpectedAnswer) never repeats it: whoever has it can read the file.
 */
export function parseFileAddress(text: string, baseUrl: string): URL {
  const url = URL.parse(text);
  if (url === null) throw unexpected("its address is not a URL");
  if (url.username !== "" || url.password !== "") throw unexpected("its address carries a user name or password");
  const isOurs = isLoopback(url) && isLoopback(new URL(baseUrl));
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isOurs)) throw unexpected("its address is not https");
  return url;
}

/**
 * Downloads the file; resolves when its first bytes have shown that it is one. No credentials go along and no share of the quota
 * is taken: it is another host. Throws {@link RequestFailure}, also while iterating.
 */
export async function openFile(url: URL, http: HttpSend, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const request = { url, headers: {}, answerWithinMs: ANSWER_WITHIN_MS, idleMs: IDLE_MS, limits: FILE_BODY };
  const answer = await http(request, signal);
  try {
    checkHeaders(answer);
    const chunks = answer.body[Symbol.asyncIterator]();
    const start: Uint8Array[] = [];
    while (lengthOf(start) < ZIP_MAGIC.length) {
      const next = await chunks.next();
      if (next.done === true) break;
      start.push(next.value);
    }
    const head = Buffer.concat(start).subarray(0, ZIP_MAGIC.length);
    if (!head.equals(Buffer.from(ZIP_MAGIC))) throw unexpected("what came is not an Excel file");
    return rest(start, chunks);
  } catch (error) {
    answer.discard();
    throw isProblemError(error) ? error : failureOfThrown(error, "body");
  }
}

function checkHeaders(answer: HttpAnswer): void {
  const { status } = answer;
  if (status >= 500) {
    const problem = { kind: "serviceDown", status, detail: `Excel file: HTTP ${status} from the file's host` } as const;
    throw new RequestFailure(problem, { transient: true });
  }
  // Not `forbidden` or `credentials`: another host's 403 says nothing about the account.
  if (status !== 200) throw unexpected(`HTTP ${status} from the file's host`);
  const type = answer.header("content-type") ?? "";
  if (/\b(html|xml|json)\b/i.test(type) && !/officedocument/i.test(type))
    throw unexpected("what came is not an Excel file");
  if (Number(answer.header("content-length") ?? 0) > MAX_FILE_BYTES) throw unexpected("the file is far too large");
}

async function* rest(start: readonly Uint8Array[], chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = lengthOf(start);
  try {
    yield* start;
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) return;
      size += next.value.length;
      if (size > MAX_FILE_BYTES) throw unexpected("the file is far too large");
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

function lengthOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

function unexpected(detail: string): RequestFailure {
  return new RequestFailure({ kind: "unexpectedAnswer", detail: `Excel file: ${detail}` });
}
