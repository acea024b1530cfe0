import type { Database } from "../file/database.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import type { ZoneClock } from "../rows/zoneClock.ts";
import type { IdSearches } from "./idHits.ts";

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
