import type { Account, BalanceReading } from "./account.ts";
import type { CycleStart } from "./calendar.ts";
import type { Comparison } from "./comparison.ts";
import type { Day } from "./day.ts";
import type { LedgerOpening } from "./diagnosis.ts";
import type { EpochMs } from "./epoch.ts";
import type { TransactionFilter } from "./filter.ts";
import type { Known, PeriodCoverage, Stretches } from "./known.ts";
import type { OutcomeWords } from "./outcomeWords.ts";
import type { OwnRequests } from "./ownRequests.ts";
import type { Period, PeriodChoice } from "./period.ts";
import type { Problem } from "./problem.ts";
import type { Granularity, ProductTotals, Summary, Totals, UndividedSummary } from "./summary.ts";
import type { Watch } from "./watch/watch.ts";

/** What the synchronizer of this account is doing, in whichever editor window it runs. */
export type SyncPhase =
  | { readonly phase: "idle" }
  /** `done` of `total` report windows are in; `rows` so far. */
  | {
      readonly phase: "syncing";
      readonly work: "refresh" | "history";
      readonly done: number;
      readonly total: number;
      readonly rows: number;
    }
  /** The billing time zone has changed: days and months are being counted again; the numbers on screen are the ones before. */
  | { readonly phase: "recounting" }
  /** Paused by the service (429) or by our own budget of requests until an instant. */
  | { readonly phase: "waiting"; readonly until: EpochMs };

/** Sums, and how much of their time is known. */
export interface Measured extends Known {
  readonly totals: Totals;
}

/** Numbers of the account and period, all read from the ledger in one pass. */
export interface Usage {
  /** The whole period, without the filter: the number of the status item. */
  readonly period: UndividedSummary;
  /** The period under the filter in force; `period` as well when nothing is filtered. */
  readonly filtered: Summary;
  /** What is known of the period. Without it no number of the period may be stated. */
  readonly known: Known;
  /** What is known at all, for parts of the period. */
  readonly stretches: Stretches;
  /** The like stretch of the time before, under the same filter, or why there is none. */
  readonly comparison: Comparison;
  readonly today: Measured;
  /** The billing month so far. */
  readonly month: Measured;
  readonly monthProducts: readonly ProductTotals[];
  /** Rows of the period's reports that could not be read. */
  readonly setAside: number;
  readonly coverage: PeriodCoverage;
}

/** Everything that surfaces show. Replaced as a whole, never mutated; `view/` turns it into texts and rows. */
export interface AppState {
  /** False until the ledger has been read for the first time. */
  readonly loaded: boolean;
  readonly ledger?: LedgerOpening;
  readonly accounts: readonly Account[];
  /** The account on screen; undefined means signed out. */
  readonly account?: Account;
  readonly zone: string;
  /** Where billing months start: of budgets, forecast, presets and charts. */
  readonly cycleStart: CycleStart;
  readonly today: Day;
  readonly choice: PeriodChoice;
  readonly period: Period;
  readonly filter: TransactionFilter;
  /** As chosen, or coarser where the period would have more buckets than can be drawn. */
  readonly granularity: Granularity;
  /** What the user has said about messages. */
  readonly outcomes: OutcomeWords;
  readonly usage?: Usage;
  readonly balance?: BalanceReading;
  /** Absent where the service is asked nothing: of the sample account, and of a team's. */
  readonly ownRequests?: OwnRequests;
  readonly sync: SyncPhase;
  /** When a refresh last succeeded for this account. */
  readonly syncedAt?: EpochMs;
  /** Why the last refresh failed, until one succeeds. */
  readonly problem?: Problem;
  /** Why this editor window can not use the ledger at all: then nothing is known, not even who is signed in. */
  readonly unavailable?: Problem;
  /** Follows the numbers by a moment: it is made after they are on screen. */
  readonly watch?: Watch;
}

/** Five different things that a number on screen can be (design, "Honest states"); loading comes before the first of them. */
export type DataState = "unavailable" | "signedOut" | "loading" | "noData" | "failed" | "stale" | "fresh";

/** Open dates older than this are called stale; a background refresh is due every 15 minutes by default. */
const STALE_AFTER_MS = 60 * 60 * 1000;

/** Which of the states the period's numbers are in at `now`. Measured zero is "fresh" with zero calls. */
export function dataStateOf(state: AppState, now: EpochMs): DataState {
  if (!state.loaded) return "loading";
  if (state.account === undefined) return state.unavailable === undefined ? "signedOut" : "unavailable";
  if (state.usage === undefined) return state.problem === undefined ? "loading" : "failed";
  if (state.problem !== undefined) return "failed";
  const { coverage, known } = state.usage;
  if (known.extent === "nothing") return state.sync.phase === "syncing" ? "loading" : "noData";
  if (coverage.oldestOpenReadAt !== undefined && now - coverage.oldestOpenReadAt > STALE_AFTER_MS) return "stale";
  return "fresh";
}
