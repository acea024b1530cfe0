import type { TransactionFilter } from "../../domain/filter.ts";
import type { Period } from "../../domain/period.ts";
import type { Ledger, PageKey } from "../../domain/ports.ts";
import type { Transaction } from "../../domain/transaction.ts";

/** Rows that one answer of the ledger's thread carries: small enough that a page costs the host's thread a few milliseconds. */
const PAGE_ROWS = 2_000;

/** Every transaction of a period under a filter, newest first, page by page; nothing is held but one page. */
export async function* transactionPages(
  ledger: Ledger,
  accountId: string,
  period: Period,
  filter: TransactionFilter,
): AsyncGenerator<readonly Transaction[], void, void> {
  let after: PageKey | undefined;
  for (;;) {
    const page = await ledger.latest(accountId, period, filter, PAGE_ROWS, after);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (page.length < PAGE_ROWS || last === undefined) return;
    after = { at: last.at, id: last.id };
  }
}
