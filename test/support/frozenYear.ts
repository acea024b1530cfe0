import { formatMoney } from "../../src/domain/money.ts";
import { intervalOf, type PeriodChoice, resolvePeriod, todayIn } from "../../src/domain/period.ts";
import type { SandboxAccount } from "../../src/sandbox/account.ts";
import { generateAccount } from "../../src/sandbox/generator.ts";

const ZONE = "Asia/Kolkata";

export interface FrozenYear {
  readonly account: SandboxAccount;
  /** The spend of a period, by the generator's own reckoning. */
  spend(choice: PeriodChoice): string;
}

/** A year of a generated account that ends now and then stands still, so that a number read twice must be the same twice. */
export function frozenYear(): FrozenYear {
  const now = Date.now();
  const generated = generateAccount({ anchor: new Date(now).toISOString().slice(0, 10), callsPerWeekday: 60 });
  return {
    account: {
      reportPages: (interval) => generated.reportPages(interval, now),
      balance: () => generated.balance(now),
    },
    spend(choice) {
      const period = resolvePeriod(choice, todayIn(ZONE, now * 1000));
      return formatMoney(generated.expectedTotals(intervalOf(period, ZONE), now).totals.charge);
    },
  };
}
