import type { AppState, Usage } from "../domain/appState.ts";
import { dayIn } from "../domain/day.ts";
import { type EpochMs, millisOf } from "../domain/epoch.ts";
import { markdownText, rowText } from "../domain/foreignText.ts";
import { formatMoney, formatRounded } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import { judgedOutcome } from "../domain/outcomeWords.ts";
import { chargePerSuccess, type ProductTotals, successRate } from "../domain/summary.ts";
import { formatTimestamp, type Transaction } from "../domain/transaction.ts";
import { productFailureRows } from "./chargedFailureTexts.ts";
import { formatAge, formatDay, formatInstant, formatPeriod } from "./dates.ts";
import { filterChipsOf } from "./filterChips.ts";
import { asFarAsKnown, atLeast, inStretch, noComparisonText, sampleMark, stateNotes, UNKNOWN } from "./honestStates.ts";
import { formatCalls, formatCount, formatCounted, formatShare, formatTrend } from "./numbers.ts";
import { welcomeOf } from "./welcome.ts";
import { outcomeText, problemText } from "./wording.ts";

/** A tree row in words; `ui/` turns it into a TreeItem. Label and description are plain text. */
export interface TreeRow {
  /** Stable while amounts change, so that selection and expansion stay. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Name and theme colour of a codicon. */
  readonly icon: { readonly name: string; readonly color?: string };
  /** Markdown. */
  readonly tooltip: string;
  /** For screen readers: the whole row as one sentence. */
  readonly spoken: string;
}

/** A product's row, which carries the product itself: a label is a text for people. */
export interface ProductTreeRow extends TreeRow {
  readonly product: string;
}

const WEEK_MS = 7 * 86_400_000;

/** Products of the period under the filter in force, costliest first. */
export function productRows(state: AppState): readonly ProductTreeRow[] {
  const usage = state.usage;
  if (usage === undefined) return [];
  return usage.filtered.products.map((totals) => productRow(state, usage, totals));
}

function productRow(state: AppState, usage: Usage, totals: ProductTotals): ProductTreeRow {
  const label = rowText(totals.product);
  const { extent } = usage.known;
  const spend = formatMoney(totals.charge);
  const calls = formatCalls(totals.calls);
  const failures = totals.chargedFailures > 0 ? `, ${formatCounted(totals.chargedFailures, "charged failure")}` : "";
  return {
    id: `product:${totals.product}`,
    product: totals.product,
    label,
    description: `${asFarAsKnown(spend, extent)} · ${calls}`,
    icon: isLeaking(totals) ? { name: "warning", color: "list.warningForeground" } : { name: "package" },
    tooltip: productTooltip(state, usage, totals),
    spoken: `${label}, ${atLeast(`${spend}, ${calls}`, extent)}${failures}`,
  };
}

/** More than a tenth of a product's spend on calls that failed is worth a mark. */
function isLeaking({ charge, chargedFailureCharge }: ProductTotals): boolean {
  return chargedFailureCharge * 10 > charge && chargedFailureCharge > 0;
}

function productTooltip(state: AppState, usage: Usage, totals: ProductTotals): string {
  const rate = successRate(totals);
  const each = chargePerSuccess(totals);
  const periodCharge = usage.filtered.totals.charge;
  const { extent } = usage.known;
  const lines = [
    `**${markdownText(totals.product)}** · ${formatPeriod(state.period)}`,
    "",
    "| | |",
    "|:--|--:|",
    `| Spend | ${atLeast(formatMoney(totals.charge), extent)} |`,
    ...(periodCharge > 0 ? [`| Share of spend | ${formatShare(totals.charge / periodCharge)} |`] : []),
    `| Calls | ${atLeast(formatCount(totals.calls), extent)} |`,
    `| Success rate | ${rate === undefined ? UNKNOWN : formatShare(rate)} |`,
    `| Per successful call | ${each === undefined ? UNKNOWN : formatRounded(each)} |`,
    `| Charged failures | ${formatCount(totals.chargedFailures)} (${formatMoney(totals.chargedFailureCharge)}) |`,
    ...(totals.unknowns > 0 ? [`| Outcome unknown | ${formatCount(totals.unknowns)} |`] : []),
    trendRow(usage, totals),
    ...failureTable(state, totals),
  ];
  return `${lines.join("\n")}\n\nDays in ${markdownText(state.zone)}`;
}

/** What the like stretch before had cost and how that changed; no numbers where it is not known. */
function trendRow({ comparison }: Usage, { product, charge }: ProductTotals): string {
  if (comparison.kind === "none") return `| Before | ${noComparisonText(comparison)} |`;
  const before = comparison.summary.products.find((other) => other.product === product)?.charge ?? 0;
  const trend = formatTrend(charge, before);
  return `| Spent ${inStretch(comparison.stretch)} | ${formatMoney(before)}${trend === "" ? "" : ` (${trend})`} |`;
}

