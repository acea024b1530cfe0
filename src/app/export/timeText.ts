import { dayFromNumber } from "../../domain/day.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from "../../domain/transaction.ts";

/** Writes instants as ISO 8601 with six decimals and an offset: "2024-05-12T05:03:32.092089+05:30". */
export type TimeWriter = (at: Micros, offset: Micros) => string;

/** A time writer remembers the last day's text, because rows come in the order of time. */
export function timeWriter(): TimeWriter {
  let dayNumber = Number.NaN;
  let day = "";
  return (at, offset) => {
    const local = at + offset;
    const number = Math.floor(local / MICROS_PER_DAY);
    if (number !== dayNumber) {
      dayNumber = number;
      day = dayFromNumber(number);
    }
    const inDay = local - number * MICROS_PER_DAY;
    const seconds = Math.floor(inDay / MICROS_PER_SECOND);
    const micros = String(inDay - seconds * MICROS_PER_SECOND).padStart(6, "0");
    return `${day}T${clockText(seconds)}.${micros}${offsetText(offset)}`;
  };
}

function clockText(seconds: number): string {
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

function offsetText(offset: Micros): string {
  const minutes = Math.floor(Math.abs(offset) / (60 * MICROS_PER_SECOND));
  return `${offset < 0 ? "-" : "+"}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
