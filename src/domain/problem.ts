import type { EpochMs } from "./epoch.ts";
import { lineOf } from "./foreignText.ts";
import type { LimitKind } from "./pause.ts";

/**
 * A failure as data: it travels the same road as a number (service → ledger → state → surfaces) and `view/` words it.
 * `detail` is for the log and the diagnosis; `said` is the service's own sentence and nothing else, where it gave one, to be quoted.
 * Neither ever carries credentials, tokens or file addresses.
 */
export type Problem =
  | { readonly kind: "offline"; readonly detail: string }
  | { readonly kind: "timeout"; readonly detail: string }
  /** Wrong client id or secret, or a key that was revoked (HTTP 401, or 400/403 with a message that names the client or token). */
  | { readonly kind: "credentials"; readonly detail: string; readonly said?: string }
  /** The client id is known but switched off: HTTP 400 "Inactive client_id". */
  | { readonly kind: "inactiveClient"; readonly detail: string }
  /** HTTP 403 that is not about the token: the docs' cause is a caller IP that is not on the account's list. */
  | { readonly kind: "forbidden"; readonly detail: string; readonly said?: string }
  /** HTTP 429. `retryAt`: when it is asked again, by whichever editor window; `limit`: where the service names it. */
  | {
      readonly kind: "rateLimit";
      readonly detail: string;
      readonly said?: string;
      readonly limit?: LimitKind;
      readonly retryAt?: EpochMs;
    }
  /** Our own share of the day's requests is used up; nothing was sent. */
  | { readonly kind: "quota"; readonly detail: string; readonly retryAt: EpochMs }
  /** HTTP 400/422: the service refused the request's parameters (a range that is too wide, a future date). */
  | { readonly kind: "refused"; readonly status: number; readonly detail: string; readonly said?: string }
  /** HTTP 5xx. */
  | { readonly kind: "serviceDown"; readonly status: number; readonly detail: string; readonly said?: string }
  /** An answer that is not what the documentation shows: HTML, half a body, a missing field. */
  | { readonly kind: "unexpectedAnswer"; readonly detail: string }
  /** The base URL setting is not usable (not https, not loopback, not a URL, or not the account's own). */
  | { readonly kind: "baseUrl"; readonly detail: string }
  /** SecretStorage has no secret (any more) for this account. */
  | { readonly kind: "secretMissing"; readonly detail: string }
  /** `inMemory`: a ledger that works, for this editor window alone, is in the place of the one that can not be used. */
  | {
      readonly kind: "storage";
      readonly reason: StorageReason;
      readonly detail: string;
      readonly setAsideAs?: string;
      readonly inMemory?: true;
    }
  /** A file that the user asked for (export, Excel report, picture) could not be written; what was there before is untouched. */
  | { readonly kind: "file"; readonly reason: StorageReason; readonly detail: string }
  /** A file that the user gave as a report can not be read as one; nothing of it was stored. `detail` says which and why. */
  | { readonly kind: "notAReport"; readonly detail: string }
  /**
   * A team's database can not be read. Its words (`what`, `why`) are made where it is spoken to, which most editor windows never load.
   */
  | {
      readonly kind: "team";
      readonly reason: TeamTrouble;
      readonly detail: string;
      readonly what: string;
      readonly why: string;
    }
  | { readonly kind: "cancelled"; readonly detail: string }
  /** A defect of ours. */
  | { readonly kind: "internal"; readonly detail: string };

export type StorageReason =
  | "full"
  | "readOnly"
  | "locked"
  | "damaged"
  | "newer"
  | "missingModule"
  | "noLocks"
  | "other";

/** `access`: what was entered for it (address, user, password) does not fit any more; the others may pass. */
export type TeamTrouble = "access" | "other";

export type ProblemKind = Problem["kind"];

/** Carries a {@link Problem} through code that throws. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Whatever the texts are made of, they are one line each from here on. */
  constructor(problem: Problem, options?: ErrorOptions) {
    const clean = oneLineEach(problem);
    super(`${clean.kind}: ${clean.detail}`, options);
    this.name = "ProblemError";
    this.problem = clean;
  }
}

/** The problem that an unknown thrown value stands for. */
export function problemOf(error: unknown): Problem {
  if (isProblemError(error)) return error.problem;
  if (error instanceof Error && isCancellation(error)) return { kind: "cancelled", detail: "cancelled" };
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: "internal", detail: lineOf(detail) };
}

/**
 * An abort, or VS Code's `CancellationError`, known by both its texts (vs/base/common/errors.ts): when an editor window goes, whatever
 * still waits for an answer of VS Code is given that.
 */
function isCancellation({ name, message }: Error): boolean {
  return name === "AbortError" || (name === "Canceled" && message === "Canceled");
}

function oneLineEach(problem: Problem): Problem {
  const clean = { ...problem, detail: lineOf(problem.detail) };
  return "said" in clean && clean.said !== undefined ? { ...clean, said: lineOf(clean.said) } : clean;
}

/** By name, not by class: lazily loaded parts and the worker carry their own copy of the class. */
export function isProblemError(error: unknown): error is ProblemError {
  return error instanceof Error && error.name === "ProblemError" && "problem" in error;
}

const PROBLEM_KINDS: Readonly<Record<ProblemKind, readonly string[]>> = {
  offline: [],
  timeout: [],
  credentials: [],
  inactiveClient: [],
  forbidden: [],
  rateLimit: [],
  quota: ["retryAt"],
  refused: ["status"],
  serviceDown: ["status"],
  unexpectedAnswer: [],
  baseUrl: [],
  secretMissing: [],
  storage: ["reason"],
  file: ["reason"],
  notAReport: [],
  team: ["reason", "what", "why"],
  cancelled: [],
  internal: [],
};

/** A problem that was stored, perhaps by another version; undefined when this one could not word it. Its texts are one line each. */
export function storedProblem(value: unknown): Problem | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, detail, said, ...others } = value as Readonly<Record<string, unknown>>;
  if (typeof kind !== "string" || !Object.hasOwn(PROBLEM_KINDS, kind) || typeof detail !== "string") return undefined;
  const { retryAt, status, reason, limit } = others;
  const needed = PROBLEM_KINDS[kind as ProblemKind];
  if (needed.some((name) => !(name in others)) || (said !== undefined && typeof said !== "string")) return undefined;
  if ([retryAt, status].some((number) => number !== undefined && typeof number !== "number")) return undefined;
  if (limit !== undefined && !LIMIT_KINDS.some((known) => known === limit)) return undefined;
  if (reason !== undefined && !REASONS.some((known) => known === reason)) return undefined;
  return oneLineEach(value as Problem);
}

const LIMIT_KINDS: readonly LimitKind[] = ["second", "minute", "day"];
const REASONS: readonly StorageReason[] = ["full", "readOnly", "locked", "damaged", "newer", "missingModule", "other"];
