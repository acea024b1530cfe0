import type { Account } from "../../domain/account.ts";
import type { Publishing } from "../../domain/ledgerPorts.ts";
import type { CoverageDay } from "../../domain/report.ts";
import type { PublishedDate, TeamPublishing } from "../../domain/teamStore.ts";
import { throwIfAborted } from "../../domain/timer.ts";

export interface PublishTools {
  readonly ledger: Publishing;
  readonly team: TeamPublishing;
  /** The id of the team's store. */
  readonly store: string;
  /** Who publishes, as `team status` shows it. */
  readonly collector: string;
}

/** `overtaken`: somebody else has begun to publish the account meanwhile, and has the newer state; what is left is found again. */
export interface Published {
  readonly outcome: "nothing" | "published" | "overtaken";
  readonly dates: number;
  readonly rows: number;
}

/**
 * Publishes what the team's store has not got of an account: all of it in one state of the ledger, seen at once or not at all. Right with
 * any number of collectors of one ledger, after a crash at any step, and with requests that arrive late, by three rules:
 *
 * 1. A publication is announced before its state of the ledger is read, so a higher number never has an older state.
 * 2. It is shown only while no higher number has been announced. So of any two that are shown, the higher one has every date of the
 *    lower one that is not noted as published, in a later state: what readers see is the state of the highest.
 * 3. Dates are noted as published only if after showing them there is still no higher number: a collector with another ledger, on another
 *    machine, may have shown its own state of them by then, and what this ledger has is published again.
 *
 * Throws `ProblemError`; whatever had happened by then, publishing again is right.
 */
export async function publishChanges(
  { ledger, team, store, collector }: PublishTools,
  account: Account,
  signal: AbortSignal,
): Promise<Published> {
  if ((await ledger.countUnpublished(account.id, store)) === 0) return { outcome: "nothing", dates: 0, rows: 0 };
  const load = await team.beginLoad(account, collector);
  const held = await ledger.openUnpublished(account.id, store);
  const replaced: PublishedDate[] = [];
  const covered: CoverageDay[] = [];
  try {
    for (const { day, hasNewRows, readAt } of held.dates) {
      throwIfAborted(signal);
      if (readAt !== undefined) covered.push({ day, readAt });
      if (!hasNewRows) continue;
      const rows = await held.rowsOf(day);
      await load.write(day, rows);
      replaced.push({ day, rows: rows.length, charge: rows.reduce((sum, { charge }) => sum + charge, 0) });
    }
  } finally {
    await held.close();
  }
  const counts = { dates: held.dates.length, rows: replaced.reduce((sum, { rows }) => sum + rows, 0) };
  await load.flush();
  if (!(await load.isNewest())) return { outcome: "overtaken", ...counts };
  await load.commit(replaced, covered);
  if (!(await load.isNewest())) return { outcome: "overtaken", ...counts };
  await ledger.markPublished(account.id, store, held.dates);
  return { outcome: "published", ...counts };
}
