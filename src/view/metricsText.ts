import { shortLineOf } from "../domain/foreignText.ts";
import { type Money, moneyToDecimal } from "../domain/money.ts";
import type { ProductTotals } from "../domain/summary.ts";
import type { AccountMetrics, WindowMetrics } from "../domain/watch/accountMetrics.ts";
import { isMeasured } from "../domain/watch/budget.ts";

/**
 * Metrics in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats). Gauges, because a settled day
 * may shrink. What is not known has no line: a zero would read as measured.
 */
export function metricsText(accounts: readonly AccountMetrics[]): string {
  const named = withNamesOfTheirOwn(accounts);
  return METRICS.map(({ name, help, samplesOf }) => {
    const samples = named.flatMap((account) =>
      samplesOf(account).map(({ labels, value }) => ({ labels: { account: account.account, ...labels }, value })),
    );
    return blockOf(name, help, samples);
  }).join("");
}

/** One line of a metric. Money stays an integer until it is written, so that what falls together is added exactly. */
interface Sample {
  readonly labels: Labels;
  readonly value: { readonly money: Money } | number;
}

type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samplesOf: (account: AccountMetrics) => readonly Sample[];
}

const METRICS: readonly Metric[] = [
  {
    name: "deepvue_spend_rupees",
    help: "Charged so far in the billing day or billing month, net of refunds.",
    samplesOf: (account) => perProduct(account, ({ charge }) => [{ labels: {}, value: { money: charge } }]),
  },
  {
    name: "deepvue_calls",
    help: "Calls so far in the billing day or billing month, by what they achieved.",
    samplesOf: (account) =>
      perProduct(account, ({ successes, failures, unknowns }) => [
        { labels: { outcome: "success" }, value: successes },
        { labels: { outcome: "failure" }, value: failures },
        { labels: { outcome: "unknown" }, value: unknowns },
      ]),
  },
  {
    name: "deepvue_charged_failures_rupees",
    help: "Charged so far for calls that failed.",
    samplesOf: (account) =>
      perProduct(account, ({ chargedFailureCharge }) => [{ labels: {}, value: { money: chargedFailureCharge } }]),
  },
  {
    name: "deepvue_window_complete",
    help: "1: all calls so far of the billing day or billing month are in the ledger. 0: its figures are at least so much.",
    samplesOf: ({ windows }) =>
      windows.filter(isKnown).map(({ window, extent }) => ({ labels: { window }, value: extent === "wholly" ? 1 : 0 })),
  },
  {
    name: "deepvue_balance_rupees",
    help: "The wallet's balance as it was last read.",
    samplesOf: ({ balance }) => (balance === undefined ? [] : [{ labels: {}, value: { money: balance } }]),
  },
  {
    name: "deepvue_budget_ratio",
    help: "Spend divided by the budget of the day or billing month; above 1 is over budget. Without a product: of all products.",
    samplesOf: ({ budgets }) =>
      budgets.filter(isMeasured).map(({ span, product, share }) => ({
        labels: { ...(product === undefined ? {} : { product: labelText(product) }), window: span },
        value: share,
      })),
  },
  {
    name: "deepvue_ledger_age_seconds",
    help: "Seconds since a refresh of the ledger last succeeded.",
    samplesOf: ({ ledgerAgeMs }) =>
      ledgerAgeMs === undefined ? [] : [{ labels: {}, value: Math.max(0, Math.round(ledgerAgeMs / 1000)) }],
  },
  {
    name: "deepvue_sync_failures",
    help: "Refreshes that failed since one last succeeded.",
    samplesOf: ({ syncFailures }) => (syncFailures === undefined ? [] : [{ labels: {}, value: syncFailures }]),
  },
];

function isKnown({ extent }: WindowMetrics): boolean {
  return extent !== "nothing";
}

function perProduct(
  { windows }: AccountMetrics,
  samplesOf: (totals: ProductTotals) => readonly Sample[],
): readonly Sample[] {
  return windows.filter(isKnown).flatMap(({ window, products }) =>
    products.flatMap((totals) =>
      samplesOf(totals).map(({ labels, value }) => ({
        labels: { product: labelText(totals.product), window, ...labels },
        value,
      })),
    ),
  );
}

/** Two client ids may be shortened alike. */
function withNamesOfTheirOwn(accounts: readonly AccountMetrics[]): readonly AccountMetrics[] {
  const seen = new Map<string, number>();
  return accounts.map((metrics) => {
    const label = labelText(metrics.account);
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return { ...metrics, account: count === 1 ? label : `${label} (${count})` };
  });
}

/** Longer ones would make every scrape and every graph's legend as long. */
const LABEL_LENGTH = 200;

/**
 * Prometheus ends reading at a NUL and at half a surrogate pair; whoever looks at a graph wants to see what it says. An empty label is to
 * Prometheus none at all, which means all products.
 */
function labelText(text: string): string {
  return shortLineOf(text, LABEL_LENGTH) || "(no name)";
}

/** Products that read alike once they are cleaned are one series: the same one twice, and Prometheus would refuse all of it. */
function blockOf(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return "";
  const values = new Map<string, Sample["value"]>();
  for (const { labels, value } of samples) {
    const key = `${name}{${labelsText(labels)}}`;
    values.set(key, added(values.get(key), value));
  }
  const lines = [...values].map(([series, value]) => `${series} ${valueText(value)}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function added(before: Sample["value"] | undefined, value: Sample["value"]): Sample["value"] {
  if (before === undefined) return value;
  if (typeof value === "number" || typeof before === "number") return Number(before) + Number(value);
  return { money: before.money + value.money };
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escaped(value)}"`)
    .join(",");
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function valueText(value: Sample["value"]): string {
  return typeof value === "number" ? String(value) : moneyToDecimal(value.money);
}
