import type { TransactionFilter } from "../../domain/filter.ts";
import type { FromWebview, SnapshotMessage } from "../../protocol.ts";

/** The filter as this page wants it. */
export interface OwnFilter {
  current(): TransactionFilter;
  set(filter: TransactionFilter): void;
  /** Takes over what a snapshot is filtered by, unless it was made before the host had what was wished for last. */
  follow(message: SnapshotMessage): void;
}

/**
 * What a person has changed here counts from the moment on in which it is changed. On a busy computer snapshots that know nothing of it
 * come for a while, and whoever then changes one more condition would lose the first one to them.
 */
export function createOwnFilter(post: (message: FromWebview) => void): OwnFilter {
  let filter: TransactionFilter = {};
  let changes = 0;
  return {
    current: () => filter,
    set: (next) => {
      filter = next;
      changes += 1;
      post({ type: "setFilter", filter, change: changes });
    },
    follow: ({ snapshot, filterChange }) => {
      if (filterChange >= changes) filter = snapshot.filter;
    },
  };
}
