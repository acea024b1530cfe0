import type { EpochMs } from "../domain/epoch.ts";
import type { Money } from "../domain/money.ts";
import type { Interval } from "../domain/period.ts";
import type { Transaction } from "../domain/transaction.ts";

/** What the sandbox service reports about. `asOf` is the service's clock: later rows and revisions do not exist yet. */
export interface SandboxAccount {
  /** The rows of a usage report over [from, to), newest first and with the report's repeats, in pages of any size. */
  reportPages(interval: Interval, asOf: EpochMs): Iterable<readonly Transaction[]>;
  /** The prepaid wallet. */
  balance(asOf: EpochMs): Money;
}

/** A row that appears in reports only from `visibleAt` on; absent: always. */
export interface FixedRow extends Transaction {
  readonly visibleAt?: EpochMs;
}

/**
 * An account with exactly these rows, read anew for every report, so that a test may change them. A row given twice is reported
 * twice. Default balance: ₹6,448, as in the service's documentation.
 */
export function fixedAccount(rows: () => readonly FixedRow[], balance: () => Money = () => 64_480_000): SandboxAccount {
  return {
    *reportPages({ from, to }, asOf) {
      const visible = rows().filter(({ at, visibleAt = asOf }) => at >= from && at < to && visibleAt <= asOf);
      yield visible.toSorted((a, b) => b.at - a.at);
    },
    balance,
  };
}
