import type { Extent } from "../known.ts";
import type { Money } from "../money.ts";
import type { ProductTotals } from "../summary.ts";
import type { BudgetUse } from "./budget.ts";

/** What a monitoring system is told of an account. What nobody knows is absent. */
export interface AccountMetrics {
  /** The account's label; never its id. */
  readonly account: string;
  readonly windows: readonly WindowMetrics[];
  readonly budgets: readonly BudgetUse[];
  /** The newest reading of the wallet. */
  readonly balance?: Money;
  /** How long ago (ms) a refresh last succeeded. */
  readonly ledgerAgeMs?: number;
  /** Refreshes that failed since one last succeeded; absent before the first has been tried. */
  readonly syncFailures?: number;
}

/** The billing day or billing month so far. */
export interface WindowMetrics {
  readonly window: "day" | "month";
  readonly extent: Extent;
  /** Every product of the month, in both windows: one without a call today has a measured zero there. */
  readonly products: readonly ProductTotals[];
}
