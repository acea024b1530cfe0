import type { ZoneClock } from "../../domain/zoneClock.ts";
import type { Snapshot } from "../file/database.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import type { Pace } from "../steps.ts";
import type { IdSearches } from "./idHits.ts";

/** One account in one state of the ledger: what every question about its transactions needs. */
export interface OpenAccount {
  readonly snapshot: Snapshot;
  /** Of the billing time zone. */
  readonly clock: ZoneClock;
  /** Its number in the tables. */
  readonly account: number;
  readonly kinds: AccountKinds;
  readonly idSearches: IdSearches;
  readonly pace: Pace;
}
