import * as vscode from "vscode";
import { budgetOf, withLimit } from "../../app/watch/budgetSetting.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { rowText } from "../../domain/foreignText.ts";
import { formatMoney, MONEY_SCALE, type Money, parseMoney } from "../../domain/money.ts";
import { billingMonthSoFar } from "../../domain/period.ts";
import type { SeriesPoint } from "../../domain/summary.ts";
import { granularityWord } from "../../view/dates.ts";
import { formatShare } from "../../view/numbers.ts";
import { showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickOne } from "../picks.ts";
import { askText } from "../prompts.ts";
import { readSetting } from "../settings.ts";

interface Scope extends vscode.QuickPickItem {
  readonly product: string | undefined;
  readonly span: "daily" | "monthly";
  /** "today", "this month" */
  readonly when: string;
  readonly spent: Money;
  readonly limit: Money | undefined;
}

/** Largest budget that a slip of the fingers is not: a hundred crore rupees. */
const MOST: Money = 1_000_000_000 * MONEY_SCALE;

/** Asks which limit, with the current spend beside each, and then the amount; an empty amount removes it. */
export async function setBudget({ model, ledger }: Parts): Promise<void> {
  const { account, today, zone, cycleStart } = model.state;
  if (account === undefined) return;
  const title = "Set Budget";
  const month = billingMonthSoFar(today, cycleStart);
  const word = granularityWord("month", cycleStart);
  const scopes = ledger
    .summarize(account.id, month, "day", NO_FILTER)
    .then(({ series }) => scopesOf(series, today, word));
  const scope = await pickOne(scopes, {
    title,
    placeHolder: `Which limit? Days and ${word}s are those of ${zone}`,
    matchOnDescription: true,
  });
  if (scope === undefined) return;
  const answer = await askText({
    title: `${title}: ${scope.label}`,
    prompt: `Amount in rupees; ${spentText(scope)}. Leave empty for no limit.`,
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

/** The account's limits, then those of every product, the costliest of the month first. `month`: the days so far of the billing month, which is called `word`. */
function scopesOf(month: readonly SeriesPoint[], today: string, word: string): readonly Scope[] {
  const budget = budgetOf(readSetting("deepvue.budget"));
  const spent = (product: string | undefined, since: string): Money =>
    month
      .filter((point) => point.start >= since && (product === undefined || point.product === product))
      .reduce((sum, { charge }) => sum + charge, 0);
  const products = new Set([...month.map(({ product }) => product), ...Object.keys(budget.products ?? {})]);
  const costliest = [...products].sort((a, b) => spent(b, "") - spent(a, "") || (a < b ? -1 : 1));
  return [undefined, ...costliest].flatMap((product) => {
    const limits = product === undefined ? budget : budget.products?.[product];
    const name = product === undefined ? "All products" : rowText(product);
    return [
      scopeOf(
        `${name}, per ${word}`,
        `this ${word}`,
        { product, span: "monthly" },
        spent(product, ""),
        limits?.monthly,
      ),
      scopeOf(`${name}, per day`, "today", { product, span: "daily" }, spent(product, today), limits?.daily),
    ];
  });
}

function scopeOf(
  label: string,
  when: string,
  { product, span }: Pick<Scope, "product" | "span">,
  spent: Money,
  limit: Money | undefined,
): Scope {
  const used = limit === undefined ? "no limit" : `${formatShare(spent / limit)} of ${formatMoney(limit)}`;
  const scope = { label, when, product, span, spent, limit };
  return { ...scope, description: `${spentText(scope)}, ${used}` };
}

function spentText({ spent, when }: Pick<Scope, "spent" | "when">): string {
  return `${formatMoney(spent)} spent ${when}`;
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
