import { dayNumber } from "../../domain/day.ts";
import { MessageUseCount } from "../../domain/messageUseCount.ts";
import type { Period } from "../../domain/period.ts";
import type { MessageUse } from "../../domain/summary.ts";
import { blob } from "../file/database.ts";
import { visitDay } from "../rollups/rollupCells.ts";
import type { OpenAccount } from "./openAccount.ts";

/** The messages of a period by product, from the roll-ups, in the order and number of {@link MessageUseCount.list}. */
export function messageUses(
  { snapshot, account, kinds }: OpenAccount,
  { since, until }: Period,
): readonly MessageUse[] {
  kinds.refresh(snapshot, account);
  const byKind = new Map<number, { calls: number; charge: number }>();
  const sql = "SELECT cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ?";
  for (const row of snapshot.each(sql, account, dayNumber(since), dayNumber(until))) {
    visitDay(blob(row, "cells"), (kind, calls, charge) => {
      let sum = byKind.get(kind);
      if (sum === undefined) byKind.set(kind, (sum = { calls: 0, charge: 0 }));
      sum.calls += calls;
      sum.charge += charge;
    });
  }
  const count = new MessageUseCount();
  for (const [kind, { calls, charge }] of byKind) {
    const { product, message } = kinds.get(kind);
    count.add(product, message, kinds.outcome(kind), calls, charge);
  }
  return count.list();
}
