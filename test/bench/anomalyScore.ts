import {
  type Detector,
  fixedZScore,
  ourRules,
  type Score,
  scoreYear,
  threeTimesTheMean,
  type Years,
} from "../support/scoredYear.ts";
import { atMost, type Figure } from "./figures.ts";

const OURS = "our rules";
const Z_SCORE = "fixed z-score > 3";
const DETECTORS = new Map<string, Detector>([
  [OURS, ourRules],
  [Z_SCORE, fixedZScore],
  ["3 x the mean", threeTimesTheMean],
]);

/** Seeds that no threshold was tuned on (those were 1 to 20). */
const CONFIRMING_SEED = 101;
const YEARS = 20;
const HOURS_APART = 6;

/** Scores per detector over some generated years. */
type Scores = ReadonlyMap<string, readonly Score[]>;

/** How well the anomaly rules find what was planted in 20 generated years, beside two plain references. */
export function anomalyFigures(): Promise<readonly Figure[]> {
  const scores = scoreYears({ firstSeed: CONFIRMING_SEED, count: YEARS, step: HOURS_APART, years: "even" });
  printScores(scores);
  const ours = scores.get(OURS) ?? [];
  const reference = scores.get(Z_SCORE) ?? [];
  const urgent = ours.map(({ perKind }) =>
    ["runaway", "priceChange", "silence"].flatMap((kind) => perKind.get(kind) ?? []),
  );
  const planted = sumOf(urgent.flat(), ({ events }) => events);
  const onTheDay = sumOf(urgent.flat(), ({ foundOnTheDay }) => foundOnTheDay);
  return Promise.resolve([
    {
      name: "runaway nights, price changes and silences found on their day",
      value: (100 * onTheDay) / planted,
      unit: "%",
      goal: "all",
      met: onTheDay === planted,
    },
    besides("anomalies, recall", percentOf(recallOf(ours)), percentOf(recallOf(reference))),
    besides("anomalies, precision", percentOf(precisionOf(ours)), percentOf(precisionOf(reference))),
    atMost("false alarms a month", falseAlarmsAMonth(ours), "alarms", 1),
  ]);
}

function besides(name: string, value: number, reference: number): Figure {
  const goal = `better than ${Z_SCORE}`;
  return {
    name,
    value,
    unit: "%",
    reference: { name: Z_SCORE, value: reference },
    ratio: value / reference,
    goal,
    met: value > reference,
  };
}

interface ScoreOptions {
  readonly firstSeed: number;
  readonly count: number;
  /** Hours between two judgements of a day. */
  readonly step: number;
  readonly years: Years;
  /** Called with every year, for a listing. */
  readonly onYear?: (seed: number, score: Score) => void;
}

function scoreYears({ firstSeed, count, step, years, onYear }: ScoreOptions): Scores {
  const hours = Array.from({ length: 24 / step }, (_, index) => (index + 1) * step);
  const scores = new Map<string, Score[]>([...DETECTORS.keys()].map((name) => [name, []]));
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    for (const [name, score] of scoreYear(seed, hours, DETECTORS, years)) {
      scores.get(name)?.push(score);
      if (name === OURS) onYear?.(seed, score);
    }
  }
  return scores;
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

function recallOf(scores: readonly Score[]): number {
  return sumOf(scores, ({ found }) => found) / sumOf(scores, ({ events }) => events);
}

/** Part of what was told that was about a planted event; what is told of an event a second time is not wrong. */
function precisionOf(scores: readonly Score[]): number {
  const right = sumOf(scores, ({ hits, repeats }) => hits + repeats.length);
  return right / (right + sumOf(scores, ({ falseAlarms }) => falseAlarms.length));
}

function falseAlarmsAMonth(scores: readonly Score[]): number {
  return sumOf(scores, ({ falseAlarms }) => falseAlarms.length) / sumOf(scores, ({ months }) => months);
}

function percentOf(share: number): number {
  return 100 * share;
}

function printScores(scores: Scores): void {
  const rows = [...scores].map(([name, all]) => {
    const events = sumOf(all, (score) => score.events);
    return [
      name,
      {
        planted: events,
        precision: `${percentOf(precisionOf(all)).toFixed(1)} %`,
        recall: `${percentOf(recallOf(all)).toFixed(1)} %`,
        "on the day": `${percentOf(sumOf(all, (score) => score.foundOnTheDay) / events).toFixed(1)} %`,
        "false alarms a month": falseAlarmsAMonth(all).toFixed(3),
        "told again per event": (sumOf(all, (score) => score.repeats.length) / events).toFixed(3),
      },
    ] as const;
  });
  console.table(Object.fromEntries(rows));
  const kinds = [...new Set([...scores.values()].flat().flatMap(({ perKind }) => [...perKind.keys()]))];
  console.table(Object.fromEntries(kinds.map((kind) => [kind, kindRow(scores, kind)])));
}

function kindRow(scores: Scores, kind: string): Record<string, string | number> {
  const row: Record<string, string | number> = {};
  for (const [name, all] of scores) {
    const ofKind = all.flatMap(({ perKind }) => perKind.get(kind) ?? []);
    row.planted = sumOf(ofKind, ({ events }) => events);
    row[`${name}: found, on the day`] =
      `${sumOf(ofKind, ({ found }) => found)}, ${sumOf(ofKind, (one) => one.foundOnTheDay)}`;
    if (name !== OURS) continue;
    const hours = ofKind.flatMap((one) => one.hours).sort((a, b) => a - b);
    row["median hour"] = hours[Math.floor(hours.length / 2)] ?? "";
  }
  return row;
}

/** Names what went wrong in a year. */
function listYear(seed: number, score: Score): void {
  for (const alarm of score.falseAlarms)
    console.log(`seed ${seed}: false ${alarm.key} at ${alarm.day} ${alarm.hour}:00`);
  for (const alarm of score.repeats) console.log(`seed ${seed}: again ${alarm.key} at ${alarm.day} ${alarm.hour}:00`);
  for (const [kind, { events, found, foundOnTheDay }] of score.perKind) {
    if (foundOnTheDay < events)
      console.log(`seed ${seed}: ${kind} ${events} planted, ${found} found, ${foundOnTheDay} on the day`);
  }
}

// For tuning: `node test/bench/anomalyScore.ts <first seed> <years> <hours apart> [rough]`; see `Years` for rough.
if (import.meta.main) {
  const [firstSeed = 1, count = YEARS, step = HOURS_APART] = process.argv.slice(2, 5).map(Number);
  const years = process.argv.includes("rough") ? "rough" : "even";
  console.log(`${years} years, seeds ${firstSeed} to ${firstSeed + count - 1}, judged every ${step} h`);
  printScores(scoreYears({ firstSeed, count, step, years, onYear: listYear }));
}
