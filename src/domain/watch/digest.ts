import { type CycleStart, unitBefore } from "../calendar.ts";
import { addDays, type Day, utcDayOf } from "../day.ts";
import { type EpochMs, microsOf } from "../epoch.ts";
import type { Period } from "../period.ts";
import type { ProductTotals, Totals } from "../summary.ts";

/** What a digest sums up: a week from Monday to Sunday, or a billing month. */
export type DigestSpan = "week" | "month";

/** The first days of the spans of which the last digest was made. */
export type SentDigests = Readonly<Partial<Record<DigestSpan, Day>>>;

/** A finished week or billing month in numbers. All of it is known. */
export interface Digest {
  readonly span: DigestSpan;
  readonly period: Period;
  readonly totals: Totals;
  /** Costliest first. */
  readonly products: readonly ProductTotals[];
  /** The span before, where all of it is known too. */
  readonly before?: Totals;
}

/** Whether all of it is known is for its reader to see. */
export interface DueDigest {
  readonly span: DigestSpan;
  readonly period: Period;
}

/** The last finished spans of which no digest has been made, at `today` (a day of the billing time zone). */
export function dueDigests(
  spans: readonly DigestSpan[],
  sent: SentDigests,
  today: Day,
  cycleStart: CycleStart,
): readonly DueDigest[] {
  return spans.flatMap((span) => {
    const period = unitBefore(today, span === "week" ? "week" : "billingMonth", cycleStart);
    return (sent[span] ?? "") >= period.since ? [] : [{ span, period }];
  });
}

/** What is stored of it, as far as it is to be believed at `now`; the billing day may be a day ahead of the UTC date. */
export function believedDigests(sent: SentDigests, now: EpochMs): SentDigests {
  const latest = addDays(utcDayOf(microsOf(now)), 1);
  return Object.fromEntries(Object.entries(sent).filter(([, since]) => since <= latest));
}
