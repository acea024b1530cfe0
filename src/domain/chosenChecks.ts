import type { TransactionFilter } from "./filter.ts";
import { isPeriodInBounds, PERIOD_PRESETS, type PeriodChoice, type PeriodPreset } from "./period.ts";
import type { Granularity } from "./summary.ts";

/** What a person chose, as it comes back from where it was stored or sent: believed only when it is what this version could have made. */

const GRANULARITIES: readonly Granularity[] = ["day", "week", "month"];

export function isGranularity(value: unknown): value is Granularity {
  return GRANULARITIES.some((known) => known === value);
}

export function isPeriodPreset(value: unknown): value is PeriodPreset {
  return PERIOD_PRESETS.some((known) => known === value);
}

export function isPeriodChoice(value: unknown): value is PeriodChoice {
  if (!isRecord(value)) return false;
  const { preset, since, until } = value;
  if (preset !== undefined) return isPeriodPreset(preset);
  return typeof since === "string" && typeof until === "string" && isPeriodInBounds({ since, until });
}

export function isFilter(value: unknown): value is TransactionFilter {
  return (
    isRecord(value) &&
    Object.entries(value).every(([key, part]) => Object.hasOwn(FILTER_PARTS, key) && FILTER_PARTS[key]?.(part) === true)
  );
}

const isText = (part: unknown): boolean => typeof part === "string";
const isNumber = (part: unknown): boolean => typeof part === "number" && Number.isFinite(part);
const listOf =
  (isOne: (part: unknown) => boolean) =>
  (part: unknown): boolean =>
    Array.isArray(part) && part.every(isOne);
const within =
  (most: number) =>
  (part: unknown): boolean =>
    Number.isInteger(part) && Number(part) >= 0 && Number(part) <= most;

const FILTER_PARTS: Readonly<Record<string, ((part: unknown) => boolean) | undefined>> = {
  products: listOf(isText),
  outcomes: listOf((part) => part === "success" || part === "failure" || part === "unknown"),
  statuses: listOf(isNumber),
  messages: listOf(isText),
  charged: (part) => typeof part === "boolean",
  minCharge: isNumber,
  maxCharge: isNumber,
  weekdays: listOf(within(6)),
  hours: listOf(within(23)),
  text: isText,
};

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A stored JSON text as a record; an empty one where there is none, or where it is anything else. */
export function recordIn(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
