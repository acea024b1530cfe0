import { dayFromNumber, offsetAt } from "../../domain/day.ts";
import { type Interval, intervalOf } from "../../domain/period.ts";
import { MICROS_PER_DAY, type Micros } from "../../domain/transaction.ts";

const MICROS_PER_HOUR = 3_600_000_000;
const QUARTER = 900_000_000;

/** A stretch of time [from, to) with one offset from UTC. */
export interface OffsetSpan {
  readonly from: Micros;
  readonly to: Micros;
  readonly offset: Micros;
}

/**
 * Billing days and hours of millions of instants: asks the time zone database once per UTC day and finds a change of offset
 * inside a day by bisection. Changes happen on quarter hours, at most one a day (true of every zone since 1973).
 */
export class ZoneClock {
  readonly zone: string;
  readonly #days = new Map<number, readonly OffsetSpan[]>();
  #last: OffsetSpan = { from: 0, to: 0, offset: 0 };

  constructor(zone: string) {
    this.zone = zone;
  }

  /** Hours since 1970-01-01T00:00 on the zone's own clock. Day = floor(n / 24), hour of day = n mod 24. */
  localHour(at: Micros): number {
    if (at < this.#last.from || at >= this.#last.to) {
      const spans = this.#spansOfDay(Math.floor(at / MICROS_PER_DAY));
      this.#last = spans.find((span) => at < span.to) ?? this.#last;
    }
    return Math.floor((at + this.#last.offset) / MICROS_PER_HOUR);
  }

  /** When the hour of the zone's clock that an instant lies in is over, or its offset changes. */
  endOfHour(at: Micros): Micros {
    const next = (this.localHour(at) + 1) * MICROS_PER_HOUR - this.#last.offset;
    return Math.min(next, this.#last.to);
  }

  /** The stretches of constant offset that make up [from, to). */
  spans(from: Micros, to: Micros): readonly OffsetSpan[] {
    const spans: OffsetSpan[] = [];
    for (let day = Math.floor(from / MICROS_PER_DAY); day * MICROS_PER_DAY < to; day++) {
      for (const span of this.#spansOfDay(day)) {
        const cut = { from: Math.max(span.from, from), to: Math.min(span.to, to), offset: span.offset };
        if (cut.from >= cut.to) continue;
        const previous = spans.at(-1);
        if (previous?.offset === cut.offset) spans[spans.length - 1] = { ...previous, to: cut.to };
        else spans.push(cut);
      }
    }
    return spans;
  }

  /** The instants of a day of the zone, given as a day number. */
  dayInterval(day: number): Interval {
    const date = dayFromNumber(day);
    return intervalOf({ since: date, until: date }, this.zone);
  }

  #spansOfDay(day: number): readonly OffsetSpan[] {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const from = day * MICROS_PER_DAY;
    const to = from + MICROS_PER_DAY;
    const offset = offsetAt(this.zone, from);
    const last = offsetAt(this.zone, to - QUARTER);
    const change = offset === last ? to : this.#changeBetween(from, to - QUARTER, offset);
    const spans = [{ from, to: change, offset }];
    if (change < to) spans.push({ from: change, to, offset: last });
    this.#days.set(day, spans);
    return spans;
  }

  /** First quarter hour after `low` (which has `offset`) at which the offset is another one; `high` has another one. */
  #changeBetween(low: Micros, high: Micros, offset: Micros): Micros {
    let before = low / QUARTER;
    let after = high / QUARTER;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(this.zone, middle * QUARTER) === offset) before = middle;
      else after = middle;
    }
    return after * QUARTER;
  }
}
