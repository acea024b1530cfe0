// Every place where an instant or a day of our clock is stored, with what it is. Whoever stores another one adds it here, and says by
// which door it is read back: test/unit/storedInstants.test.ts compares this table with the schemas and with the sources.

import type { OwnTrouble } from "../../src/app/screen/ownTrouble.ts";
import type { HistoryIntent, LaneState } from "../../src/app/sync/syncState.ts";
import type { ChannelState } from "../../src/app/watch/channelState.ts";
import type { StoredToken } from "../../src/domain/account.ts";
import type { ImportRecord } from "../../src/domain/importRecord.ts";
import type { Pause } from "../../src/domain/pause.ts";
import type { ToldState } from "../../src/domain/watch/alert.ts";
import type { Silencing } from "../../src/domain/watch/silencing.ts";

/**
 * `happened`: left out when it lies ahead. `end`: left out when it is further ahead than its term. `later`: only shown or compared
 * with its own kind. `service`: the service's instants, whatever our clock says. `no`: no instant.
 */
export type InstantKind = "happened" | "end" | "later" | "service" | "no";

/** Per table of the ledger every INTEGER column. */
export const LEDGER_COLUMNS: Readonly<Record<string, Readonly<Record<string, InstantKind>>>> = {
  revision: { number: "no" },
  account_keys: { account: "no" },
  accounts: { account: "no" },
  kinds: { kind: "no", account: "no", status: "no", charge: "no" },
  hours: { account: "no", hour: "service", rows: "no" },
  hour_ids: { account: "no", hour: "service" },
  foreign_ids: { account: "no" },
  day_totals: { account: "no", day: "service" },
  hour_totals: { account: "no", kind: "no", week: "service" },
  coverage: { account: "no", day: "service", read_at: "happened" },
  reports: {
    report: "no",
    account: "no",
    since: "service",
    until: "service",
    read_at: "later",
    bytes: "no",
    received: "no",
    inserted: "no",
    updated: "no",
    repeated: "no",
    set_aside: "no",
    charge: "no",
  },
  set_aside_rows: { report: "no", position: "no" },
  balances: { account: "no", at: "happened", balance: "no" },
  date_changes: { account: "no", day: "service", rows_change: "no", cover_change: "no" },
  told_dates: { account: "no", day: "service", rows_change: "no", cover_change: "no" },
};

/** Per table of the coordination file every INTEGER column. */
export const COORDINATION_COLUMNS: Readonly<Record<string, Readonly<Record<string, InstantKind>>>> = {
  requests: { request: "no", at: "happened", background: "no" },
  request_counts: { at: "happened", requests: "no" },
  pauses: { until: "end", refused_at: "happened", refusals: "no" },
  leases: { expires_at: "end" },
};

type Fields<T> = Readonly<Record<keyof T, InstantKind>>;

const LANE: Fields<LaneState> = {
  // `waiting` has an end; so have the problems "quota" and "rateLimit".
  phase: "end",
  problem: "end",
  aliveUntil: "end",
  attemptedAt: "happened",
  syncedAt: "happened",
  balanceAskedAt: "happened",
  failures: "no",
};
const INTENT: Fields<HistoryIntent> = { since: "no", status: "no", readBefore: "happened" };
const TOLD: Fields<ToldState> = {
  thresholds: "happened",
  runway: "no",
  findings: "happened",
  walletUntil: "happened",
  judgedOn: "happened",
};
/** Of what waits there, `at` is told as the service's times are; the tries are `happened`. */
const CHANNEL: Fields<ChannelState> = { ...TOLD, digests: "happened", waiting: "happened" };
const SILENCED: Fields<Silencing> = { snoozed: "end", muted: "no" };
/** Of each of them; `first` and `last` are times of the service's rows. */
const IMPORTS: Fields<ImportRecord> = {
  at: "happened",
  first: "service",
  last: "service",
  files: "no",
  received: "no",
  inserted: "no",
  updated: "no",
  kept: "no",
  known: "no",
  setAside: "no",
  charge: "no",
};
/** Not in a file, but kept for as long as an editor window lives. */
const PAUSE: Fields<Pause> = { until: "end", refusedAt: "happened", refusals: "no", limit: "no", said: "no" };
const TROUBLE: Fields<OwnTrouble> = { problem: "no", at: "happened", asker: "no" };
const TOKEN: Fields<StoredToken> = { accessToken: "no", expiresAt: "end" };

/** The JSON texts in states, in `told` and in the secret storage, by key. */
export const STATES = {
  "lane.refresh": LANE,
  "lane.history": LANE,
  historyIntent: INTENT,
  futureDatesRefusedAt: "happened",
  choices: "no",
  imports: IMPORTS,
  exportOptions: "no",
  anchor: "happened",
  "alerts.told": TOLD,
  "alerts.silenced": SILENCED,
  "alerts.channel": CHANNEL,
  token: TOKEN,
  pause: PAUSE,
  trouble: TROUBLE,
} as const;

/** Who may read what is stored as it is, because it is the door: file and what it reads. */
export const DOORS: Readonly<Record<string, readonly RegExp[]>> = {
  "app/sync/storedCoverage.ts": [/\.coverage\(/],
  "app/sync/syncState.ts": [/\.readState\(/],
  "app/bill/fileImport.ts": [/\.readState\(/],
  "app/screen/choices.ts": [/\.readState\(/],
  "app/export/rememberedOptions.ts": [/\.readState\(/],
  "app/watch/alerts.ts": [/\.readTold\(/],
  "app/watch/channel.ts": [/\.readTold\(/],
  // The sample account's first day.
  "wiring/accountServices.ts": [/\.readState\(/],
  // The change of a balance is judged between readings; those ahead of the refresh are left out.
  "app/watch/readWatch.ts": [/\.balances\(/],
  // What is published, and taken over, up to now.
  "app/team/walletPublishing.ts": [/\.balances\(/],
  // A token's expiry.
  "deepvue/session.ts": [/\.token\(\)/],
};
