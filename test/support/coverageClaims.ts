// What coverage claims, checked against what the account really has.
import assert from "node:assert/strict";
import { addDays, type Day, dayNumber } from "../../src/domain/day.ts";
import type { Ledger } from "../../src/domain/ledgerPorts.ts";
import { MICROS_PER_DAY, type Transaction } from "../../src/domain/transaction.ts";

/** A row that was never seen after `readAt` (epoch ms) would be a false claim. */
interface KnownRow extends Transaction {
  /** From when on (epoch ms) the service reports it; absent: from its own instant on. */
  readonly visibleAt?: number;
}

/** Every covered UTC date's rows, as far as they were visible when it was read, are in the ledger; and nothing else is. */
export async function assertClaimsAreTrue(
  ledger: Ledger,
  accountId: string,
  rows: readonly KnownRow[],
  since: Day,
  until: Day,
): Promise<void> {
  const stored = new Map<string, Transaction>();
  const everything = { since: addDays(since, -2), until: addDays(until, 2) };
  for (const row of await ledger.latest(accountId, everything, {}, 100_000)) stored.set(row.id, row);
  const coverage = await ledger.coverage(accountId, since, until);
  for (const { day, readAt } of coverage) {
    const from = dayNumber(day) * MICROS_PER_DAY;
    for (const row of rows) {
      const isVisible = (row.visibleAt ?? row.at / 1000) <= readAt;
      if (row.at < from || row.at >= from + MICROS_PER_DAY || !isVisible) continue;
      assert.ok(
        stored.has(row.id),
        `${day} is covered since ${new Date(readAt).toISOString()}, but ${row.id} is missing`,
      );
    }
  }
  const known = new Set(rows.map(({ id }) => id));
  for (const id of stored.keys()) assert.ok(known.has(id), `${id} is stored, but nobody reported it`);
}
