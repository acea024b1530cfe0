// The same number, as each surface shows it.
import { formatMoney } from "../../src/domain/money.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { formatCount } from "../../src/view/numbers.ts";
import { DRAWN, tileValue } from "../e2e/pages/dashboard.ts";
import { DashboardTable } from "../e2e/pages/dashboardTable.ts";
import { addressEnd, PAGE_FRAME } from "../e2e/pages/panel.ts";
import { SPEND_ITEM } from "../e2e/pages/statusBar.ts";
import { VIEW } from "../e2e/pages/treeView.ts";
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

/**
 * Spend of the period on every surface. The window is tall enough to draw all products of the sandbox. Two questions in all, because it
 * is asked again and again while report windows come in: each question more keeps the window busier than that does. What is not there
 * yet is an error.
 */
export async function shownTotals({ page }: EditorWindow): Promise<ShownTotals> {
  const { rows, message, status, panel } = await page.evaluate<WindowTexts>(WINDOW_TEXTS);
  const dashboard = page.frames().find((frame) => frame.url().endsWith(addressEnd(panel)));
  if (dashboard === undefined) throw new Error("The dashboard has no page yet");
  return {
    rows: rupees(rows.reduce((sum, row) => sum + paise(amountIn(row)), 0)),
    tree: amountIn(message),
    status: amountIn(status),
    dashboard: await dashboard.evaluate<string>(SPEND_TILE),
  };
}

interface WindowTexts {
  /** Of the products. */
  readonly rows: readonly string[];
  readonly message: string;
  readonly status: string;
  /** The name of the frame of the panel in sight. */
  readonly panel: string;
}

/** Written as text: this project has no types of a browser. */
const WINDOW_TEXTS = `(() => {
  const pane = Array.from(document.querySelectorAll("${VIEW.pane}")).find(
    (one) => one.querySelector("${VIEW.title}")?.textContent.trim().toLowerCase() === "products",
  );
  const isVisible = (frame) => frame.getClientRects().length > 0 && getComputedStyle(frame).visibility === "visible";
  const panel = Array.from(document.querySelectorAll("${PAGE_FRAME}")).find(isVisible);
  return {
    rows: Array.from(pane.querySelectorAll('${VIEW.row}'), (row) =>
      Array.from(row.querySelectorAll("${VIEW.texts}"), (part) => part.innerText).join(" "),
    ),
    message: pane.querySelector("${VIEW.message}")?.innerText ?? "",
    status: document.getElementById("${SPEND_ITEM}").innerText,
    panel: panel.name,
  };
})()`;

const SPEND_TILE = `document.querySelector("${DRAWN} ${tileValue("spend")}").innerText.trim()`;

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
