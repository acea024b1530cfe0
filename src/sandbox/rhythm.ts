/** When a product is called: by an office's staff, or by an app's customers who also come in the evening and at weekends. */
export type Rhythm = "office" | "consumer";

/** `full`: every day counts as a working day, for benchmarks that need seven equal days. */
export type Weekends = "quiet" | "full";

/** Relative calls per hour of the day in IST, from midnight. */
const HOURS: Readonly<Record<Rhythm, readonly number[]>> = {
  office: [
    0.12, 0.08, 0.06, 0.05, 0.06, 0.1, 0.3, 0.6, 1.3, 3.2, 5.8, 6.7, 6.1, 4.4, 5.6, 6.4, 6.1, 5.4, 3.9, 2.4, 1.5, 0.9,
    0.5, 0.25,
  ],
  consumer: [
    0.6, 0.35, 0.2, 0.15, 0.2, 0.4, 1, 1.9, 2.9, 3.8, 4.6, 5, 4.9, 4.5, 4.4, 4.6, 4.8, 5, 5.4, 5.8, 5.6, 4.7, 3.1, 1.5,
  ],
};

/** Calls on Monday … Sunday relative to an average working day. */
const WEEKDAYS: Readonly<Record<Rhythm, readonly number[]>> = {
  office: [1.03, 1.06, 1.01, 0.98, 0.92, 0.3, 0.18],
  consumer: [1.01, 0.99, 0.98, 1, 1.02, 0.82, 0.74],
};

const DAY_SUM: Readonly<Record<Rhythm, number>> = { office: sum(HOURS.office), consumer: sum(HOURS.consumer) };

/** Share of an average working day's calls that falls into one half hour of an IST hour on a weekday (0 = Monday). */
export function halfHourShare(rhythm: Rhythm, weekday: number, hour: number, weekends: Weekends): number {
  const share = (HOURS[rhythm][hour] ?? 0) / DAY_SUM[rhythm] / 2;
  return weekends === "full" ? share : share * (WEEKDAYS[rhythm][weekday] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
