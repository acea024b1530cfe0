// The same number, as each surface shows it.
import { formatMoney } from "../../src/domain/money.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { formatCount } from "../../src/view/numbers.ts";
import { DashboardTable } from "../e2e/pages/dashboardTable.ts";
import { soon } from "../e2e/vsCode.ts";
import { sumOfCharges } from "./exports.ts";
import type { EditorWindow } from "./workbench.ts";

const AMOUNT = /-?₹[\d,]+\.\d\d/;

export interface ShownTotals {
  /** The message above the products: spend and calls. */
  tree: string;
  /** The sum of the product rows. */
  rows: string;
  status: string;
  dashboard: string;
}

/** Spend of the period on every surface. The window is tall enough to draw all products of the sandbox. */
export async function shownTotals(window: EditorWindow): Promise<ShownTotals> {
  const products = window.tree("Products");
  const rows = (await products.texts()).reduce((sum, row) => sum + paise(amountIn(row)), 0);
  return {
    rows: rupees(rows),
    tree: amountIn(await products.message()),
    status: amountIn(await window.statusBar.text()),
    dashboard: await window.dashboard.tile("spend"),
  };
}

/** Waits until every surface shows exactly these transactions; the status bar does not follow a filter within its period. */
export async function showsExactly(
  window: EditorWindow,
  expected: readonly Transaction[],
  ofPeriod = expected,
): Promise<void> {
  const total = formatMoney(sumOfCharges(expected));
  const status = formatMoney(sumOfCharges(ofPeriod));
  await soon(() => shownTotals(window)).toEqual({ ...totalsOf(total), status });
  await soon(() => new DashboardTable(window.dashboard).rowCount()).toBe(expected.length);
  await soon(() => window.dashboard.tile("calls")).toBe(formatCount(expected.length));
}

/** Everywhere the same. */
export function totalsOf(amount: string): ShownTotals {
  return { tree: amount, rows: amount, status: amount, dashboard: amount };
}

/** The first amount in a text. */
export function amountIn(text: string): string {
  return AMOUNT.exec(text)?.[0] ?? `no amount in “${text}”`;
}

export function paise(amount: string): number {
  return Math.round(Number(amount.replaceAll(/[₹,]/g, "")) * 100);
}

export function rupees(amount: number): string {
  return new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR" }).format(amount / 100);
}
