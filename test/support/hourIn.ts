import { minuteIn } from "../../src/domain/day.ts";

/** Hour of the day (0-23) in a time zone; `at` in microseconds. */
export function hourIn(zone: string, at: number): number {
  return Math.floor(minuteIn(zone, at) / 60);
}
