import type { Clock, Log, Passage, RequestGate } from "../domain/ports.ts";
import { isProblemError, problemOf } from "../domain/problem.ts";
import type { QuotaUse } from "../domain/quota.ts";
import type { Redactor } from "../domain/redactor.ts";
import { readStart, readWhole } from "./body.ts";
import type { Delay } from "./delay.ts";
import { cancelled, failureOfAnswer, failureOfThrown, RequestFailure } from "./failure.ts";
import type { HttpAnswer, HttpRequest, HttpSend } from "./http.ts";
import { withRetry } from "./retry.ts";
import { parseJson } from "./wire.ts";

const MAX_ERROR_BYTES = 64 * 1024;
const MAX_JSON_BYTES = 1024 * 1024;

export interface CallTools {
  readonly http: HttpSend;
  readonly gate: RequestGate;
  readonly clock: Clock;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly delay: Delay;
  readonly random: () => number;
}

/** One request to the service. `what` names it in logs and problems ("usage report 2026-01-01..2026-01-07"). */
export interface ServiceCall<T> {
  readonly what: string;
  readonly request: HttpRequest;
  readonly use: QuotaUse;
  /** Takes what is needed from an answer of status 200. Runs within the retries, so a small body that breaks off is asked for again. */
  readonly read: (answer: HttpAnswer) => Promise<T>;
}

/**
 * Sends one request through the gate, with retries, and turns everything but a 200 into a {@link RequestFailure}. Each try takes its
 * own place in the shared budget. A reader's own `ProblemError` passes through.
 */
export async function callService<T>(call: ServiceCall<T>, tools: CallTools, signal: AbortSignal): Promise<T> {
  const attempt = async (): Promise<T> => {
    const passage = await tools.gate.acquire(call.use, signal);
    try {
      const result = await sendOnce(call, tools, signal);
      passage.answered("passed");
      return result;
    } catch (error) {
      throw await leave(passage, error);
    }
  };
  return withRetry(attempt, tools, signal);
}

/** Tells the gate how a request failed. Gives the failure, which after a 429 says when the account is asked for again. */
async function leave(passage: Passage, error: unknown): Promise<unknown> {
  if (error instanceof RequestFailure && error.refusal !== undefined && error.problem.kind === "rateLimit") {
    const { refusal, status } = error;
    const retryAt = await passage.refused(refusal);
    return new RequestFailure({ ...error.problem, retryAt }, { refusal, ...(status !== undefined && { status }) });
  }
  // What the service itself answers has passed its limits; of a gateway's errors nobody knows.
  const status = error instanceof RequestFailure ? error.status : undefined;
  passage.answered(status !== undefined && status < 500 ? "passed" : "unknown");
  return error;
}

async function sendOnce<T>(
  { what, request, read }: ServiceCall<T>,
  { http, clock, log, redactor }: CallTools,
  signal: AbortSignal,
): Promise<T> {
  const startedAt = clock();
  try {
    const answer = await http(request, signal);
    log.debug(`${what}: HTTP ${answer.status} after ${clock() - startedAt} ms`);
    if (answer.status === 200) return await read(answer);
    // An error body that breaks off or idles still has a status, which says more than the breaking off.
    const { text } = await readStart(answer, MAX_ERROR_BYTES);
    if (signal.aborted) throw cancelled();
    const refused = { status: answer.status, header: (name: string) => answer.header(name), body: text };
    throw failureOfAnswer(what, refused, redactor, clock());
  } catch (error) {
    const failure = isProblemError(error) ? error : failureOfThrown(error, "request");
    const { kind, detail } = problemOf(failure);
    if (kind !== "cancelled") log.warn(`${what}: ${kind} after ${clock() - startedAt} ms: ${detail}`);
    throw failure;
  }
}

/** Reader for {@link ServiceCall}: a small JSON document. Throws {@link RequestFailure} (unexpectedAnswer) for anything else. */
export async function readJson(answer: HttpAnswer): Promise<unknown> {
  rejectPage(answer);
  const value = parseJson(await readWhole(answer, MAX_JSON_BYTES));
  if (value === undefined) throw new RequestFailure({ kind: "unexpectedAnswer", detail: "the answer is not JSON" });
  return value;
}

/** Throws {@link RequestFailure} (unexpectedAnswer) when an answer calls itself a page; captive portals and proxies send those as 200. */
export function rejectPage(answer: HttpAnswer): void {
  const type = answer.header("content-type") ?? "";
  if (!/\b(html|xml)\b/i.test(type)) return;
  answer.discard();
  throw new RequestFailure({ kind: "unexpectedAnswer", detail: "a web page instead of the service's answer" });
}
