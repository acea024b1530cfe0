import { NO_ACCOUNT } from "../../domain/account.ts";
import { NO_FILTER, type TransactionFilter } from "../../domain/filter.ts";
import { DEFAULT_PERIOD, isPeriodInBounds, PERIOD_PRESETS, type PeriodChoice } from "../../domain/period.ts";
import type { Ledger } from "../../domain/ports.ts";
import type { Granularity } from "../../domain/summary.ts";

/** What the user looks at; remembered, and the same in all editor windows. */
export interface Choices {
  /** Undefined: whichever account there is. */
  readonly accountId: string | undefined;
  readonly period: PeriodChoice;
  readonly filter: TransactionFilter;
  readonly granularity: Granularity;
}

const FIRST_CHOICES: Choices = { accountId: undefined, period: DEFAULT_PERIOD, filter: NO_FILTER, granularity: "day" };

const CHOICES_KEY = "choices";

export async function readChoices(ledger: Ledger): Promise<Choices> {
  return choicesIn(await ledger.readState(NO_ACCOUNT, CHOICES_KEY));
}

/** Changes some and keeps the others: also those that are being changed at the same moment, as by a click that narrows two things. */
export async function changeChoices(ledger: Ledger, change: Partial<Choices>): Promise<void> {
  for (;;) {
    const before = await ledger.readState(NO_ACCOUNT, CHOICES_KEY);
    const after = JSON.stringify({ ...choicesIn(before), ...change });
    if (await ledger.replaceState(NO_ACCOUNT, CHOICES_KEY, before, after)) return;
  }
}

/** What an earlier version, a newer one, a command or another hand has stored is believed field by field, or else begins anew. */
function choicesIn(text: string | undefined): Choices {
  const { accountId, period, filter, granularity } = recordIn(text);
  return {
    accountId: typeof accountId === "string" ? accountId : undefined,
    period: isPeriodChoice(period) ? period : DEFAULT_PERIOD,
    filter: isFilter(filter) ? filter : NO_FILTER,
    granularity: GRANULARITIES.find((known) => known === granularity) ?? FIRST_CHOICES.granularity,
  };
}

const GRANULARITIES: readonly Granularity[] = ["day", "week", "month"];

function recordIn(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isPeriodChoice(value: unknown): value is PeriodChoice {
  if (!isRecord(value)) return false;
  const { preset, since, until } = value;
  if (preset !== undefined) return PERIOD_PRESETS.some((known) => known === preset);
  return typeof since === "string" && typeof until === "string" && isPeriodInBounds({ since, until });
}

function isFilter(value: unknown): value is TransactionFilter {
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
