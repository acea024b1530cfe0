import { spendOf } from "../app/report/spendOf.ts";
import { NO_FILTER } from "../domain/filter.ts";
import type { PeriodChoice } from "../domain/period.ts";
import { ArgumentError } from "./arguments.ts";
import type { Sitting } from "./desk.ts";
import { foreignData, foreignQuote, QUOTED_NOTE } from "./foreignQuote.ts";

/** So many names help; more would be a list to read. */
const MOST_NAMED = 15;

/**
 * The product id that a model means by a name: the id itself, or as an answer spelled it. Throws `ArgumentError` with the ids that
 * there are in the period, where there is no such.
 */
export async function knownProduct(sitting: Sitting, choice: PeriodChoice, named: string): Promise<string> {
  const { ledger, account, zone, cycleStart, now } = sitting;
  const { rows, extent } = await spendOf(
    ledger,
    account,
    { choice, by: "product", filter: NO_FILTER },
    { zone, cycleStart, now },
  );
  const ids = rows.map(({ name }) => name);
  const spelled = foreignData(named).toLowerCase();
  const found =
    ids.find((id) => id === named) ??
    ids.find((id) => foreignData(id) === foreignData(named)) ??
    ids.find((id) => foreignData(id).toLowerCase() === spelled);
  if (found !== undefined) return found;
  if (extent === "nothing") throw new ArgumentError("Nothing of this period is fetched, so no product is known in it.");
  const some = ids.slice(0, MOST_NAMED).map(foreignQuote).join(", ");
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : "";
  const there = ids.length === 0 ? "There are no calls in this period." : `There are: ${some}${more}. ${QUOTED_NOTE}`;
  throw new ArgumentError(`No call of such a product is known in this period. ${there}`);
}
