import { type AppState, dataStateOf, hasWholePrevious, type Usage } from "../domain/appState.ts";
import { dayIn } from "../domain/day.ts";
import { markdownText, rowText } from "../domain/foreignText.ts";
import { formatMoney } from "../domain/money.ts";
import { type Outcome, outcomeOf } from "../domain/outcome.ts";
import { chargePerSuccess, type ProductTotals, successRate } from "../domain/summary.ts";
import { formatTimestamp, type Transaction } from "../domain/transaction.ts";
import { productFailureRows } from "./chargedFailureTexts.ts";
import { formatAge, formatClock, formatDay, formatInstant, formatPeriod } from "./dates.ts";
import { filterChipsOf } from "./filterChips.ts";
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
  return usage.filtered.products.map((totals) => {
    const before = usage.previous.products.find(({ product }) => product === totals.product);
    return productRow(state, totals, usage.filtered.totals.charge, before);
  });
}

function productRow(
  state: AppState,
  totals: ProductTotals,
  periodCharge: number,
  before: ProductTotals | undefined,
): ProductTreeRow {
  const label = rowText(totals.product);
  const spend = formatMoney(totals.charge);
  const calls = formatCalls(totals.calls);
  return {
    id: `product:${totals.product}`,
    product: totals.product,
    label,
    description: `${spend} · ${calls}`,
    icon: isLeaking(totals) ? { name: "warning", color: "list.warningForeground" } : { name: "package" },
    tooltip: productTooltip(state, totals, periodCharge, before),
    spoken: `${label}, ${spend}, ${calls}${totals.chargedFailures > 0 ? `, ${formatCounted(totals.chargedFailures, "charged failure")}` : ""}`,
  };
}

/** More than a tenth of a product's spend on calls that failed is worth a mark. */
function isLeaking({ charge, chargedFailureCharge }: ProductTotals): boolean {
  return chargedFailureCharge * 10 > charge && chargedFailureCharge > 0;
}

function productTooltip(
  state: AppState,
  totals: ProductTotals,
  periodCharge: number,
  before: ProductTotals | undefined,
): string {
  const rate = successRate(totals);
  const each = chargePerSuccess(totals);
  const lines = [
    `**${markdownText(totals.product)}** · ${formatPeriod(state.period)}`,
    "",
    "| | |",
    "|:--|--:|",
    `| Spend | ${formatMoney(totals.charge)} |`,
    ...(periodCharge > 0 ? [`| Share of spend | ${formatShare(totals.charge / periodCharge)} |`] : []),
    `| Calls | ${formatCount(totals.calls)} |`,
    `| Success rate | ${rate === undefined ? "—" : formatShare(rate)} |`,
    `| Per successful call | ${each === undefined ? "—" : formatMoney(each)} |`,
    `| Charged failures | ${formatCount(totals.chargedFailures)} (${formatMoney(totals.chargedFailureCharge)}) |`,
    ...(totals.unknowns > 0 ? [`| Outcome unknown | ${formatCount(totals.unknowns)} |`] : []),
    ...(state.usage === undefined
      ? []
      : [`| ${formatPeriod(state.usage.previousPeriod)} | ${trendText(state.usage, totals, before)} |`]),
    ...failureTable(state, totals),
  ];
  return `${lines.join("\n")}\n\nDays in ${markdownText(state.zone)}`;
}

