import * as v from "valibot";
import { isRecord } from "../domain/chosenChecks.ts";
import { isDay } from "../domain/day.ts";
import {
  EARLIEST_DAY,
  isPeriodInBounds,
  MOST_PERIOD_DAYS,
  PERIOD_PRESETS,
  type PeriodChoice,
} from "../domain/period.ts";

/** Arguments that several questions share, each as it is checked and as a model reads of it. */

const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/;

function dayArgument(description: string) {
  return v.optional(
    v.pipe(
      v.string(),
      v.regex(DAY_FORM, "must be a date as YYYY-MM-DD"),
      v.check(isDay, "is no day of the calendar"),
      v.description(description),
    ),
  );
}

export const PERIOD_ARGUMENTS = {
  period: v.optional(
    v.pipe(
      v.picklist(PERIOD_PRESETS),
      v.description(
        "A named period in the billing time zone; default thisMonth, the billing month so far. last7Days ends today. financialQuarter1 is April to June. Do not combine with since and until.",
      ),
    ),
  ),
  since: dayArgument("First day, YYYY-MM-DD, of the billing time zone; needs until."),
  until: dayArgument("Last day, YYYY-MM-DD, included; needs since."),
} as const;

export interface PeriodArguments {
  readonly period?: (typeof PERIOD_PRESETS)[number] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export const EARLIER_ARGUMENTS = {
  earlierSince: dayArgument("First day of the period to compare with; default: the like stretch just before."),
  earlierUntil: dayArgument("Last day of the period to compare with, included."),
} as const;

export const PRODUCT_ARGUMENT = v.pipe(
  v.string(),
  v.maxLength(200),
  v.description("Only this product id, spelled as an answer of these tools spells it."),
);

export function limitArgument(most: number, usual: number) {
  return v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(most),
      v.description("At most so many rows, those that weigh most first; the rest is summed up."),
    ),
    usual,
  );
}

export function switchArgument(description: string) {
  return v.optional(v.pipe(v.boolean(), v.description(description)), false);
}

/** Thrown for arguments that can not be answered; the text is for the model, which may ask better. */
export class ArgumentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ArgumentError";
  }
}

/** The arguments of a question. */
export type ArgumentsSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** Checks what was sent, whoever sent it: no host is relied on to have done so. Throws `ArgumentError`. */
export function checkArguments<S extends ArgumentsSchema>(schema: S, sent: unknown): v.InferOutput<S> {
  const given = sent ?? {};
  // What every object inherits is no argument either, and a list has none.
  if (!isRecord(given) || Object.keys(given).some((name) => !Object.hasOwn(schema.entries, name))) {
    const names = Object.keys(schema.entries).join(", ");
    const there = names === "" ? "There are no arguments" : `There are the arguments ${names}, and no other`;
    throw new ArgumentError(`The arguments were not understood. ${there}. Nothing was answered.`);
  }
  const { success, output, issues } = v.safeParse(schema, given);
  if (success) return output;
  const told = issues.slice(0, 3).map((issue) => `${v.getDotPath(issue) ?? "arguments"}: ${reasonOf(issue)}`);
  throw new ArgumentError(`The arguments were not understood. ${told.join("; ")}. Nothing was answered.`);
}

/** Never quotes what was sent: it comes back into a conversation. */
function reasonOf(issue: v.BaseIssue<unknown>): string {
  const isOurs = issue.type === "regex" || issue.type === "check";
  return isOurs ? issue.message : `expected ${issue.expected ?? "something else"}`;
}

/** The period that arguments name; this month without any. */
export function choiceOf({ period, since, until }: PeriodArguments): PeriodChoice {
  if (since === undefined && until === undefined) return { preset: period ?? "thisMonth" };
  if (period !== undefined) throw new ArgumentError("Give either period, or since and until. Nothing was answered.");
  return daysOf(since, until, ["since", "until"]);
}

/** A period of two days that must both be given. */
export function daysOf(
  since: string | undefined,
  until: string | undefined,
  [first, last]: readonly [string, string],
): { readonly since: string; readonly until: string } {
  if (since === undefined || until === undefined)
    throw new ArgumentError(`${first} and ${last} go together. Nothing was answered.`);
  if (!isPeriodInBounds({ since, until })) {
    const bounds = `not before ${EARLIEST_DAY}, and at most ${MOST_PERIOD_DAYS} days`;
    throw new ArgumentError(`${last} must not be before ${first}; ${bounds}. Nothing was answered.`);
  }
  return { since, until };
}
