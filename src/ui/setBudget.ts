import * as vscode from "vscode";
import { budgetOf, withLimit } from "../app/budgetSetting.ts";
import { formatMoney, MONEY_SCALE, type Money, parseMoney } from "../domain/money.ts";
import { rowText } from "../view/foreignText.ts";
import { formatShare } from "../view/numbers.ts";
import { showInformation } from "./messages.ts";
import type { Parts } from "./parts.ts";
import { askText } from "./prompts.ts";
import { readSetting } from "./settings.ts";

interface Scope extends vscode.QuickPickItem {
  readonly product: string | undefined;
  readonly span: "daily" | "monthly";
  readonly spent: Money;
  readonly limit: Money | undefined;
}

/** Largest budget that a slip of the fingers is not: a hundred crore rupees. */
const MOST: Money = 1_000_000_000 * MONEY_SCALE;

/** Asks which limit, with the current spend beside each, and then the amount; an empty amount removes it. */
export async function setBudget({ model }: Parts): Promise<void> {
  const title = "Set Budget";
  const scope = await vscode.window.showQuickPick(scopesOf(model.state), { title, placeHolder: "Which limit?" });
  if (scope === undefined) return;
  const answer = await askText({
    title: `${title}: ${scope.label}`,
    prompt: `Amount in rupees; spent so far: ${formatMoney(scope.spent)}. Leave empty for no limit.`,
    placeholder: "10000",
    value: scope.limit === undefined ? "" : String(scope.limit / MONEY_SCALE),
    password: false,
    step: 1,
    totalSteps: 1,
    check: (text) => checkAmount(text, scope.spent),
  });
  if (answer === undefined || answer === "back") return;
  const amount = amountOf(answer.text);
  const rupees = amount === undefined ? undefined : amount / MONEY_SCALE;
  const setting = withLimit(readSetting("deepvue.budget"), scope.product, scope.span, rupees);
  await vscode.workspace.getConfiguration().update("deepvue.budget", setting, vscode.ConfigurationTarget.Global);
  showInformation(
    amount === undefined ? `${scope.label}: no limit any more.` : `${scope.label}: ${formatMoney(amount)}.`,
  );
}

function scopesOf({ usage, watch }: Parts["model"]["state"]): readonly Scope[] {
  const budget = budgetOf(readSetting("deepvue.budget"));
  const totals: Scope[] = [
    scopeOf("All products, per month", undefined, "monthly", usage?.month.charge ?? 0, budget.monthly),
    scopeOf("All products, per day", undefined, "daily", usage?.today.charge ?? 0, budget.daily),
  ];
  const products = new Set([
    ...(usage?.period.products ?? []).map(({ product }) => product),
    ...Object.keys(budget.products ?? {}),
  ]);
  const perProduct = [...products].flatMap((product) => {
    const limits = budget.products?.[product];
    const spent = (span: "day" | "month"): Money =>
      watch?.budgets.find((use) => use.product === product && use.span === span)?.spent ??
      usage?.period.products.find((entry) => entry.product === product)?.charge ??
      0;
    return [
      scopeOf(`${rowText(product)}, per month`, product, "monthly", spent("month"), limits?.monthly),
      scopeOf(`${rowText(product)}, per day`, product, "daily", spent("day"), limits?.daily),
    ];
  });
  return [...totals, ...perProduct];
}

function scopeOf(
  label: string,
  product: string | undefined,
  span: "daily" | "monthly",
  spent: Money,
  limit: Money | undefined,
): Scope {
  const description = limit === undefined ? "no limit" : `${formatMoney(limit)}, ${formatShare(spent / limit)} spent`;
  return { label, description, product, span, spent, limit };
}

function checkAmount(text: string, spent: Money): { readonly error: string } | { readonly note: string } {
  if (text.trim() === "") return { note: "No limit." };
  const amount = amountOf(text);
  if (amount === undefined) return { error: "Enter an amount in rupees above zero, such as 10000 or 2500.50." };
  if (amount > MOST) return { error: `At most ${formatMoney(MOST)}.` };
  return { note: `${formatMoney(amount)}; ${formatShare(spent / amount)} of it is spent.` };
}

function amountOf(text: string): Money | undefined {
  const amount = parseMoney(text.replaceAll(/[₹,\s]/g, ""));
  return amount !== undefined && amount > 0 ? amount : undefined;
}
