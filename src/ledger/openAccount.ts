import type { Database } from "./database.ts";
import type { IdSearches } from "./idHits.ts";
import type { AccountKinds } from "./kinds.ts";
import type { ZoneClock } from "./zoneClock.ts";

/** One account of an open ledger: what every question about its transactions needs. */
export interface OpenAccount {
  readonly database: Database;
  /** Of the billing time zone. */
  readonly clock: ZoneClock;
  /** Its number in the tables. */
  readonly account: number;
  readonly kinds: AccountKinds;
  readonly idSearches: IdSearches;
}
