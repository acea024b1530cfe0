import type { AppState, Usage } from "../../domain/appState.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import type { RowsReading } from "../../domain/ledgerPorts.ts";
import type { Micros, Transaction } from "../../domain/transaction.ts";

/** What a list of transactions shows. */
export interface Page {
  /** Newest first. */
  readonly transactions: readonly Transaction[];
  /** Whether older ones follow. */
  readonly more: boolean;
  /** How many newer ones lie before the first that is shown. */
  readonly newer: number;
}

/** One of the lists of a tree: which transactions it is of, and whether somebody has a row of it selected. */
export interface TransactionList {
  readonly key: string;
  readonly filter: TransactionFilter;
  readonly hasSelection: boolean;
}

/** Rows that a list shows at first; "Load more" adds as many again. */
const PAGE_SIZE = 100;
/** A transaction further down than this is shown at the top of its list: a tree is not made for thousands of rows. */
const MOST_UNROLLED = 1_000;
/** No id is smaller. */
const LEAST_ID = "00000000-0000-0000-0000-000000000000";

interface Unrolled {
  pages: number;
  /** The list begins with the newest row that is not newer than this; undefined: with the newest of all. */
  begin: { readonly at: Micros; readonly because: "found" | "held" } | undefined;
  page: Promise<Page> | undefined;
  /** What `page` was read for. */
  usage: Usage | undefined;
  /** The first row that was shown last; undefined where nothing was, or where another begin has just been asked for. */
  firstAt: Micros | undefined;
}

/**
 * The lists of a tree, each from where it begins and as far as it was unrolled. Pages are kept until the numbers on screen change,
 * so that a growing age or a collapsed row reads nothing. Who reads further down, or has selected a row, keeps what is under the
 * eye: rows that come meanwhile wait above the list until they are asked for.
 */
export class TransactionLists {
  readonly #ledger: RowsReading;
  readonly #lists = new Map<string, Unrolled>();
  #subject = "";

  constructor(ledger: RowsReading) {
    this.#ledger = ledger;
  }

  /** What a list shows of the state. Throws `ProblemError`; the next call tries again. */
  async read(state: AppState, list: TransactionList): Promise<Page> {
    const unrolled = this.#unrolled(state, list);
    if (unrolled.page !== undefined && unrolled.usage === state.usage) return unrolled.page;
    const isRead = unrolled.pages > 1 || list.hasSelection;
    if (unrolled.begin?.because === "held" && !isRead) unrolled.begin = undefined;
    if (unrolled.begin === undefined && isRead && unrolled.firstAt !== undefined) {
      unrolled.begin = { at: unrolled.firstAt, because: "held" };
    }
    const page = this.#read(state, list.filter, unrolled);
    Object.assign(unrolled, { page, usage: state.usage });
    void this.#settle(unrolled, page);
    return page;
  }

  /** Unrolls a list by one more page. */
  loadMore(state: AppState, list: TransactionList): void {
    const unrolled = this.#unrolled(state, list);
    unrolled.pages++;
    unrolled.page = undefined;
  }

  /** Lets the rows in that wait above a list. */
  showNewest(state: AppState, list: TransactionList): void {
    const unrolled = this.#unrolled(state, list);
    Object.assign(unrolled, { begin: undefined, pages: 1, page: undefined, firstAt: undefined });
  }

  /**
   * Makes a list show a transaction, whatever its place: the ledger counts what is newer, so two questions are enough. False when it
   * is not in the list. Throws `ProblemError`, of kind cancelled when `signal` is raised.
   */
  async show(state: AppState, list: TransactionList, wanted: Transaction, signal: AbortSignal): Promise<boolean> {
    const has = ({ transactions }: Pick<Page, "transactions">): boolean =>
      transactions.some(({ id, at }) => id === wanted.id && at === wanted.at);
    const { account, period } = state;
    if (account === undefined) return false;
    if (has(await this.read(state, list))) return true;
    const from = { at: wanted.at + 1, id: LEAST_ID };
    const [transactions, newer] = await Promise.all([
      this.#ledger.latest(account.id, period, list.filter, PAGE_SIZE, from, signal),
      this.#ledger.countNewer(account.id, period, list.filter, wanted.at),
    ]);
    if (!has({ transactions })) return false;
    const unrolled = this.#unrolled(state, list);
    if (newer < MOST_UNROLLED) {
      const pages = Math.max(unrolled.pages, Math.ceil((newer + PAGE_SIZE) / PAGE_SIZE));
      Object.assign(unrolled, { begin: undefined, pages, page: undefined, firstAt: undefined });
      if (has(await this.read(state, list))) return true;
      // Something was committed meanwhile, and has moved it out of sight.
    }
    Object.assign(unrolled, { begin: { at: wanted.at, because: "found" }, pages: 1, page: undefined });
    return has(await this.read(state, list));
  }

  /** Notes what has come to be shown; what failed is not kept. */
  async #settle(unrolled: Unrolled, page: Promise<Page>): Promise<void> {
    const shown = await page.catch(() => undefined);
    if (unrolled.page !== page) return;
    if (shown === undefined) unrolled.page = undefined;
    else unrolled.firstAt = shown.transactions[0]?.at;
  }

  /** Another account, period or filter makes other lists of all of them; days that pass do not. */
  #unrolled({ account, period, choice, filter }: AppState, { key }: TransactionList): Unrolled {
    const subject = JSON.stringify([account?.id, period.since, choice, filter]);
    if (subject !== this.#subject) this.#lists.clear();
    this.#subject = subject;
    let unrolled = this.#lists.get(key);
    if (unrolled === undefined) {
      unrolled = { pages: 1, begin: undefined, page: undefined, usage: undefined, firstAt: undefined };
      this.#lists.set(key, unrolled);
    }
    return unrolled;
  }

  async #read({ account, period }: AppState, filter: TransactionFilter, { pages, begin }: Unrolled): Promise<Page> {
    if (account === undefined) return { transactions: [], more: false, newer: 0 };
    const limit = pages * PAGE_SIZE;
    const from = begin === undefined ? undefined : { at: begin.at + 1, id: LEAST_ID };
    const [found, newer] = await Promise.all([
      this.#ledger.latest(account.id, period, filter, limit + 1, from),
      begin === undefined ? 0 : this.#ledger.countNewer(account.id, period, filter, begin.at),
    ]);
    return { transactions: found.slice(0, limit), more: found.length > limit, newer };
  }
}
