import type { Day } from "../day.ts";
import type { EpochMs } from "../epoch.ts";
import type { Money } from "../money.ts";
import { pathOf, type TopicPath } from "./alertTopic.ts";
import { productOf } from "./anomaly/finding.ts";
import { type BudgetUse, isMeasured, type MeasuredUse } from "./budget.ts";
import { type Silencing, silenceOf } from "./silencing.ts";

/** In percent of a budget. */
export const DEFAULT_THRESHOLDS: readonly number[] = [80, 100];

/**
 * What has been told about each limit, plain data for the ledger's states: shared by all editor windows and kept over reloads.
 * Whoever decides must read it, decide, and write it in one step that no other window can interleave (or write on the condition
 * that it is unchanged), and notify only after the write: then each crossing is told once.
 */
export interface ThresholdState {
  /** By scope of the {@link BudgetUse}; per scope the periods judged last, newest judgement last. */
  readonly scopes: Readonly<Record<string, readonly ThresholdRecord[]>>;
}

export interface ThresholdRecord {
  /** First day of the day or billing month: a new cycle tells its crossings anew, and each once. */
  readonly since: Day;
  /** The limit that was judged last. */
  readonly limit: Money;
  /**
   * Per limit (its digits) the highest threshold in percent that was told or outlived. Limits are kept apart, so that a window
   * which still reads an older setting can not set off what another window has told already.
   */
  readonly told: Readonly<Record<string, number>>;
}

export const NOTHING_TOLD: ThresholdState = { scopes: {} };

/** A threshold that was crossed and has not been told. */
export interface ThresholdAlert {
  readonly use: MeasuredUse;
  /** The highest threshold crossed, in percent. */
  readonly threshold: number;
  /** For snooze and mute. */
  readonly topic: TopicPath;
}

export interface ThresholdDecision {
  readonly alerts: readonly ThresholdAlert[];
  /** The same object as was passed in when there is nothing to write. */
  readonly state: ThresholdState;
}

/** A clock that is set back to an earlier period must not tell that period's crossings anew; a few periods are enough for that. */
const PERIODS_KEPT = 4;

/**
 * Decides which crossings to tell. Once per scope, period, limit and threshold, the highest only. A new period starts afresh.
 * When the limit changes, thresholds that are still crossed stay told and the others are armed again: raising a budget is not
 * a crossing, lowering it below what is spent is one. Spend that falls (a refund) arms nothing. A snoozed scope is not judged and
 * tells what is still crossed when the snooze ends; a muted one counts as told.
 */
export function decideThresholds(
  uses: readonly BudgetUse[],
  thresholds: readonly number[],
  state: ThresholdState,
  silencing: Silencing,
  now: EpochMs,
): ThresholdDecision {
  const alerts: ThresholdAlert[] = [];
  const changed: [string, readonly ThresholdRecord[]][] = [];
  for (const use of uses) {
    // What nobody measured crosses nothing, and must not count as judged either.
    if (!isMeasured(use)) continue;
    const topic = pathOf({ kind: "budget", span: use.span, ...productOf(use.product) });
    const silence = silenceOf(silencing, topic, now);
    if (silence === "snoozed") continue;
    const records = state.scopes[use.scope] ?? [];
    const record = records.find(({ since }) => since === use.period.since);
    const crossed = highestCrossed(use, thresholds);
    const told = toldBefore(record, use, crossed);
    if (crossed > told && silence === "audible") alerts.push({ use, threshold: crossed, topic });
    const next: ThresholdRecord = {
      since: use.period.since,
      limit: use.limit,
      told: { ...record?.told, [use.limit]: Math.max(crossed, told) },
    };
    if (record !== undefined && record.limit === next.limit && record.told[use.limit] === next.told[use.limit])
      continue;
    changed.push([use.scope, [...records.filter((other) => other !== record), next].slice(-PERIODS_KEPT)]);
  }
  if (changed.length === 0) return { alerts, state };
  return { alerts, state: { scopes: { ...state.scopes, ...Object.fromEntries(changed) } } };
}

/** 0 when none is crossed. Compared as products of integers: 80 % of ₹2,000 is crossed at ₹1,600.00 exactly. */
function highestCrossed({ spent, limit }: MeasuredUse, thresholds: readonly number[]): number {
  return Math.max(0, ...thresholds.filter((threshold) => threshold > 0 && spent * 100 >= limit * threshold));
}

/** The highest threshold that needs no telling for this limit. */
function toldBefore(record: ThresholdRecord | undefined, use: BudgetUse, crossed: number): number {
  if (record === undefined) return 0;
  const sameLimit = record.told[use.limit];
  if (sameLimit !== undefined) return sameLimit;
  const told = record.told[record.limit] ?? 0;
  return use.limit > record.limit ? Math.min(told, crossed) : told;
}