/** The messages that were paid for although the call failed. */
function failureTable({ usage }: AppState, { product, charge }: ProductTotals): readonly string[] {
  const rows = productFailureRows(product, usage?.filtered.failures ?? [], charge);
  return rows.length === 0 ? [] : ["", "| Failed and charged | |", "|:--|--:|", ...rows];
}

const OUTCOME_ICON: Readonly<Record<Outcome, TreeRow["icon"]>> = {
  success: { name: "pass", color: "testing.iconPassed" },
  failure: { name: "error", color: "testing.iconFailed" },
  unknown: { name: "question", color: "descriptionForeground" },
};

/** A transaction in the list of all products: the product leads, and a narrow side bar cuts the message rather than the age. */
export function transactionRow(transaction: Transaction, state: AppState, now: EpochMs): TreeRow {
  const row = describeTransaction(transaction, state, now);
  return {
    ...row,
    id: `transaction:${transaction.at}:${transaction.id}`,
    label: rowText(transaction.product),
    description: `${formatMoney(transaction.charge)} · ${row.age} · ${row.message}`,
  };
}

/** A transaction below its product: the message leads. */
export function productTransactionRow(transaction: Transaction, state: AppState, now: EpochMs): TreeRow {
  const row = describeTransaction(transaction, state, now);
  return {
    ...row,
    id: `product-transaction:${transaction.at}:${transaction.id}`,
    label: row.message,
    description: `${formatMoney(transaction.charge)} · ${row.age}`,
  };
}

function describeTransaction(transaction: Transaction, state: AppState, now: EpochMs) {
  const outcome = judgedOutcome(transaction, state.outcomes);
  const charged = outcome === "failure" && transaction.charge > 0;
  const message = rowText(transaction.message) || `Status ${transaction.status}`;
  const ageMs = now - millisOf(transaction.at);
  // "925 days" means nothing to anybody.
  const age = ageMs < WEEK_MS ? formatAge(ageMs) : formatDay(dayIn(state.zone, transaction.at));
  const outcomeWords = charged ? "Failure, charged" : outcomeText(outcome);
  return {
    message,
    age,
    icon: charged ? { name: "error", color: "list.warningForeground" } : OUTCOME_ICON[outcome],
    tooltip: transactionTooltip(transaction, state, outcomeWords),
    spoken: `${rowText(transaction.product)}, ${formatMoney(transaction.charge)}, ${outcomeWords}, ${message}, ${formatInstant(transaction.at, state.zone)}`,
  };
}

function transactionTooltip(transaction: Transaction, state: AppState, outcomeWords: string): string {
  return [
    `**${markdownText(transaction.product)}** · ${formatMoney(transaction.charge)}`,
    "",
    "| | |",
    "|:--|:--|",
    `| Outcome | ${outcomeWords} |`,
    `| Message | ${markdownText(transaction.message) || "—"} |`,
    `| Status | ${transaction.status} |`,
    `| Time | ${formatInstant(transaction.at, state.zone)} ${markdownText(state.zone)} |`,
    `| UTC | ${formatTimestamp(transaction.at)} |`,
    `| Transaction id | ${markdownText(transaction.id)} |`,
  ].join("\n");
}

/**
 * The line above the products: the total with its zone, and whatever a reader of the numbers must know. Empty where there are
 * no rows: VS Code shows the welcome content, which then says why and what to do, only under an empty message.
 */
export function productsMessage(state: AppState, now: EpochMs): string {
  const usage = state.usage;
  const welcome = welcomeOf(state, now);
  if (welcome === "loading") return notesOf(state, now).join(" ");
  if (welcome === "unavailable" && state.unavailable !== undefined) {
    const { what, why } = problemText(state.unavailable, state.zone);
    return `${what} ${why}`;
  }
  if (welcome !== "rows" || usage === undefined) return "";
  const { charge, calls } = usage.filtered.totals;
  const spend = asFarAsKnown(formatMoney(charge), usage.known.extent);
  const total = `${sampleMark(state)}${spend} · ${formatCalls(calls)} · days in ${state.zone}.`;
  return [total, ...notesOf(state, now)].join(" ");
}

/** The line above the transactions: nothing while they are fresh, whole and unfiltered. */
export function transactionsMessage(state: AppState, now: EpochMs): string {
  if (welcomeOf(state, now) !== "rows") return "";
  return notesOf(state, now).join(" ");
}

/** What stands beside a tree's title: the period, and whether any of this is real. */
export function treeDescription(state: AppState): string {
  if (state.account === undefined) return "";
  return `${sampleMark(state)}${formatPeriod(state.period)}`;
}

function notesOf(state: AppState, now: EpochMs): readonly string[] {
  const filter = filterChipsOf(state.filter).map(({ text }) => rowText(text));
  const setAside = state.usage?.setAside ?? 0;
  return [
    ...(filter.length > 0 ? [`Filter: ${filter.join("; ")}.`] : []),
    ...stateNotes(state, now),
    ...(setAside > 0 ? [`Set aside: ${formatCounted(setAside, "unreadable row")} (Diagnose lists them).`] : []),
  ];
}
