import {
  type Detector,
  fixedZScore,
  ourRules,
  type Score,
  scoreYear,
  threeTimesTheMean,
} from "../support/scoredYear.ts";

/**
 * Precision and recall of the anomaly rules on generated years with planted events, beside two plain references.
 * Arguments: first seed, number of seeds, hours between two judgements of a day, "rough" for
 * years with holidays, month ends and growth, "list" to name what went wrong.
 */
const [firstSeed = 1, count = 20, step = 6] = process.argv.slice(2, 5).map(Number);
const years = process.argv.includes("rough") ? "rough" : "even";
const listing = process.argv.includes("list");
const hours = Array.from({ length: 24 / step }, (_, index) => (index + 1) * step);
const detectors = new Map<string, Detector>([
  ["our rules", ourRules],
  ["fixed z-score > 3", fixedZScore],
  ["3 x the mean", threeTimesTheMean],
]);

const scores = new Map<string, Score[]>([...detectors.keys()].map((name) => [name, []]));
for (let seed = firstSeed; seed < firstSeed + count; seed++) {
  for (const [name, score] of scoreYear(seed, hours, detectors, years)) {
    scores.get(name)?.push(score);
    if (!listing || name !== "our rules") continue;
    for (const alarm of score.falseAlarms)
      console.log(`seed ${seed}: false ${alarm.key} at ${alarm.day} ${alarm.hour}:00`);
    for (const alarm of score.repeats) console.log(`seed ${seed}: again ${alarm.key} at ${alarm.day} ${alarm.hour}:00`);
    for (const [kind, { events, found, foundOnTheDay }] of score.perKind) {
      if (foundOnTheDay < events)
        console.log(`seed ${seed}: ${kind} ${events} planted, ${found} found, ${foundOnTheDay} on the day`);
    }
  }
}

console.log(`\n${years} years, seeds ${firstSeed} to ${firstSeed + count - 1}, judged every ${step} h`);
console.table(
  Object.fromEntries(
    [...scores].map(([name, all]) => {
      const sum = (of: (score: Score) => number) => all.reduce((total, score) => total + of(score), 0);
      const falseAlarms = sum((score) => score.falseAlarms.length);
      const told = sum((score) => score.hits + score.repeats.length) + falseAlarms;
      return [
        name,
        {
          events: sum((score) => score.events),
          precision: percent(told - falseAlarms, told),
          recall: percent(
            sum((score) => score.found),
            sum((score) => score.events),
          ),
          "on the day": percent(
            sum((score) => score.foundOnTheDay),
            sum((score) => score.events),
          ),
          "false alarms a month": (falseAlarms / sum((score) => score.months)).toFixed(3),
          "said again per event": (sum((score) => score.repeats.length) / sum((score) => score.events)).toFixed(2),
        },
      ];
    }),
  ),
);
const kinds = [...new Set([...scores.values()].flat().flatMap(({ perKind }) => [...perKind.keys()]))];
console.table(
  Object.fromEntries(
    kinds.map((kind) => {
      const row: Record<string, string | number> = {};
      for (const [name, all] of scores) {
        const ofKind = all.flatMap(({ perKind }) => perKind.get(kind) ?? []);
        const sum = (of: "events" | "found" | "foundOnTheDay") => ofKind.reduce((total, one) => total + one[of], 0);
        const found = ofKind.flatMap((one) => one.hours).sort((a, b) => a - b);
        row.planted = sum("events");
        row[`${name}: found, on the day`] = `${sum("found")}, ${sum("foundOnTheDay")}`;
        if (name === "our rules") row["median hour"] = found[Math.floor(found.length / 2)] ?? "";
      }
      return [kind, row];
    }),
  ),
);

function percent(part: number, whole: number): string {
  return whole === 0 ? "" : `${((100 * part) / whole).toFixed(1)} %`;
}
