import type { HeldTransactions } from "../../domain/ports.ts";
import type { Transaction } from "../../domain/transaction.ts";

/** Rows that one answer of the ledger's thread carries: small enough that a page costs the host's thread a few milliseconds. */
const PAGE_ROWS = 2_000;

/** All of them, newest first, page by page; nothing is held but one page. Throws `ProblemError` (storage, internal). */
export async function* transactionPages(
  held: Pick<HeldTransactions, "next">,
): AsyncGenerator<readonly Transaction[], void, void> {
  for (;;) {
    const page = await held.next(PAGE_ROWS);
    if (page.length > 0) yield page;
    if (page.length < PAGE_ROWS) return;
  }
}
