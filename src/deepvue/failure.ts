import type { EpochMs } from "../domain/epoch.ts";
import type { Refusal } from "../domain/pause.ts";
import { type Problem, ProblemError } from "../domain/problem.ts";
import type { Redactor } from "../domain/redactor.ts";
import { refusalOf } from "./refusal.ts";
import { decodeErrorBody, type ErrorReport } from "./wire.ts";

/** What the callers inside this folder need to know of a failure beyond its problem. */
interface FailureTraits {
  /** The same request may well succeed in a moment. */
  readonly transient?: true;
  /** The service did not accept how we authenticated; a new token or the other header style may do. */
  readonly authRefused?: true;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** What a 429 said. */
  readonly refusal?: Refusal;
}

/** A request that failed. Keeps the name "ProblemError", by which `problemOf` knows it. Carries no `cause`: node-fetch's own messages repeat whole URLs. */
export class RequestFailure extends ProblemError {
  readonly transient: boolean;
  readonly authRefused: boolean;
  readonly status: number | undefined;
  readonly refusal: Refusal | undefined;

  constructor(problem: Problem, traits: FailureTraits = {}) {
    super(problem);
    this.transient = traits.transient ?? false;
    this.authRefused = traits.authRefused ?? false;
    this.status = traits.status;
    this.refusal = traits.refusal;
  }
}

export function cancelled(): RequestFailure {
  return new RequestFailure({ kind: "cancelled", detail: "cancelled" });
}

/** An answer that is not the success one hoped for, with as much of its body as was read. */
export interface RefusedAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: string;
}

const TRANSIENT = { transient: true } as const;
const AUTH_REFUSED = { authRefused: true } as const;
const PASSING_STATUS: ReadonlySet<number> = new Set([500, 502, 503, 504]);

const INACTIVE = /\binactive\b/i;
const NAMES_ADDRESS = /\b(ip|ip[ _-]?address(es)?|white-?list(ed|ing)?|allow-?list(ed|ing)?)\b/i;
const NAMES_CLIENT = /\bclient[ _-]?(id|secret)\b|\bcredentials?\b/i;
const NAMES_AUTHENTICATION =
  /\btoken\b|\bnot authenticated\b|\bauthentication\b|\bauthorization failure\b|\b(invalid|incorrect|missing) api[ _-]?key\b/i;

/**
 * Judges an answer by status and body, in the docs' terms ("Errors"). `what` names the request for the log; `redactor` blots
 * secrets out should the service repeat them; `now` is for a Retry-After date.
 */
export function failureOfAnswer(what: string, answer: RefusedAnswer, redactor: Redactor, now: EpochMs): RequestFailure {
  const { status } = answer;
  const page = pageTitle(answer);
  const report = decodeErrorBody(page === undefined ? answer.body : "{}");
  const text = redactor.said(page === undefined ? report.text : `HTML page "${page}"`);
  // A page is a proxy's or a deny list's; quoting it as the service's words would be wrong.
  const told: Told = {
    detail: `${what}: HTTP ${status}${text === "" ? "" : `: ${text}`}`,
    ...(page === undefined && text !== "" && { said: text }),
  };
  const { detail } = told;

  if (status === 429) {
    const refusal = refusalOf(answer, told.said ?? "", now);
    const { limit } = refusal;
    return new RequestFailure(
      { kind: "rateLimit", ...told, ...(limit !== undefined && { limit }) },
      { status, refusal },
    );
  }
  if (status === 408) return new RequestFailure({ kind: "timeout", detail }, { status, transient: true });
  if (status >= 500) {
    return new RequestFailure(
      { kind: "serviceDown", status, ...told },
      { status, ...(PASSING_STATUS.has(status) && TRANSIENT) },
    );
  }
  // A deny list in front of the service answers 403 with a page of its own; any other page is not the service at all.
  const isService = page === undefined || status === 403;
  if (isService && (status === 401 || status === 403)) return unauthorized(status, report, told);
  if (isService && (status === 400 || status === 422)) return refused(status, report, told);
  return new RequestFailure({ kind: "unexpectedAnswer", detail }, { status });
}

/** What an answer says, for the log and to be quoted; see `Problem`. */
interface Told {
  readonly detail: string;
  readonly said?: string;
}

