import type { Account } from "../../domain/account.ts";
import type { Usage } from "../../domain/appState.ts";
import type { CycleStart } from "../../domain/calendar.ts";
import type { Day } from "../../domain/day.ts";
import { type EpochMs, millisOf } from "../../domain/epoch.ts";
import type { RequestUseReading } from "../../domain/ledgerPorts.ts";
import { type OwnRequests, ownRequestsIn } from "../../domain/ownRequests.ts";
import { billingMonthSoFar, intervalOf } from "../../domain/period.ts";

interface Moment {
  readonly zone: string;
  readonly today: Day;
  readonly cycleStart: CycleStart;
  readonly now: EpochMs;
}

/** What watching an account costs by then; undefined of an account for which nobody is asked here. */
export async function readOwnRequests(
  ledger: Pick<RequestUseReading, "requestCounts">,
  account: Account,
  { month: { extent }, monthProducts }: Usage,
  { zone, today, cycleStart, now }: Moment,
): Promise<OwnRequests | undefined> {
  if (account.kind !== "live") return undefined;
  const month = billingMonthSoFar(today, cycleStart);
  const since = {
    today: millisOf(intervalOf({ since: today, until: today }, zone).from),
    month: millisOf(intervalOf(month, zone).from),
  };
  const counts = await ledger.requestCounts(account.id, since, now);
  return { counts, listed: ownRequestsIn(monthProducts), extent, month, zone, cycleStart };
}
