import type { TransactionFilter } from "../domain/filter.ts";

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
