import type { Day } from "../../../../../src/domain/day.ts";
import type { FailureGroup } from "../../../../../src/domain/summary.ts";
import { findAnomalies } from "../../../../../src/domain/watch/anomaly/findAnomalies.ts";
import type { Finding } from "../../../../../src/domain/watch/anomaly/finding.ts";
import { historyOf, ist, RUPEE, steadyUsage, type UsageCell } from "../../../../support/usageCells.ts";

export const FIRST: Day = "2026-03-02";
/** A Wednesday. */
export const TODAY: Day = "2026-05-20";

/** Three products around the clock until the end of a day: ₹1,680 a day, PAN-Plus ₹480 of them. */
export function calmUsage(until: Day = TODAY): UsageCell[] {
  return [
    ...steadyUsage(FIRST, until),
    ...steadyUsage(FIRST, until, { product: "UPI", price: RUPEE, calls: () => 20 }),
    ...steadyUsage(FIRST, until, { product: "GSTIN", price: 3 * RUPEE, calls: () => 10 }),
  ];
}

/** The cells with some of them replaced; a cell that becomes undefined is taken out. */
export function changed(cells: readonly UsageCell[], change: (cell: UsageCell) => UsageCell | undefined): UsageCell[] {
  return cells.flatMap((cell) => change(cell) ?? []);
}

/** What is found as of a wall-clock time in India; cells that come later are cut off as a ledger would not have them. */
export function foundAt(
  cells: readonly UsageCell[],
  at: string,
  { failures = [], knownSince = FIRST }: { failures?: readonly FailureGroup[]; knownSince?: Day } = {},
): readonly Finding[] {
  const known = cells.filter(({ day, hour }) => ist(day) + hour * 3_600_000 < ist(at));
  return findAnomalies(historyOf(known, { knownSince }), ist(at), failures);
}

export function keysAt(cells: readonly UsageCell[], at: string): string[] {
  return foundAt(cells, at).map(({ key }) => key);
}
