import { dayIn } from "../domain/day.ts";
import { microsOf } from "../domain/epoch.ts";
import { rowText } from "../domain/foreignText.ts";
import { formatMoney } from "../domain/money.ts";
import type { OwnRequests } from "../domain/ownRequests.ts";
import { formatDayOfYear } from "./dates.ts";
import { atLeast } from "./honestStates.ts";
import { formatCalls, formatCount, formatCounted } from "./numbers.ts";
import { presetName } from "./periodChoices.ts";

/** "12 requests today, 340 this month"; where the count began within the billing month, also since when. Plain text. */
export function requestCountsText({ counts, month, zone, cycleStart }: OwnRequests): string {
  const { countedSince } = counts;
  const began = countedSince === undefined ? month.until : dayIn(zone, microsOf(countedSince));
  const since = began < month.since ? "" : ` (counted since ${formatDayOfYear(began)})`;
  const name = monthName({ today: month.until, cycleStart });
  return `${formatCounted(counts.today, "request")} today, ${formatCount(counts.month)} ${name}${since}`;
}

/** Whether the month's report has charges for requests of this extension. Plain text, with foreign product ids. */
export function requestChargesText({ listed, extent, month, cycleStart }: OwnRequests): string {
  if (extent === "nothing") return "whether they are charged is not known yet";
  if (listed.length === 0) {
    return `no charges for them in the report${extent === "partly" ? ", as far as it was fetched" : ""}`;
  }
  const products = listed.map(({ product, calls, charge }) => {
    return `${rowText(product)}: ${formatCalls(calls)}, ${formatMoney(charge)}`;
  });
  return `the report lists ${atLeast(products.join("; "), extent)} ${monthName({ today: month.until, cycleStart })}`;
}

/** "this month", "this cycle" */
function monthName(date: Parameters<typeof presetName>[1]): string {
  return presetName("thisMonth", date).toLowerCase();
}
