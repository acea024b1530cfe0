import type { EpochMs } from "../domain/epoch.ts";
import { capped, httpWaitMs } from "../domain/httpWait.ts";
import type { LimitKind, Refusal } from "../domain/pause.ts";
import { parseJson } from "./wire.ts";

/** A 429 with as much of its body as was read. */
interface RefusedAnswer {
  header(name: string): string | undefined;
  readonly body: string;
}

/**
 * Reads from a 429 how long to wait and which limit it is about: the header, then the body's fields, then its sentence. The
 * documented body says neither, but what stands between us and the service may. `said` is the sentence, cleaned.
 */
export function refusalOf(answer: RefusedAnswer, said: string, now: EpochMs): Refusal {
  const wait =
    httpWaitMs(answer.header("retry-after"), answer.header("date"), now) ??
    waitInFields(parseJson(answer.body)) ??
    waitInText(said, answer.header("date"), now);
  const limit = limitIn(said);
  return {
    ...(wait === undefined ? {} : { waitMs: capped(wait) }),
    ...(limit === undefined ? {} : { limit }),
    ...(said === "" ? {} : { said }),
  };
}

/** Names that gateways and frameworks use; the value is in seconds unless the name says otherwise. */
const SECONDS = /^(retry_?-?after(_?seconds)?|retry_?in|wait(_?seconds)?|available_?in)$/i;
const MILLISECONDS = /^(retry_?after_?ms|wait_?ms)$/i;
/** An error body is shallow. */
const DEPTH = 3;

function waitInFields(value: unknown, depth = DEPTH): number | undefined {
  if (typeof value !== "object" || value === null || depth === 0) return undefined;
  for (const [name, field] of Object.entries(value)) {
    const number = typeof field === "string" && field.trim() !== "" ? Number(field) : field;
    if (typeof number === "number" && Number.isFinite(number) && number >= 0) {
      if (MILLISECONDS.test(name)) return number;
      if (SECONDS.test(name)) return number * 1000;
    }
    const inner = waitInFields(field, depth - 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

const UNIT_MS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|millis)/i, 1],
  [/^s/i, 1_000],
  [/^m/i, 60_000],
  [/^h/i, 3_600_000],
  [/^d/i, 86_400_000],
];
const SPAN =
  /\b(?:after|in|for|wait|within)\s+(?:about\s+)?(\d{1,9}(?:\.\d+)?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b/i;
const ISO = /\b(?:after|at|until)\s+(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))/i;

function waitInText(text: string, date: string | undefined, now: EpochMs): number | undefined {
  const [, amount, unit = ""] = SPAN.exec(text) ?? [];
  if (amount !== undefined) return Number(amount) * (UNIT_MS.find(([pattern]) => pattern.test(unit))?.[1] ?? 0);
  const at = Date.parse((ISO.exec(text)?.[1] ?? "").replace(" ", "T"));
  if (Number.isNaN(at)) return undefined;
  const sent = Date.parse(date ?? "");
  return Math.max(0, at - (Number.isNaN(sent) ? now : sent));
}

const LIMITS: readonly (readonly [RegExp, LimitKind])[] = [
  [/\bdaily\b|\b(per|a|for the|of the|each)[ -]day\b|\b24[ -]?h(ours?)?\b|\btoday\b|\btomorrow\b|\brpd\b/i, "day"],
  [/\b(per|a|each)[ -]minute\b|\brpm\b/i, "minute"],
  [/\b(per|a|each)[ -]second\b|\brps\b/i, "second"],
];

function limitIn(text: string): LimitKind | undefined {
  return LIMITS.find(([pattern]) => pattern.test(text))?.[1];
}
