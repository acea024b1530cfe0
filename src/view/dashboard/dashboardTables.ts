import type { TransactionFilter } from "../../domain/filter.ts";
import { formatMoney } from "../../domain/money.ts";
import { judgedOutcome, type OutcomeWords } from "../../domain/outcomeWords.ts";
import { type FailureGroup, type Summary, successRate } from "../../domain/summary.ts";
import { formatTimestamp, type Transaction } from "../../domain/transaction.ts";
import type { FailureTable, ProductRow, TableRow } from "../../protocol.ts";
import { formatInstant } from "../dates.ts";
import { formatCalls, formatCount, formatCounted, formatShare } from "../numbers.ts";
import { outcomeText } from "../wording.ts";

/** More groups than this are summed up in one line: a webview holds what it shows. */
const FAILURE_ROWS = 50;

/** Ranked bars, and products to choose from. Nobody reads more; a service that puts a number into each id has any number of them. */
export const MOST_PRODUCTS = 500;

/** Products of the period, costliest first, as ranked bars. */
export function productRowsOf(summary: Summary, filter: TransactionFilter): readonly ProductRow[] {
  const total = summary.totals.charge;
  return summary.products.slice(0, MOST_PRODUCTS).map((product) => {
    const rate = successRate(product);
    return {
      product: product.product,
      charge: formatMoney(product.charge),
      calls: formatCalls(product.calls),
      share: shareOf(product.charge, total),
      shareText: total > 0 ? formatShare(product.charge / total) : "—",
      successRate: rate === undefined ? "—" : formatShare(rate),
      selected: filter.products?.includes(product.product) ?? false,
    };
  });
}

/** "What am I paying for that fails?" */
export function failureTableOf(summary: Summary, filter: TransactionFilter): FailureTable {
  const paid = summary.totals.chargedFailureCharge;
  const { chargedFailures, charge } = summary.totals;
  const hidden = summary.failures.slice(FAILURE_ROWS);
  const hiddenCharge = hidden.reduce((sum, group) => sum + group.charge, 0);
  return {
    rows: summary.failures.slice(0, FAILURE_ROWS).map((group) => ({
      product: group.product,
      message: group.message,
      status: group.status,
      calls: formatCount(group.calls),
      charge: formatMoney(group.charge),
      share: shareOf(group.charge, paid),
      shareText: paid > 0 ? formatShare(group.charge / paid) : "—",
      filter: failureFilter(group, filter),
    })),
    summary: [
      formatCalls(chargedFailures),
      formatMoney(paid),
      ...(charge > 0 ? [`${formatShare(paid / charge)} of the spend`] : []),
    ].join(", "),
    rest:
      hidden.length === 0
        ? ""
        : `and ${formatCounted(hidden.length, "more group")}, ${formatMoney(hiddenCharge)} together`,
  };
}

function failureFilter({ product, message, status }: FailureGroup, filter: TransactionFilter): TransactionFilter {
  return {
    ...filter,
    products: [product],
    messages: [message],
    statuses: [status],
    outcomes: ["failure"],
    charged: true,
  };
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}

/** One transaction as the table shows it; the time in the billing time zone, UTC in the service's own notation. */
export function tableRowOf(transaction: Transaction, zone: string, words: OutcomeWords): TableRow {
  const outcome = judgedOutcome(transaction, words);
  return {
    id: transaction.id,
    time: formatInstant(transaction.at, zone),
    timeUtc: formatTimestamp(transaction.at),
    product: transaction.product,
    status: transaction.status,
    outcome,
    outcomeText: outcomeText(outcome),
    message: transaction.message,
    charge: formatMoney(transaction.charge),
  };
}
