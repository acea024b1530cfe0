import type { TransactionFilter } from "../../domain/filter.ts";
import { moneyToDecimal } from "../../domain/money.ts";
import type { Period } from "../../domain/period.ts";
import type { Ledger, RowCount } from "../../domain/ports.ts";
import { ProblemError } from "../../domain/problem.ts";
import type { Transaction } from "../../domain/transaction.ts";

/** Rows that one answer of the ledger's thread carries: small enough that a page costs the host's thread a few milliseconds. */
const PAGE_ROWS = 2_000;

/**
 * Every transaction of a period under a filter in one state of the ledger, newest first, page by page; nothing is held but one
 * page. Throws `ProblemError` (storage, internal); after the last page also when the rows are not what the ledger's totals say,
 * because an export that does not add up to what is on screen is none.
 */
export async function* transactionPages(
  ledger: Pick<Ledger, "openRows">,
  accountId: string,
  period: Period,
  filter: TransactionFilter,
): AsyncGenerator<readonly Transaction[], void, void> {
  const rows = await ledger.openRows(accountId, period, filter);
  try {
    const counted = { calls: 0, charge: 0 };
    for (;;) {
      const page = await rows.next(PAGE_ROWS);
      counted.calls += page.length;
      for (const { charge } of page) counted.charge += charge;
      if (page.length > 0) yield page;
      if (page.length < PAGE_ROWS) break;
    }
    check(counted, rows.totals);
  } finally {
    await rows.close();
  }
}

function check(counted: RowCount, totals: RowCount): void {
  if (counted.calls === totals.calls && counted.charge === totals.charge) return;
  const detail = `The rows (${inWords(counted)}) do not add up to the totals (${inWords(totals)})`;
  throw new ProblemError({ kind: "internal", detail });
}

function inWords({ calls, charge }: RowCount): string {
  return `${calls} calls, INR ${moneyToDecimal(charge)}`;
}
