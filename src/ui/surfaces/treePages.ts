import { PAGE_SIZE } from "../../app/screen/usage.ts";
import type { AppState, Usage } from "../../domain/appState.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import type { Ledger } from "../../domain/ports.ts";
import type { Transaction } from "../../domain/transaction.ts";

/** How far a list of transactions has been unrolled, and what it shows. */
export interface Page {
  readonly transactions: readonly Transaction[];
  readonly more: boolean;
}

/**
 * Pages of a tree. They are kept until the numbers on screen change, so that a growing age or a collapsed row reads nothing;
 * after a change a list is read anew, as far as it was unrolled.
 */
export class TransactionPages {
  readonly #ledger: Ledger;
  readonly #kept = new Map<string, Promise<Page>>();
  #usage: Usage | undefined;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  async read(state: AppState, filter: TransactionFilter, pages: number): Promise<Page> {
    if (state.usage !== this.#usage) this.#kept.clear();
    this.#usage = state.usage;
    const key = JSON.stringify([filter, pages]);
    let page = this.#kept.get(key);
    if (page === undefined) {
      page = this.#read(state, filter, pages);
      this.#kept.set(key, page);
      page.catch(() => this.#kept.delete(key));
    }
    return page;
  }

  async #read(state: AppState, filter: TransactionFilter, pages: number): Promise<Page> {
    if (state.account === undefined) return { transactions: [], more: false };
    const limit = pages * PAGE_SIZE;
    const found = await this.#ledger.latest(state.account.id, state.period, filter, limit + 1);
    return { transactions: found.slice(0, limit), more: found.length > limit };
  }
}
