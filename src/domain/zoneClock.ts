import { dayFromNumber, offsetAt } from "./day.ts";
import { type Interval, intervalOf } from "./period.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from "./transaction.ts";

const MICROS_PER_HOUR = 3_600_000_000;

/** A stretch of time [from, to) with one offset from UTC. */
export interface OffsetSpan {
  readonly from: Micros;
  readonly to: Micros;
  readonly offset: Micros;
}

/**
 * Billing days and hours of millions of instants: asks the time zone database once per UTC day and finds a change of offset
 * inside a day by bisection, to the second: most happen on quarter hours, those of Antarctica/Casey from 2020 to 2022 at a minute
 * past one. There is at most one a day, in every zone from 1990 to 2035 (a test looks). Before 2012 a few zones set their clocks
 * back across midnight, so that a day came twice; no period reaches as far back.
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
    const last = offsetAt(this.zone, to - MICROS_PER_SECOND);
    const change = offset === last ? to : this.#changeBetween(from, to - MICROS_PER_SECOND, offset);
    const spans = [{ from, to: change, offset }];
    if (change < to) spans.push({ from: change, to, offset: last });
    this.#days.set(day, spans);
    return spans;
  }

  /** First second after `low` (which has `offset`) at which the offset is another one; `high` has another one. */
  #changeBetween(low: Micros, high: Micros, offset: Micros): Micros {
    let before = low / MICROS_PER_SECOND;
    let after = high / MICROS_PER_SECOND;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(this.zone, middle * MICROS_PER_SECOND) === offset) before = middle;
      else after = middle;
    }
    return after * MICROS_PER_SECOND;
  }
}
