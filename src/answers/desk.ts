import type { SpendLedger } from "../app/report/spendOf.ts";
import { readChoices } from "../app/screen/choices.ts";
import { type LaneState, readLane } from "../app/sync/syncState.ts";
import type { WatchedLedger } from "../app/watch/readWatch.ts";
import type { Account } from "../domain/account.ts";
import type { CycleStart } from "../domain/calendar.ts";
import { type EpochMs, microsOf } from "../domain/epoch.ts";
import type { GstRule } from "../domain/gst.ts";
import type {
  AccountsReading,
  CountingReading,
  LeasesReading,
  RowsReading,
  StatesReading,
} from "../domain/ledgerPorts.ts";
import { todayIn } from "../domain/period.ts";
import type { Clock } from "../domain/ports.ts";
import type { Budget } from "../domain/watch/budget.ts";
import type { WorkspaceCode } from "../domain/workspaceCode.ts";

/** Parts of the ledger that questions are answered from; none of them writes or asks the service. */
export type DeskLedger = SpendLedger &
  WatchedLedger &
  AccountsReading &
  StatesReading &
  LeasesReading &
  CountingReading &
  Pick<RowsReading, "latest">;

/** Settings that decide numbers; outcomes are told to the ledger by whoever opens it, and the zone is the one it counts in. */
export interface DeskSettings {
  readonly cycleStart: CycleStart;
  readonly budget: Budget;
  readonly gst: GstRule;
  /** The setting `deepvue.labels` as it stands; what it means is read where it is asked for. */
  readonly labels: unknown;
}

/** Where questions are put. */
export interface Desk {
  readonly ledger: DeskLedger;
  readonly settings: () => DeskSettings;
  readonly clock: Clock;
  /** The one account that may be asked about; absent: the one on screen. No question can choose another. */
  readonly accountId?: string;
  /** Code that questions may be about; absent where there is no workspace or folder. */
  readonly code?: WorkspaceCode;
}

/** What every question starts from: one account, and one moment. */
export interface Sitting extends DeskSettings {
  readonly ledger: DeskLedger;
  readonly account: Account;
  readonly zone: string;
  readonly today: string;
  readonly now: EpochMs;
  readonly refresh: LaneState;
  readonly code: WorkspaceCode | undefined;
}

/** Reads who is asked about and when; undefined while nobody is signed in. */
export async function sit({ ledger, settings, clock, accountId, code }: Desk): Promise<Sitting | undefined> {
  const now = clock();
  const [accounts, choices, zone] = await Promise.all([ledger.accounts(), readChoices(ledger), ledger.countedZone()]);
  const account =
    accountId === undefined
      ? (accounts.find(({ id }) => id === choices.accountId) ?? accounts[0])
      : accounts.find(({ id }) => id === accountId);
  if (account === undefined) return undefined;
  const refresh = await readLane(ledger, account.id, "refresh", now);
  return { ...settings(), ledger, account, zone, today: todayIn(zone, microsOf(now)), now, refresh, code };
}
