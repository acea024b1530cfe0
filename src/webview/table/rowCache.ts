import type { RowsReply, TableRow } from "../../protocol.ts";

/** The pages of rows that are held. Rows are known by their place under the sort in force. */
export interface RowCache {
  row(index: number): TableRow | undefined;
  /** Asks for what is missing of the rows first…last, and lets go of what lies furthest from them. */
  want(first: number, last: number): void;
  /** True when the reply belonged to a request that is still wanted. */
  receive(reply: RowsReply): boolean;
  /** The rows may have changed: they stay to be shown until newer ones arrive. */
  outdate(): void;
  /** The rows are other ones. */
  clear(): void;
  readonly size: () => number;
}

interface Page {
  rows: readonly TableRow[];
  current: boolean;
}

const PAGE = 100;
/** Pages held: enough to scroll back and forth at ease, whatever the number of rows. */
const CAPACITY = 12;
/** Requests under way at once; what is scrolled past meanwhile is never asked for. */
const MOST_PENDING = 3;

/** `ask` sends a request for `count` rows from `first` under the number that the reply will carry. */
export function createRowCache(ask: (request: number, first: number, count: number) => void): RowCache {
  const pages = new Map<number, Page>();
  const pending = new Map<number, number>();
  let wanted: readonly number[] = [];
  let request = 0;

  const send = () => {
    for (const page of wanted) {
      if (pending.size >= MOST_PENDING) return;
      if (pages.get(page)?.current || [...pending.values()].includes(page)) continue;
      request += 1;
      pending.set(request, page);
      ask(request, page * PAGE, PAGE);
    }
  };
  const letGo = () => {
    const [first = 0] = wanted;
    const byDistance = [...pages.keys()].sort((a, b) => Math.abs(b - first) - Math.abs(a - first));
    for (const page of byDistance) {
      if (pages.size <= CAPACITY) return;
      pages.delete(page);
    }
  };

  return {
    row: (index) => pages.get(Math.floor(index / PAGE))?.rows[index % PAGE],
    want: (first, last) => {
      const from = Math.floor(Math.max(0, first) / PAGE);
      const to = Math.floor(Math.max(0, last) / PAGE);
      wanted = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      send();
    },
    receive: (reply) => {
      const page = pending.get(reply.request);
      if (page === undefined) return false;
      pending.delete(reply.request);
      // A failure is not asked for again by itself: the next scroll or refresh does.
      if (reply.failure === undefined) pages.set(page, { rows: reply.rows, current: true });
      else wanted = wanted.filter((other) => other !== page);
      letGo();
      send();
      return true;
    },
    outdate: () => {
      pending.clear();
      for (const page of pages.values()) page.current = false;
      send();
    },
    clear: () => {
      pending.clear();
      pages.clear();
      send();
    },
    size: () => pages.size,
  };
}
