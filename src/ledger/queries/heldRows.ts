import type { TransactionFilter } from "../../domain/filter.ts";
import { CALLS, CHARGE } from "../../domain/packedSummary.ts";
import type { Period } from "../../domain/period.ts";
import type { RowCount } from "../../domain/report.ts";
import type { PageKey, Transaction } from "../../domain/transaction.ts";
import type { Steps } from "../steps.ts";
import { newestRows } from "./newestRows.ts";
import type { OpenAccount } from "./openAccount.ts";
import { summarizePeriod } from "./summaries.ts";

/** The transactions of a period under a filter in one state of the ledger, which is held for them until they are closed. */
export class HeldRows {
  readonly totals: RowCount;
  readonly #of: OpenAccount | undefined;
  readonly #period: Period;
  readonly #filter: TransactionFilter;
  readonly #release: () => void;
  #after: PageKey | undefined;

  /** `of`: in the state that is held; undefined for an account without a history. `release` lets the state go. */
  constructor(of: OpenAccount | undefined, period: Period, filter: TransactionFilter, release: () => void) {
    this.#of = of;
    this.#period = period;
    this.#filter = filter;
    this.#release = release;
    const totals = of && summarizePeriod(of, period, "month", filter).totals;
    this.totals = { calls: totals?.[CALLS] ?? 0, charge: totals?.[CHARGE] ?? 0 };
  }

  /** The next ones, newest first; none after the last. */
  *next(limit: number): Steps<readonly Transaction[]> {
    if (this.#of === undefined) return [];
    const rows = yield* newestRows(this.#of, this.#period, this.#filter, limit, this.#after);
    const last = rows.at(-1);
    if (last !== undefined) this.#after = { at: last.at, id: last.id };
    return rows;
  }

  close(): void {
    this.#release();
  }
}
