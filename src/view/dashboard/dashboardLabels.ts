import type { TransactionFilter } from "../../domain/filter.ts";
import type { Extent } from "../../domain/known.ts";
import type { LabelTotals, ShownLabels } from "../../domain/labelCount.ts";
import { NO_LABEL } from "../../domain/labelRules.ts";
import { formatMoney, type Money } from "../../domain/money.ts";
import { successRate } from "../../domain/summary.ts";
import type { LabelCard, LabelRow } from "../../protocol.ts";
import { asFarAsKnown } from "../honestStates.ts";
import { labelFaults } from "../labelTexts.ts";
import { formatCalls, formatShare } from "../numbers.ts";
import { problemText } from "../wording.ts";

/** Spend by label, as ranked bars with what has no label last: together they are the period under the filter in force. */
export function labelCardOf(
  { totals, isPending, ignored, problem }: ShownLabels,
  filter: TransactionFilter,
  extent: Extent,
): LabelCard {
  const whole = totals.reduce((sum, { charge }) => sum + charge, 0);
  const labelled = totals.reduce((sum, { label, charge }) => (label === undefined ? sum : sum + charge), 0);
  const several = totals.filter(({ calls }) => calls > 0).length > 1;
  const share = whole > 0 ? ` (${formatShare(labelled / whole)})` : "";
  return {
    summary: isPending
      ? "Being added up…"
      : totals.length === 0
        ? ""
        : `${asFarAsKnown(formatMoney(labelled), extent)} of ${asFarAsKnown(formatMoney(whole), extent)}${share} has a label`,
    rows: totals.map((each) => rowOf(each, { whole, several, filter, extent })),
    faults: [
      ...(problem === undefined ? [] : [problemText(problem).what]),
      ...(ignored.length === 0 ? [] : [labelFaults(ignored)]),
    ],
    pending: isPending,
  };
}

interface Around {
  readonly whole: Money;
  readonly several: boolean;
  readonly filter: TransactionFilter;
  readonly extent: Extent;
}

function rowOf({ label, same, ...totals }: LabelTotals, { whole, several, filter, extent }: Around): LabelRow {
  const rate = successRate(totals);
  const selected = same !== undefined && isIn(same, filter);
  const narrows = same === undefined ? undefined : selected ? without(same, filter) : { ...filter, ...same };
  return {
    label: label ?? NO_LABEL,
    isRest: label === undefined,
    charge: asFarAsKnown(formatMoney(totals.charge), extent),
    calls: formatCalls(totals.calls),
    share: whole > 0 ? Math.min(1, Math.max(0, totals.charge / whole)) : 0,
    shareText: whole > 0 ? formatShare(totals.charge / whole) : "—",
    successRate: rate === undefined ? "—" : formatShare(rate),
    selected,
    // Where there is nothing else, a filter would narrow nothing.
    ...(narrows !== undefined && (selected || several) ? { narrows } : {}),
  };
}

/** The filter says of products or messages exactly what the label comes to. */
function isIn({ products, messages }: NonNullable<LabelTotals["same"]>, filter: TransactionFilter): boolean {
  return products === undefined ? isSameList(messages, filter.messages) : isSameList(products, filter.products);
}

function isSameList(some: readonly string[] = [], others: readonly string[] = []): boolean {
  return some.length > 0 && some.length === others.length && some.every((text) => others.includes(text));
}

function without(same: NonNullable<LabelTotals["same"]>, filter: TransactionFilter): TransactionFilter {
  const { products, messages, ...others } = filter;
  return same.products === undefined
    ? { ...others, ...(products === undefined ? {} : { products }) }
    : { ...others, ...(messages === undefined ? {} : { messages }) };
}
