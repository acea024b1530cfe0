import { NO_FILTER } from "../../domain/filter.ts";
import type { SummariesReading } from "../../domain/ledgerPorts.ts";
import type { Period } from "../../domain/period.ts";

/** Ids of the products of which the ledger holds calls in a period, costliest first. Throws `ProblemError` (storage). */
export async function knownProducts(
  ledger: Pick<SummariesReading, "summarize">,
  accountId: string,
  period: Period,
): Promise<readonly string[]> {
  const { products } = await ledger.summarize(accountId, period, "month", NO_FILTER);
  return products.map(({ product }) => product);
}
