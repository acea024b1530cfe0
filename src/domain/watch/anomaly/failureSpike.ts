import { dayFromNumber } from "../../day.ts";
import type { Money } from "../../money.ts";
import { knownDays } from "../baseline.ts";
import { median, robustDeviation } from "../robust.ts";
import type { UsageHistory } from "../usageHistory.ts";
import { type Finding, filterOf, type Judgement, keyOf, productOf } from "./finding.ts";

/** Calls with a known outcome that a day needs before its failure rate means anything: in the past, and when it is judged. */
const MIN_PAST_CALLS = 10;
const MIN_CALLS = 20;
const MIN_PAST_DAYS = 7;
/** The rate must rise by this much … */
const MIN_RISE = 0.15;
/** … and by this many deviations: of past days, or of chance where that is wider. */
const DEVIATIONS = 6;
const MAX_DAYS = 14;
/** Part of the floor that the additional failures must be worth: failing calls are work undone, not only money. */
const FLOOR_SHARE = 0.2;

/** Far more of the day's calls fail than usual. Roll-ups by the hour know no outcomes, so the day so far is judged as one. */
export function failureSpike(judgement: Judgement, product: string | undefined): Finding | undefined {
  const { history, time, failures } = judgement;
  const spike = spikeOn(judgement, product, time.day);
  if (spike === undefined) return undefined;
  let first = time.day;
  while (time.day - first < MAX_DAYS && spikeOn(judgement, product, first - 1) !== undefined) first--;
  const today = history.totals(product, time.day);
  const [worst] = failures
    .filter((group) => (product === undefined || group.product === product) && group.calls * 2 >= today.failures)
    .sort((a, b) => b.calls - a.calls);
  const driver = product ?? worst?.product;
  const since = dayFromNumber(first);
  return {
    kind: "failureSpike",
    ...productOf(product),
    since: { day: since },
    observed: spike.rate,
    usual: spike.usual,
    ...(driver === undefined
      ? {}
      : { driver: worst === undefined ? { product: driver } : { product: driver, message: worst.message } }),
    key: keyOf("failureSpike", product, since),
    opens: {
      period: { since, until: dayFromNumber(time.day) },
      filter: { ...filterOf(product), outcomes: ["failure"] },
    },
  };
}

function spikeOn({ history, floor }: Judgement, product: string | undefined, day: number) {
  const totals = history.totals(product, day);
  const calls = totals.successes + totals.failures;
  if (calls < MIN_CALLS) return undefined;
  const rate = totals.failures / calls;
  const past = knownDays(history, product, day)
    .map((other) => history.totals(product, other))
    .filter((other) => other.successes + other.failures >= MIN_PAST_CALLS);
  if (past.length < MIN_PAST_DAYS) return undefined;
  const rates = past.map((other) => other.failures / (other.successes + other.failures));
  const typical = median(rates);
  const spread = robustDeviation(rates);
  // One more failure and one more success (Laplace), because a product that has never failed may still fail by chance.
  const chance = (typical * calls + 1) / (calls + 2);
  const deviation = Math.max(spread, Math.sqrt((chance * (1 - chance)) / calls));
  if (rate - typical < Math.max(MIN_RISE, DEVIATIONS * deviation)) return undefined;
  if (worthOf(history, product, day, typical) < floor * FLOOR_SHARE) return undefined;
  const usual = {
    low: Math.max(0, typical - 2 * spread),
    typical,
    high: Math.min(1, typical + 2 * spread),
    days: past.length,
  };
  return { rate, usual };
}

/** What the additional failures would usually have cost, whether or not they are charged; each product at its own price. */
function worthOf(history: UsageHistory, product: string | undefined, day: number, rate: number): Money {
  return (product === undefined ? history.products : [product]).reduce((sum, each) => {
    const { successes, failures } = history.totals(each, day);
    const past = knownDays(history, each, day).map((other) => history.totals(each, other));
    const calls = past.reduce((all, totals) => all + totals.calls, 0);
    const charge = past.reduce((all, totals) => all + totals.charge, 0);
    const additional = Math.max(0, failures - rate * (successes + failures));
    return calls === 0 ? sum : sum + (additional * charge) / calls;
  }, 0);
}