/** What the period before had cost and how that changed; no numbers where it has not been fetched as a whole. */
function trendText(usage: Usage, { charge }: ProductTotals, before: ProductTotals | undefined): string {
  const { dates, fetched } = usage.previousCoverage;
  if (!hasWholePrevious(usage)) return fetched === 0 ? "not fetched" : `${fetched} of ${dates} dates fetched`;
  const trend = formatTrend(charge, before?.charge ?? 0);
  return `${formatMoney(before?.charge ?? 0)}${trend === "" ? "" : ` (${trend})`}`;
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
export function transactionRow(transaction: Transaction, state: AppState, now: number): TreeRow {
  const row = describeTransaction(transaction, state, now);
  return {
    ...row,
    id: `transaction:${transaction.at}:${transaction.id}`,
    label: rowText(transaction.product),
    description: `${formatMoney(transaction.charge)} · ${row.age} · ${row.message}`,
  };
}

/** A transaction below its product: the message leads. */
export function productTransactionRow(transaction: Transaction, state: AppState, now: number): TreeRow {
  const row = describeTransaction(transaction, state, now);
  return {
    ...row,
    id: `product-transaction:${transaction.at}:${transaction.id}`,
    label: row.message,
    description: `${formatMoney(transaction.charge)} · ${row.age}`,
  };
}

function describeTransaction(transaction: Transaction, state: AppState, now: number) {
  const outcome = outcomeOf(transaction.status, transaction.message, state.failureMessages);
  const charged = outcome === "failure" && transaction.charge > 0;
  const message = rowText(transaction.message) || `Status ${transaction.status}`;
  const ageMs = now - transaction.at / 1000;
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
export function productsMessage(state: AppState, now: number): string {
  const usage = state.usage;
  const welcome = welcomeOf(state, now);
  if (welcome === "loading") return notesOf(state, now).join(" ");
  if (welcome !== "rows" || usage === undefined) return "";
  const { charge, calls } = usage.filtered.totals;
  const sample = state.account?.kind === "sample" ? "SAMPLE · " : "";
  const total = `${sample}${formatMoney(charge)} · ${formatCalls(calls)} · days in ${state.zone}.`;
  return [total, ...notesOf(state, now)].join(" ");
}

/** The line above the transactions: nothing while they are fresh, whole and unfiltered. */
export function transactionsMessage(state: AppState, now: number): string {
  if (welcomeOf(state, now) !== "rows") return "";
  return notesOf(state, now).join(" ");
}

/** What stands beside a tree's title: the period, and whether any of this is real. */
export function treeDescription(state: AppState): string {
  if (state.account === undefined) return "";
  return `${state.account.kind === "sample" ? "SAMPLE · " : ""}${formatPeriod(state.period)}`;
}

function notesOf(state: AppState, now: number): readonly string[] {
  const filter = filterChipsOf(state.filter).map(({ text }) => rowText(text));
  const setAside = state.usage?.setAside ?? 0;
  return [
    ...(filter.length > 0 ? [`Filter: ${filter.join("; ")}.`] : []),
    ...stateNotes(state, now),
    ...(setAside > 0 ? [`Set aside: ${formatCounted(setAside, "unreadable row")} (Diagnose lists them).`] : []),
  ];
}

/** The honest states in a line each; nothing while the numbers are fresh and whole. */
export function stateNotes(state: AppState, now: number): readonly string[] {
  const notes: string[] = [];
  const coverage = state.usage?.coverage;
  const dataState = dataStateOf(state, now);
  if (state.problem !== undefined) {
    const { what } = problemText(state.problem, state.zone);
    const isStored = coverage !== undefined && coverage.fetched > 0;
    notes.push(
      `${what} ${isStored ? `Showing what is stored${asOf(state, now)}` : "Nothing is stored for this period"}.`,
    );
  } else if (dataState === "stale") {
    notes.push(`Not refreshed lately${asOf(state, now)}.`);
  }
  // A line that comes and goes with every refresh would move the rows under the mouse.
  if (state.sync.phase === "syncing" && state.sync.total > 2) {
    notes.push(`Fetching: ${state.sync.done} of ${state.sync.total} report windows.`);
  } else if (state.sync.phase === "recounting") {
    notes.push("Counting days anew for the billing time zone.");
  } else if (state.sync.phase === "waiting") {
    notes.push(`Waiting for the service until ${formatClock(state.sync.until, state.zone)}.`);
  } else if (coverage !== undefined && coverage.fetched > 0 && coverage.fetched < coverage.dates) {
    notes.push(`Incomplete: ${coverage.fetched} of ${coverage.dates} dates fetched.`);
  }
  if (state.ledger?.mode === "memory") notes.push("History is kept in this window only; Diagnose says why.");
  return notes;
}

function asOf(state: AppState, now: number): string {
  const at = state.usage?.coverage.oldestOpenReadAt ?? state.syncedAt;
  return at === undefined
    ? ""
    : `, as of ${formatAge(now - at) === "just now" ? "just now" : `${formatAge(now - at)} ago`}`;
}
