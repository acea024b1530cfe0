import type { RowsReply } from "../../protocol.ts";

/**
 * New rows that wait above the list while somebody reads further down: what is looked at must not move. A row's place in the list
 * that is shown is its place in the ledger's list less the number of rows that wait.
 */
export interface WaitingRows {
  /** Rows that wait. */
  readonly count: () => number;
  /** Rows that are shown. */
  readonly shown: () => number;
  /** All rows there are. */
  readonly total: () => number;
  /** There are so many rows now, and all of them are shown. */
  follow(total: number): void;
  /**
   * There are so many rows now, and the row that is looked at stays in its place among those that are shown. Where it lies by now
   * has to be asked for: older rows may have come too. Until that is known nothing changes.
   */
  hold(total: number, lookedAt: PlacedRow | undefined): void;
  /** True when the reply belonged to a question of ours. */
  receive(reply: RowsReply): boolean;
}

/** A row by its id and its place among those that are shown. */
interface PlacedRow {
  readonly id: string;
  readonly at: number;
}

/** How far down a row is looked for where rows came in more than one place; a page's limit. */
const SEARCHED = 500;

/**
 * `ask` sends a request for `count` rows from `first` of the ledger's list under the number that the reply will carry: a negative
 * one, so that it is never taken for the cache's. `settled` is called when the rows that are shown are known anew.
 */
export function createWaitingRows(
  ask: (request: number, first: number, count: number) => void,
  settled: () => void,
): WaitingRows {
  let total = 0;
  let shown = 0;
  let count = 0;
  let request = 0;
  let question: (PlacedRow & { readonly first: number; readonly searches: boolean }) | undefined;

  const put = (next: PlacedRow & { readonly first: number; readonly searches: boolean }) => {
    question = next;
    request -= 1;
    ask(request, next.first, next.searches ? SEARCHED : 1);
  };
  const settle = (waiting: number) => {
    question = undefined;
    count = waiting;
    shown = total - waiting;
    settled();
  };

  return {
    count: () => count,
    shown: () => shown,
    total: () => total,
    follow: (rows) => {
      question = undefined;
      total = rows;
      shown = rows;
      count = 0;
    },
    hold: (rows, lookedAt) => {
      total = rows;
      if (lookedAt === undefined) return settle(count);
      // Mostly all that came is newer than what is shown.
      put({ ...lookedAt, first: lookedAt.at + Math.max(0, rows - shown), searches: false });
    },
    receive: ({ request: answered, rows, failure }) => {
      if (answered >= 0) return false;
      if (question === undefined || answered !== request) return true;
      const { id, at, first, searches } = question;
      const found = rows.findIndex((row) => row.id === id);
      if (found >= 0) settle(Math.max(0, first + found - at));
      else if (searches || failure !== undefined) settle(count);
      else put({ id, at, first: at + count, searches: true });
      return true;
    },
  };
}
