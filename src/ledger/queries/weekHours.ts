import type { TransactionFilter } from "../../domain/filter.ts";
import type { Interval } from "../../domain/period.ts";
import type { Micros } from "../../domain/transaction.ts";
import type { ZoneClock } from "../../domain/zoneClock.ts";
import { HOURS_PER_WEEK, hourOfWeek } from "../rollups/rollupCells.ts";
import { MICROS_PER_HOUR } from "../rows/hourRows.ts";
import type { HourTest } from "../rows/rowMatch.ts";

/** Hours of the week on the billing zone's clock, of which a filter wants some. */
export class WeekHours {
  readonly #clock: ZoneClock;
  /** By weekday (0 = Monday) * 24 + hour. */
  readonly #wanted = new Uint8Array(HOURS_PER_WEEK);

  constructor(clock: ZoneClock, weekdays: readonly number[] | undefined, hours: readonly number[] | undefined) {
    this.#clock = clock;
    for (let cell = 0; cell < this.#wanted.length; cell++) {
      const day = weekdays?.includes(Math.floor(cell / 24)) ?? true;
      this.#wanted[cell] = day && (hours?.includes(cell % 24) ?? true) ? 1 : 0;
    }
  }

  /** Rows within the wanted hours. */
  test(): HourTest {
    return (hour) => (row) => this.#has(hour.at(row));
  }

  /** The wanted parts of an interval, ascending: whoever reads only these is spared the other hours. */
  within({ from, to }: Interval): readonly Interval[] {
    const parts: Interval[] = [];
    for (const span of this.#clock.spans(from, to)) {
      const last = Math.floor((span.to - 1 + span.offset) / MICROS_PER_HOUR);
      for (let hour = Math.floor((span.from + span.offset) / MICROS_PER_HOUR); hour <= last; hour++) {
        if (!this.#wants(hour)) continue;
        const start = Math.max(hour * MICROS_PER_HOUR - span.offset, span.from);
        const end = Math.min((hour + 1) * MICROS_PER_HOUR - span.offset, span.to);
        const before = parts.at(-1);
        if (before?.to === start) parts[parts.length - 1] = { from: before.from, to: end };
        else parts.push({ from: start, to: end });
      }
    }
    return parts;
  }

  #has(at: Micros): boolean {
    return this.#wants(this.#clock.localHour(at));
  }

  /** `localHour`: hours since 1970 on the zone's clock. */
  #wants(localHour: number): boolean {
    return this.#wanted[hourOfWeek(localHour)] === 1;
  }
}

/** The hours that a filter wants; undefined for all of them. */
export function weekHoursOf(clock: ZoneClock, { weekdays, hours }: TransactionFilter): WeekHours | undefined {
  return weekdays === undefined && hours === undefined ? undefined : new WeekHours(clock, weekdays, hours);
}
