import type { TransactionFilter } from "../domain/filter.ts";
import { rowText } from "../domain/foreignText.ts";
import { formatMoney } from "../domain/money.ts";
import type { FilterChip } from "../protocol.ts";
import { weekdayNames } from "./dates.ts";
import { outcomeText } from "./wording.ts";

/** The filter in force, a chip per condition; taking one away leaves the others. */
export function filterChipsOf(filter: TransactionFilter): readonly FilterChip[] {
  const chips: FilterChip[] = [];
  const add = (key: keyof TransactionFilter, text: string) => {
    const { [key]: _, ...without } = filter;
    chips.push({ text, without });
  };
  if (filter.products) add("products", anyOf("Product", filter.products.map(rowText)));
  if (filter.outcomes) add("outcomes", anyOf("Outcome", filter.outcomes.map(outcomeText)));
  if (filter.statuses) add("statuses", anyOf("Status", filter.statuses.map(String)));
  if (filter.messages) add("messages", anyOf("Message", filter.messages.map(rowText)));
  if (filter.charged !== undefined) add("charged", filter.charged ? "Charged" : "Free of charge");
  if (filter.minCharge !== undefined) add("minCharge", `Charge from ${formatMoney(filter.minCharge)}`);
  if (filter.maxCharge !== undefined) add("maxCharge", `Charge up to ${formatMoney(filter.maxCharge)}`);
  if (filter.weekdays || filter.hours) {
    const { weekdays: _, hours: __, ...without } = filter;
    chips.push({ text: weekHoursText(filter), without });
  }
  if (filter.text !== undefined) add("text", `Contains “${rowText(filter.text)}”`);
  return chips;
}

/** "Sat 02:00–03:00": hours in a row are one range. */
function weekHoursText({ weekdays = [], hours = [] }: TransactionFilter): string {
  const names = weekdayNames();
  const days = weekdays.toSorted((a, b) => a - b).map((weekday) => names[weekday] ?? "");
  const ranges: { from: number; to: number }[] = [];
  for (const hour of hours.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.to === hour) last.to = hour + 1;
    else ranges.push({ from: hour, to: hour + 1 });
  }
  const times = ranges.map(({ from, to }) => `${clockText(from)}–${clockText(to % 24)}`);
  return [days, times]
    .map((parts) => parts.join(", "))
    .filter((part) => part !== "")
    .join(" ");
}

function clockText(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

function anyOf(name: string, values: readonly string[]): string {
  const [first = "", second, ...rest] = values;
  if (second === undefined) return `${name}: ${first}`;
  if (rest.length === 0) return `${name}: ${first} or ${second}`;
  return `${name}: ${first} or ${values.length - 1} others`;
}
