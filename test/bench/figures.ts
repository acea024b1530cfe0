import { writeFileSync } from "node:fs";

/** One measured figure beside what it is compared with; both were taken in the same run on the same machine. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is compared with, in the same unit; absent where the goal is absolute. */
  readonly reference?: { readonly name: string; readonly value: number };
  /** value / reference. */
  readonly ratio?: number;
  /** Words of the design, section 6. */
  readonly goal: string;
  readonly met: boolean;
}

/** A figure that is there to be compared with others. */
export function told(name: string, value: number, unit: string): Figure {
  return { name, value, unit, goal: "", met: true };
}

/** A figure that must stay at or under a limit. */
export function atMost(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value, unit, goal: `at most ${limit} ${unit}`, met: value <= limit };
}

/** What the same work takes on this machine in the same run, and took on the one that the absolute goals were set on. */
export interface Calibration {
  readonly name: string;
  readonly ms: number;
  readonly referenceMs: number;
}

/** A time that must stay at or under a limit on the machine of the goal, and pro rata on a slower one. */
export function atMostCalibrated(name: string, value: number, limit: number, calibration: Calibration): Figure {
  const slower = Math.max(1, calibration.ms / calibration.referenceMs);
  const here = `${short(limit * slower)} ms here, where ${calibration.name} takes ${short(slower)} x as long`;
  return { name, value, unit: "ms", goal: `at most ${limit} ms (${here})`, met: value <= limit * slower };
}

/** A figure whose ratio to a reference must stay at or under a limit. */
export function ratioAtMost(
  name: string,
  value: number,
  unit: string,
  reference: { readonly name: string; readonly value: number },
  limit: number,
): Figure {
  const ratio = value / reference.value;
  return { name, value, unit, reference, ratio, goal: `at most ${limit} x ${reference.name}`, met: ratio <= limit };
}

export function printTable(figures: readonly Figure[]): void {
  const rows = figures.map(({ name, value, unit, reference, ratio, goal, met }) => [
    name,
    `${short(value)} ${unit}`,
    reference === undefined ? "" : `${reference.name}: ${short(reference.value)} ${unit}`,
    ratio === undefined ? "" : `${ratio.toFixed(2)} x`,
    goal,
    goal === "" ? "" : met ? "met" : "MISSED",
  ]);
  const table = [["figure", "value", "reference", "ratio", "goal", ""], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Writes the list that `npm run bench` promises. */
export function writeResults(file: string, figures: readonly Figure[]): void {
  writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
