import type { Account } from "../../domain/account.ts";
import type { Day } from "../../domain/day.ts";
import type { Publishing } from "../../domain/ledgerPorts.ts";
import type { Money } from "../../domain/money.ts";
import type { TeamReading } from "../../domain/teamStore.ts";
import { throwIfAborted } from "../../domain/timer.ts";
import type { Transaction } from "../../domain/transaction.ts";

/** How one UTC date of a team's store differs from the collector's ledger. */
export interface TeamDifference {
  readonly day: Day;
  readonly here: { readonly rows: number; readonly charge: Money };
  readonly there: { readonly rows: number; readonly charge: Money };
  /** The first ids that differ, that only the ledger has, or only the store. */
  readonly ids: readonly string[];
}

export interface TeamComparison {
  readonly dates: number;
  readonly rows: number;
  /** Dates that have changed and are yet to be published: they may well differ. */
  readonly unpublished: number;
  readonly differences: readonly TeamDifference[];
}

/** No store has this id, so that all dates of a ledger are read as one state. */
const NO_STORE = "compared";
const MOST_IDS = 5;

/**
 * Holds what a team's readers see against a ledger, row by row: ids, instants, products, statuses, messages and charges of every UTC date of
 * either. Throws `ProblemError`.
 */
export async function compareWithTeam(
  { ledger, team, store }: { readonly ledger: Publishing; readonly team: TeamReading; readonly store: string },
  account: Account,
  signal: AbortSignal,
): Promise<TeamComparison> {
  const unpublished = await ledger.countUnpublished(account.id, store);
  const held = await ledger.openUnpublished(account.id, NO_STORE);
  try {
    const published = await team.dates(account.id);
    const days = new Set([...held.dates.map(({ day }) => day), ...published.map(({ day }) => day)]);
    const differences: TeamDifference[] = [];
    let rows = 0;
    for (const day of [...days].sort()) {
      throwIfAborted(signal);
      const here = await held.rowsOf(day);
      const there = await team.rowsOf(account.id, day);
      rows += here.length;
      const ids = differingIds(here, there);
      // The noted sums are what `team status` adds up.
      const noted = published.find((date) => date.day === day) ?? { rows: 0, charge: 0 };
      const isNotedRight = noted.rows === there.length && noted.charge === sumOf(there).charge;
      if (ids.length > 0 || !isNotedRight) {
        differences.push({ day, here: sumOf(here), there: sumOf(there), ids: ids.slice(0, MOST_IDS) });
      }
    }
    return { dates: days.size, rows, unpublished, differences };
  } finally {
    await held.close();
  }
}

function differingIds(here: readonly Transaction[], there: readonly Transaction[]): readonly string[] {
  const left = new Map(here.map((row) => [row.id, textOf(row)]));
  const ids: string[] = [];
  for (const row of there) {
    // A row that is there twice differs the second time.
    if (left.get(row.id) !== textOf(row)) ids.push(row.id);
    else left.delete(row.id);
  }
  return [...new Set([...ids, ...left.keys()])];
}

function textOf({ id, at, product, status, message, charge }: Transaction): string {
  return JSON.stringify([id, at, product, status, message, charge]);
}

function sumOf(rows: readonly Transaction[]): { readonly rows: number; readonly charge: Money } {
  return { rows: rows.length, charge: rows.reduce((sum, { charge }) => sum + charge, 0) };
}
