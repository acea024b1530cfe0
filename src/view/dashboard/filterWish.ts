import type { TransactionFilter } from "../../domain/filter.ts";

interface Wish {
  readonly filter: TransactionFilter;
  readonly change: number;
}

/** Which of a page's changes of the filter the state has that is shown: a wish is stored and read before anything shows it. */
export class FilterWish {
  #open: Wish | undefined;
  #has = 0;

  /** A page that is made anew counts from the beginning. */
  reset(): void {
    this.#open = undefined;
    this.#has = 0;
  }

  make(wish: Wish): void {
    this.#open = wish;
  }

  /** What is to be narrowed further: the filter in force, or the one that is about to be. */
  latest(inForce: TransactionFilter): TransactionFilter {
    return this.#open?.filter ?? inForce;
  }

  /** The page's last change that a state with this filter has. */
  changeIn(inForce: TransactionFilter): number {
    const open = this.#open;
    if (open !== undefined && JSON.stringify(open.filter) === JSON.stringify(inForce)) this.settle(open.change);
    return this.#has;
  }

  /** That change is carried out, or could not be: from now on the state's filter counts. False where that was known. */
  settle(change: number): boolean {
    if (this.#open?.change !== change) return false;
    this.#open = undefined;
    this.#has = change;
    return true;
  }
}
