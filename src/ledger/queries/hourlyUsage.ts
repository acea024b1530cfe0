import { dayFromNumber, dayNumber } from "../../domain/day.ts";
import type { Period } from "../../domain/period.ts";
import type { HourUsage } from "../../domain/summary.ts";
import { blob, integer, type Snapshot } from "../file/database.ts";
import { mondayOf, visitHours, weekOf } from "../rollups/rollupCells.ts";
import type { AccountKinds } from "../rows/kinds.ts";

/** Usage by billing day, hour and product as it crosses from the worker thread; see `PackedSummary` for the reason. */
export interface PackedHours {
  /** In order. */
  readonly products: readonly string[];
  /** Per hour with calls: day number, hour, index of the product, calls, charge. */
  readonly hours: Float64Array<ArrayBuffer>;
}

const STRIDE = 5;

/** A new one every time, because its array is given away. */
export function noHours(): PackedHours {
  return { products: [], hours: new Float64Array(0) };
}

export function packHourly(snapshot: Snapshot, account: number, kinds: AccountKinds, period: Period): PackedHours {
  kinds.refresh(snapshot, account);
  const products = [...new Set([...kinds.all()].map(({ product }) => product))].sort();
  const rank = new Map(products.map((product, index) => [product, index]));
  const since = dayNumber(period.since);
  const until = dayNumber(period.until);
  // By hour since the period's start, then product: the order in which they are given.
  const cells = new Map<number, { calls: number; charge: number }>();
  const sql = "SELECT week, cells FROM hour_totals WHERE account = ? AND kind = ? AND week BETWEEN ? AND ?";
  for (const { kind, product } of kinds.all()) {
    for (const row of snapshot.each(sql, account, kind, weekOf(since), weekOf(until))) {
      const start = (mondayOf(integer(row, "week")) - since) * 24;
      visitHours(blob(row, "cells"), (hour, calls, charge) => {
        if (start + hour < 0 || start + hour >= (until + 1 - since) * 24) return;
        const key = (start + hour) * products.length + (rank.get(product) ?? 0);
        const cell = cells.get(key);
        if (cell === undefined) cells.set(key, { calls, charge });
        else {
          cell.calls += calls;
          cell.charge += charge;
        }
      });
    }
  }
  const hours = new Float64Array(cells.size * STRIDE);
  let at = 0;
  for (const [key, { calls, charge }] of [...cells].sort(([a], [b]) => a - b)) {
    const hour = Math.floor(key / products.length);
    hours.set([since + Math.floor(hour / 24), hour % 24, key % products.length, calls, charge], at);
    at += STRIDE;
  }
  return { products, hours };
}

export function unpackHourly({ products, hours }: PackedHours): readonly HourUsage[] {
  const days = new Map<number, string>();
  return Array.from({ length: hours.length / STRIDE }, (_, index) => {
    const [number = 0, hour = 0, product = 0, calls = 0, charge = 0] = hours.subarray(index * STRIDE);
    let day = days.get(number);
    if (day === undefined) days.set(number, (day = dayFromNumber(number)));
    return { day, hour, product: products[product] ?? "", calls, charge };
  });
}
