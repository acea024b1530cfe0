import type { CycleStart } from "./calendar.ts";
import type { Extent } from "./known.ts";
import type { Period } from "./period.ts";
import type { RequestCounts } from "./quota.ts";
import type { ProductTotals } from "./summary.ts";

/** What watching an account costs: requests of this extension, and what the report says of their like. */
export interface OwnRequests {
  readonly counts: RequestCounts;
  /** The billing month's products that look like them. */
  readonly listed: readonly ProductTotals[];
  /** How much of the month's report is known. */
  readonly extent: Extent;
  /** The billing month so far, to today, in days of the zone. */
  readonly month: Period;
  readonly zone: string;
  readonly cycleStart: CycleStart;
}

/**
 * Whether a product of the report looks like what this extension asks for itself: the usage report, the wallet's balance, a token. The
 * documentation calls these free and names no product ids for them, so this goes by their paths.
 */
export function isOwnRequest(product: string): boolean {
  const name = product.toLowerCase().replaceAll(/[^a-z]/g, "");
  return /usagereport|walletbalance/.test(name) || /^(client)?authori[sz]e$/.test(name);
}

/** The products that look like requests of this extension. Whether all of their calls were its own, the report does not say. */
export function ownRequestsIn(products: readonly ProductTotals[]): readonly ProductTotals[] {
  return products.filter(({ product }) => isOwnRequest(product));
}
