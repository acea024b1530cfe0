import type { BillAnswer, DifferencePart, TotalReconciled } from "../domain/bill.ts";
import { rowText } from "../domain/foreignText.ts";
import { formatMoney } from "../domain/money.ts";
import type { RowDifference } from "../domain/reconciliation.ts";
import { DIFFERENCES, DISPUTED } from "./billWords.ts";
import { formatInstant } from "./dates.ts";

/** A row of a difference in a list. */
export interface BillRow {
  /** Foreign text, made a line. */
  readonly label: string;
  /** Why it is listed. */
  readonly what: string;
  readonly detail: string;
  readonly row: RowDifference;
}

/** The rows that an answer leads to, or those of one part of it; the first of each, where there are many. */
export function billRowsOf(answer: BillAnswer, part?: DifferencePart): readonly BillRow[] {
  const { zone } = answer.result;
  if (answer.against === "files") {
    const groups = answer.result.reconciliation.groups.filter(({ kind }) => part === undefined || kind === part);
    return groups.flatMap(({ kind, rows }) => rows.map((row) => billRow(DIFFERENCES[kind].title, row, zone)));
  }
  // Of a total that agrees nothing is disputed.
  if (answer.result.typed.amount === answer.result.expected) return [];
  return disputesOf(part).flatMap((name) =>
    answer.result[name].rows.map((here) => billRow(DISPUTED[name], { here }, zone)),
  );
}

type Dispute = keyof Pick<TotalReconciled, "early" | "late" | "refunds">;

/** Rows that an adjustment counts otherwise; how a sum is taxed or rounded is a matter of no row. */
export function disputesOf(part: DifferencePart | undefined): readonly Dispute[] {
  if (part === undefined) return ["early", "late", "refunds"];
  if (part === "utcDays") return ["early", "late"];
  return part === "withoutRefunds" ? ["refunds"] : [];
}

function billRow(what: string, row: RowDifference, zone: string): BillRow {
  const { here, there } = row;
  const one = there ?? here;
  if (one === undefined) return { label: "", what, detail: "", row };
  const charges = [
    there === undefined ? "" : `files ${formatMoney(there.charge)}`,
    here === undefined ? "" : `ledger ${formatMoney(here.charge)}`,
  ];
  const parts = [...charges.filter((part) => part !== ""), formatInstant(one.at, zone), rowText(one.product)];
  return { label: rowText(one.id), what, detail: parts.join(" · "), row };
}
