import type { Account, BalanceReading } from "../../domain/account.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { happened } from "../../domain/instant.ts";
import type { BalancesReading } from "../../domain/ledgerPorts.ts";
import type { TeamPublishing } from "../../domain/teamStore.ts";
import { HISTORY_DAYS } from "../../domain/watch/usageHistory.ts";

export interface WalletTools {
  readonly ledger: BalancesReading;
  readonly team: Pick<TeamPublishing, "addBalances">;
  /** Of the team's store. */
  readonly reading: BalancesReading;
}

/**
 * Publishes the readings of an account's wallet that the team's store has not got, beside what is published of its dates: a reading is
 * whole in itself. A reading that a clock which was ahead has put after `now` waits until then. `until`: up to when the store
 * is known to have them; it is asked where nothing is known, or where that lies ahead. Returns the new one.
 */
export async function publishWallet(
  { ledger, team, reading }: WalletTools,
  account: Account,
  now: EpochMs,
  until?: EpochMs,
): Promise<number> {
  const had = happened(until, now) ?? (await reading.lastBalance(account.id, now))?.at;
  const readings = await readingsAfter(ledger, account.id, had, now);
  if (readings.length > 0) await team.addBalances(account.id, readings);
  return readings.at(-1)?.at ?? had ?? 0;
}

/** The readings after one of which is known already, or those that a runway looks at: up to now, oldest first. */
export async function readingsAfter(
  from: Pick<BalancesReading, "balances">,
  accountId: string,
  known: number | undefined,
  now: EpochMs,
): Promise<readonly BalanceReading[]> {
  const since = Math.max((known ?? 0) + 1, now - HISTORY_DAYS * 86_400_000);
  return (await from.balances(accountId, since)).filter(({ at }) => at <= now);
}
