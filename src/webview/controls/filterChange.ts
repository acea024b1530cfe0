import type { TransactionFilter } from "../../domain/filter.ts";

/** The filter with one condition set; undefined or an empty list takes the condition away. */
export function withCondition<Key extends keyof TransactionFilter>(
  filter: TransactionFilter,
  key: Key,
  value: TransactionFilter[Key],
): TransactionFilter {
  const { [key]: _, ...others } = filter;
  const none = value === undefined || (Array.isArray(value) && value.length === 0);
  return none ? others : { ...others, [key]: value };
}

/** A filter with every condition changed by which `to` differs from `from`. */
export function withChange(
  filter: TransactionFilter,
  from: TransactionFilter,
  to: TransactionFilter,
): TransactionFilter {
  const keys = Object.keys({ ...from, ...to }) as (keyof TransactionFilter)[];
  return keys
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .reduce((changed, key) => withCondition(changed, key, to[key]), filter);
}

/** Narrows to one value of a list condition, or lifts the condition when it is just that value. */
export function toggleOnly<Key extends "products" | "outcomes">(
  filter: TransactionFilter,
  key: Key,
  value: NonNullable<TransactionFilter[Key]>[number],
): TransactionFilter {
  const chosen: readonly string[] = filter[key] ?? [];
  const only = chosen.length === 1 && chosen[0] === value;
  return withCondition(filter, key, (only ? undefined : [value]) as TransactionFilter[Key]);
}

/** A cell of the heat map. */
export interface WeekHour {
  readonly weekday: number;
  readonly hour: number;
}

/** The one cell of the heat map that a filter narrows to. */
export function chosenCell({ weekdays = [], hours = [] }: TransactionFilter): WeekHour | undefined {
  const [weekday, ...otherDays] = weekdays;
  const [hour, ...otherHours] = hours;
  if (weekday === undefined || hour === undefined || otherDays.length > 0 || otherHours.length > 0) return undefined;
  return { weekday, hour };
}

/** Narrows to one cell of the heat map, or lifts that when it is just this cell. */
export function toggleCell(filter: TransactionFilter, { weekday, hour }: WeekHour): TransactionFilter {
  const chosen = chosenCell(filter);
  const { weekdays: _, hours: __, ...others } = filter;
  if (chosen?.weekday === weekday && chosen.hour === hour) return others;
  return { ...others, weekdays: [weekday], hours: [hour] };
}
