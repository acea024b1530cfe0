import type { EpochMs } from "../../epoch.ts";
import type { Money } from "../../money.ts";
import type { FailureGroup } from "../../summary.ts";
import { usualBetween } from "../baseline.ts";
import { localTime, type UsageHistory } from "../usageHistory.ts";
import { failureSpike } from "./failureSpike.ts";
import { type Finding, type Judgement, MIN_FLOOR } from "./finding.ts";
import { newProduct } from "./newProduct.ts";
import { priceChange } from "./priceChange.ts";
import { silence } from "./silence.ts";
import { spendSpike } from "./spendSpike.ts";

/** Part of a usual day's spend of the whole account below which nothing is worth a word. */
const FLOOR_SHARE = 0.03;

/**
 * What is unusual as of `asOf`, which must be an instant up to which the ledger is filled: what comes later in the
 * history is ignored, except that the totals of the judged day are taken as those up to `asOf`. `failures` are the charged
 * failures of that day; they name the message behind a finding. Worst kinds first, products in order; empty where there is not
 * enough data to call anything usual.
 */
export function findAnomalies(
  history: UsageHistory,
  asOf: EpochMs,
  failures: readonly FailureGroup[],
): readonly Finding[] {
  const time = localTime(history.zone, asOf);
  const judgement: Judgement = { history, time, failures, floor: floorOn(history, time.day) };
  const silent = silence(judgement, undefined);
  // Nothing at all comes in: that is one fact, not one per product.
  if (silent !== undefined) return [silent];
  const perProduct = history.products.flatMap((product) => findingsOf(judgement, product));
  const found = (kind: Finding["kind"]) => perProduct.some((finding) => finding.kind === kind);
  const total = [
    found("spendSpike") ? undefined : spendSpike(judgement, undefined),
    found("failureSpike") || found("spendSpike") ? undefined : failureSpike(judgement, undefined),
  ];
  return [...total, ...perProduct].filter((finding) => finding !== undefined).sort(byKind);
}

/** One event often trips several rules; only the one that explains it speaks. */
function findingsOf(judgement: Judgement, product: string): Finding[] {
  const fresh = newProduct(judgement, product);
  if (fresh !== undefined) return [fresh];
  const price = priceChange(judgement, product);
  const spike = spendSpike(judgement, product);
  if (spike !== undefined) {
    // As many calls as usual, each of them dearer: the price is the news. Otherwise a flood of one kind of call moved the average.
    return price !== undefined && !hasMoreCalls(judgement, product) ? [price] : [spike];
  }
  return [price, failureSpike(judgement, product), silence(judgement, product)].filter(
    (finding) => finding !== undefined,
  );
}

function hasMoreCalls({ history, time }: Judgement, product: string): boolean {
  const usual = usualBetween(history, product, "calls", time.day, 0, time.minute);
  const calls = history.running(product, "calls", time.day)?.[Math.ceil(time.minute / 60)] ?? 0;
  return usual === undefined || calls > usual.high;
}

function floorOn(history: UsageHistory, day: number): Money {
  const usual = usualBetween(history, undefined, "charge", day, 0, 1440);
  return Math.max(MIN_FLOOR, Math.round((usual?.typical ?? 0) * FLOOR_SHARE));
}

const ORDER: readonly Finding["kind"][] = ["spendSpike", "silence", "failureSpike", "priceChange", "newProduct"];

function byKind(a: Finding, b: Finding): number {
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
}
