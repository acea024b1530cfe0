import { dayFromNumber } from "../../domain/day.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from "../../domain/transaction.ts";

/** Writes one kind of text about what a clock shows; `wall` is UTC plus the clock's offset. */
export type WallWriter = (wall: Micros) => string;

/** "2026-03-01". Remembers the last day's text, because rows come in the order of time. */
export function dateWriter(): WallWriter {
  let dayNumber = Number.NaN;
  let text = "";
  return (wall) => {
    const number = Math.floor(wall / MICROS_PER_DAY);
    if (number !== dayNumber) {
      dayNumber = number;
      text = dayFromNumber(number);
    }
    return text;
  };
}

/** "23:59:59": whole seconds, cut. Rounded ones could belong to the next day. */
export function clockText(wall: Micros): string {
  const seconds = Math.floor(inDay(wall) / MICROS_PER_SECOND);
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

/**
 * "2026-03-01 23:59:59.999999": what the clock on the wall shows, exact. Without an offset, or readers turn it into UTC or their
 * own zone, and a row near midnight changes its month.
 */
export function wallWriter(): WallWriter {
  const date = dateWriter();
  return (wall) => `${date(wall)} ${exactClockText(wall)}`;
}

/** "2026-03-01T18:29:59.999999+00:00": the instant in UTC, in the service's own notation. */
export function instantWriter(): WallWriter {
  const date = dateWriter();
  return (at) => `${date(at)}T${exactClockText(at)}+00:00`;
}

function exactClockText(wall: Micros): string {
  return `${clockText(wall)}.${String(inDay(wall) % MICROS_PER_SECOND).padStart(6, "0")}`;
}

/** Microseconds since midnight; before 1970 too. */
function inDay(wall: Micros): Micros {
  return wall - Math.floor(wall / MICROS_PER_DAY) * MICROS_PER_DAY;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
