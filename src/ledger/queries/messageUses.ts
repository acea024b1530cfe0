import { dayNumber } from "../../domain/day.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { Period } from "../../domain/period.ts";
import { type MessageUse, MOST_MESSAGE_USES } from "../../domain/summary.ts";
import { compareText } from "../../domain/textOrder.ts";
import { blob } from "../file/database.ts";
import { visitDay } from "../rollups/rollupCells.ts";
import type { OpenAccount } from "./openAccount.ts";

interface Sum {
  calls: number;
  charge: number;
}

/**
 * The messages of a period by product, from the roll-ups: those with calls of unknown outcome first, what is unknown costliest first,
 * then the others, costliest first. At most {@link MOST_MESSAGE_USES}.
 */
export function messageUses(
  { snapshot, account, kinds }: OpenAccount,
  { since, until }: Period,
): readonly MessageUse[] {
  kinds.refresh(snapshot, account);
  const byKind = new Map<number, Sum>();
  const sql = "SELECT cells FROM day_totals WHERE account = ? AND day BETWEEN ? AND ?";
  for (const row of snapshot.each(sql, account, dayNumber(since), dayNumber(until))) {
    visitDay(blob(row, "cells"), (kind, calls, charge) => add(sumAt(byKind, kind, nothing), calls, charge));
  }
  const uses = new Map<string, MessageUse & Record<"successes" | "failures" | "unknowns", Sum> & Sum>();
  for (const [kind, { calls, charge }] of byKind) {
    const { product, message } = kinds.get(kind);
    const use = sumAt(uses, JSON.stringify([product, message]), () => {
      return { product, message, ...nothing(), successes: nothing(), failures: nothing(), unknowns: nothing() };
    });
    add(use, calls, charge);
    add(use[FIELDS[kinds.outcome(kind)]], calls, charge);
  }
  return [...uses.values()].sort(weightiestFirst).slice(0, MOST_MESSAGE_USES);
}

const FIELDS = { success: "successes", failure: "failures", unknown: "unknowns" } as const satisfies Record<
  Outcome,
  keyof MessageUse
>;

function nothing(): Sum {
  return { calls: 0, charge: 0 };
}

function sumAt<Key, Value>(sums: Map<Key, Value>, key: Key, make: () => Value): Value {
  let sum = sums.get(key);
  if (sum === undefined) sums.set(key, (sum = make()));
  return sum;
}

function add(sum: Sum, calls: number, charge: number): void {
  sum.calls += calls;
  sum.charge += charge;
}

/** Text by code units makes the order of equals the same every time. */
function weightiestFirst(a: MessageUse, b: MessageUse): number {
  return (
    Number(b.unknowns.calls > 0) - Number(a.unknowns.calls > 0) ||
    b.unknowns.charge - a.unknowns.charge ||
    b.unknowns.calls - a.unknowns.calls ||
    b.charge - a.charge ||
    b.calls - a.calls ||
    compareText(a.product, b.product) ||
    compareText(a.message, b.message)
  );
}