/** 401 and 403: the docs use 403 both for a token that is not valid and for an address that is not on the account's list. */
function unauthorized(status: 401 | 403, { text }: ErrorReport, told: Told): RequestFailure {
  if (INACTIVE.test(text)) return new RequestFailure({ kind: "inactiveClient", detail: told.detail }, { status });
  if (NAMES_ADDRESS.test(text)) return new RequestFailure({ kind: "forbidden", ...told }, { status });
  const isAboutCaller = status === 401 || NAMES_CLIENT.test(text) || NAMES_AUTHENTICATION.test(text);
  return new RequestFailure(
    { kind: isAboutCaller ? "credentials" : "forbidden", ...told },
    { status, authRefused: true },
  );
}

function refused(status: 400 | 422, { text, isList, aboutHeaders }: ErrorReport, told: Told): RequestFailure {
  // A list is about parameters that we sent in the wrong place or shape, even where it names client_id.
  if (isList)
    return new RequestFailure({ kind: "refused", status, ...told }, { status, ...(aboutHeaders && AUTH_REFUSED) });
  if (INACTIVE.test(text)) return new RequestFailure({ kind: "inactiveClient", detail: told.detail }, { status });
  if (NAMES_CLIENT.test(text) || (status === 400 && NAMES_AUTHENTICATION.test(text))) {
    return new RequestFailure({ kind: "credentials", ...told }, { status });
  }
  return new RequestFailure({ kind: "refused", status, ...told }, { status });
}

/** The title of an HTML page (empty when it has none); undefined when the answer is not a page. */
function pageTitle(answer: RefusedAnswer): string | undefined {
  const declared = /\bhtml\b/i.test(answer.header("content-type") ?? "");
  if (!declared && !/^\s*<(!doctype html|html)\b/i.test(answer.body)) return undefined;
  return /<title[^>]*>([^<]*)/i.exec(answer.body)?.[1]?.trim() ?? "";
}

const UNREACHABLE = new Set([
  "ENOTFOUND",
  "ECONNREFUSED",
  "ENETUNREACH",
  "ENETDOWN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "EADDRNOTAVAIL",
  "ENETRESET",
]);
/** Of these a second try often comes through. */
const PASSING = new Set(["EAI_AGAIN", "ECONNRESET", "ECONNABORTED", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"]);
const TIMED_OUT = new Set(["ETIMEDOUT", "ESOCKETTIMEDOUT", "ERR_SOCKET_CONNECTION_TIMEOUT"]);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|^ERR_SSL_|^ERR_TLS_|^EPROTO$/;
/** The answer is not HTTP, or not the gzip it claims to be. */
const GARBLED = /^(HPE_|Z_|ERR_ZLIB)/;

/**
 * The failure that a thrown network error stands for. `stage` tells a connection that never answered ("request") from a body that
 * broke off ("body"). Only the error's code is used: the messages of node-fetch and Node carry hosts and whole URLs.
 */
export function failureOfThrown(error: unknown, stage: "request" | "body"): RequestFailure {
  if (error instanceof RequestFailure) return error;
  const name = error instanceof Error ? error.name : "unknown error";
  if (name === "AbortError") return cancelled();
  const code = codeOf(error) ?? name;
  if (TIMED_OUT.has(code)) return new RequestFailure({ kind: "timeout", detail: code }, TRANSIENT);
  if (GARBLED.test(code))
    return new RequestFailure({ kind: "unexpectedAnswer", detail: `not a readable answer (${code})` });
  if (PASSING.has(code) || (stage === "body" && UNREACHABLE.has(code))) {
    const problem: Problem =
      stage === "body"
        ? { kind: "unexpectedAnswer", detail: `the answer broke off (${code})` }
        : { kind: "offline", detail: code };
    return new RequestFailure(problem, TRANSIENT);
  }
  if (UNREACHABLE.has(code)) return new RequestFailure({ kind: "offline", detail: code });
  if (CERTIFICATE.test(code)) {
    return new RequestFailure({
      kind: "offline",
      detail: `no trusted connection (${code}); a proxy or certificate is in the way`,
    });
  }
  if (code === "ERR_INVALID_CHAR") {
    return new RequestFailure({ kind: "credentials", detail: "they contain a character that no header can carry" });
  }
  return new RequestFailure({ kind: "internal", detail: `the request failed (${code})` });
}

/** The system code, also of the error inside a node-fetch error or of the first of several tried addresses. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === "string" && code !== "") return code;
  return codeOf(cause) ?? (Array.isArray(errors) ? codeOf(errors[0]) : undefined);
}
