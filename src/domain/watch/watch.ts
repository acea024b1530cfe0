import type { Day } from "../day.ts";
import type { EpochMs } from "../epoch.ts";
import type { Money } from "../money.ts";
import type { Finding } from "./anomaly/finding.ts";
import type { TodayComparison } from "./baseline.ts";
import type { BudgetUse } from "./budget.ts";
import type { MonthForecast } from "./forecast.ts";
import type { RunwayAnswer } from "./runway.ts";
import type { NotEnoughData } from "./spendModel.ts";
import type { WalletChange } from "./wallet.ts";

/** What is told of an account besides its sums: whether today is normal, whether the wallet lasts, and what changed. */
export interface Watch {
  readonly accountId: string;
  /** The instant up to which the ledger was filled. */
  readonly asOf: EpochMs;
  /** The billing day in which that instant lies. */
  readonly day: Day;
  readonly budgets: readonly BudgetUse[];
  /** The billing month's budget in total, when one is set. */
  readonly monthlyBudget?: Money;
  readonly today: TodayComparison;
  readonly forecast: MonthForecast | NotEnoughData;
  /** Absent while no balance is known. */
  readonly runway?: RunwayAnswer;
  /** Of the last weeks, oldest first. */
  readonly walletChanges: readonly WalletChange[];
  /** Of today and the days before it, latest first, each event once. */
  readonly findings: readonly Finding[];
}
