import { formatMoney } from "../../src/domain/money.ts";
import { intervalOf, type PeriodChoice, resolvePeriod, todayIn } from "../../src/domain/period.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { generateAccount } from "../../src/sandbox/generator.ts";
import type { SandboxAccount } from "../../src/sandbox/sandboxAccount.ts";

const ZONE = "Asia/Kolkata";

export interface FrozenYear {
  readonly account: SandboxAccount;
  /** The year's last day in the billing time zone. */
  readonly today: string;
  /** The spend of a period, by the generator's own reckoning. */
  spend(choice: PeriodChoice): string;
  /** The distinct transactions of a period, newest first. */
  transactions(choice: PeriodChoice): readonly Transaction[];
}

/** A year of a generated account that ends now and then stands still, so that a number read twice must be the same twice. */
export function frozenYear(): FrozenYear {
  const now = Date.now();
  const generated = generateAccount({ anchor: new Date(now).toISOString().slice(0, 10), callsPerWeekday: 60 });
  const today = todayIn(ZONE, now * 1000);
  const intervalIn = (choice: PeriodChoice) => intervalOf(resolvePeriod(choice, today, 1), ZONE);
  return {
    account: {
      reportPages: (interval) => generated.reportPages(interval, now),
      balance: () => generated.balance(now),
    },
    today,
    spend: (choice) => formatMoney(generated.expectedTotals(intervalIn(choice), now).totals.charge),
    transactions: (choice) => [...generated.transactions(intervalIn(choice), now)],
  };
}
