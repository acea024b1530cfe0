import { addDays, type Day, dayIn, startOfDay } from "../../day.ts";
import { type EpochMs, microsOf, millisOf } from "../../epoch.ts";
import { pathOf, type TopicPath } from "../alertTopic.ts";
import { type Silencing, silenceOf } from "../silencing.ts";
import { type Finding, productOf, subjectOf } from "./finding.ts";

/** Keys of the findings that were told, latest last; plain data for the ledger's states, see `ThresholdState` about sharing it. */
export interface FindingAlertState {
  readonly told: readonly string[];
}

export const NO_FINDING_TOLD: FindingAlertState = { told: [] };

/** Up to this many keys none is forgotten; beyond, those that can not be found again, however many there are of the others. */
const KEYS_KEPT = 300;
/** An event is found again for a fortnight at most. */
const DAYS_KEPT = 30;
const DAY_LENGTH = "YYYY-MM-DD".length;

/** For snooze and mute: "anomaly/silence/product/UPI" below "anomaly/silence" below "anomaly". */
export function topicOf({ kind, product }: Finding): TopicPath {
  return pathOf({ kind: "anomaly", finding: kind, ...productOf(product) });
}

/**
 * Which findings to tell: each event once. A snoozed one is told when the snooze ends, if it is still found; a muted one counts
 * as told. What was told of the total counts for the product that drove it, because it is the same event.
 */
export function decideFindingAlerts(
  findings: readonly Finding[],
  state: FindingAlertState,
  silencing: Silencing,
  now: EpochMs,
): { readonly alerts: readonly Finding[]; readonly state: FindingAlertState } {
  const told = new Set(state.told);
  const current = new Set<string>();
  const alerts: Finding[] = [];
  for (const finding of findings) {
    const silence = silenceOf(silencing, topicOf(finding), now);
    if (silence === "snoozed") continue;
    if (!told.has(finding.key) && !current.has(finding.key) && silence === "audible") alerts.push(finding);
    current.add(finding.key);
    if (finding.product === undefined && finding.driver !== undefined) {
      current.add(`${subjectOf(finding.kind, finding.driver.product)}/${dayOfKey(finding.key)}`);
    }
  }
  for (const key of current) told.add(key);
  const kept = [...told].filter((key) => told.size <= KEYS_KEPT || current.has(key) || dayOfKey(key) >= oldest(now));
  const isSame = kept.length === state.told.length && kept.every((key, index) => key === state.told[index]);
  return { alerts, state: isSame ? state : { told: kept } };
}

function oldest(now: EpochMs): Day {
  return addDays(dayIn("UTC", microsOf(now)), -DAYS_KEPT);
}

/** The billing day with which a finding's key ends. */
export function dayOfKey(key: string): Day {
  return key.slice(-DAY_LENGTH);
}

/** Nobody needs to hear of older days when the editor is opened again. */
const DAYS_CAUGHT_UP = 7;

/**
 * The instants, ascending, as of which to look for anomalies when the ledger is filled up to `filledUntil`: the ends of
 * the last week's days, during which no editor may have run, and `filledUntil` itself. A night is so judged on the next morning.
 */
export function instantsToJudge(zone: string, filledUntil: EpochMs): readonly EpochMs[] {
  const today = dayIn(zone, microsOf(filledUntil));
  const ends = Array.from({ length: DAYS_CAUGHT_UP }, (_, index) => addDays(today, index + 1 - DAYS_CAUGHT_UP));
  return [...ends.map((day) => millisOf(startOfDay(zone, day)) - 1), filledUntil];
}
