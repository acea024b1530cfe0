import type { EpochMs } from "./epoch.ts";
import { TERMS } from "./instant.ts";

/** The date forms of HTTP that name their zone. `Date.parse` alone would read a date into almost any text. */
const HTTP_DATE = /^[a-z]{3,9}, .+ \d{2}:\d{2}:\d{2} GMT$/i;

/**
 * Milliseconds that a Retry-After header asks us to wait: seconds ("120"), or an HTTP date, measured against the answer's own Date
 * header so that a wrong clock here does not matter, or else against `now`. A day at most: no limit is longer, and a
 * header can say anything. Undefined when there is none to understand.
 */
export function httpWaitMs(value: string | undefined, date: string | undefined, now: EpochMs): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return capped(Math.ceil(Number(text) * 1000));
  if (!HTTP_DATE.test(text)) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  const sent = Date.parse(date ?? "");
  return capped(Math.max(0, at - (Number.isNaN(sent) ? now : sent)));
}

export function capped(waitMs: number): number {
  return Math.min(waitMs, TERMS.pause);
}
