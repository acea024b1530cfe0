import type { Endpoint } from "../../code/endpoint.ts";
import type { ProductOfEndpoint } from "../../code/endpointProducts.ts";
import type { Multiplier } from "../../code/findings.ts";
import type { AccountKind } from "../../domain/account.ts";
import { inertText, markdownText, rowText } from "../../domain/foreignText.ts";
import { formatEstimate, formatMoney, formatRounded, type Money } from "../../domain/money.ts";
import type { CallPrice, ProductCost, ProductCosts } from "../../domain/productCost.ts";
import { formatDay, formatPeriod } from "../dates.ts";
import { asFarAsKnown, atLeast, SAMPLE } from "../honestStates.ts";
import { formatCalls, formatCount, formatCounted, formatShare, formatTrend } from "../numbers.ts";

/** What a call in code is known to cost: the endpoint's product, and that product's part of the last 30 days. */
export interface CostOfCall {
  readonly endpoint: Endpoint;
  readonly product: ProductOfEndpoint;
  /** Absent while nobody is signed in, or nothing was read yet. */
  readonly costs?: ProductCosts | undefined;
  readonly account: "none" | AccountKind;
}

/** "₹2.95 a call"; "about ₹2.95 a call" where calls were charged differently. */
function priceText({ amount, isExact }: CallPrice): string {
  return isExact ? `${formatMoney(amount)} a call` : `about ${formatRounded(amount)} a call`;
}

/** What stands above a call: "PAN-Plus · ₹2.95 a call · 1,204 calls · ₹3,551.80 in 30 days · 4.0 % paid for failures". */
export function lensText(cost: CostOfCall): string {
  const { endpoint, product, costs, account } = cost;
  const mark = account === "sample" ? `${SAMPLE} · ` : "";
  switch (product.kind) {
    case "free":
      return `${endpoint.title} · not charged`;
    case "unknown":
      return `${mark}${endpoint.title} · which product is it on the bill?`;
    case "confirmed":
    case "guess": {
      const name = inertText(rowText(product.product));
      const title = product.kind === "confirmed" ? name : `probably ${name}?`;
      if (account === "none") return `${title} · sign in to see what it costs`;
      if (costs === undefined) return title;
      return [`${mark}${title}`, ...figures(costs, costs.products.get(product.product))].join(" · ");
    }
  }
}

/** A product's figures of 30 days, in the order of their weight. */
function figures({ extent }: ProductCosts, cost: ProductCost | undefined): readonly string[] {
  if (extent === "nothing") return ["not fetched yet"];
  if (cost === undefined || cost.calls === 0) {
    return [extent === "wholly" ? "no calls in 30 days" : "no calls in the days fetched of the last 30"];
  }
  const { price, calls, charge, chargedFailureCharge } = cost;
  return [
    ...(price === undefined ? [] : [priceText(price)]),
    asFarAsKnown(formatCalls(calls), extent),
    `${asFarAsKnown(formatMoney(charge), extent)} in 30 days`,
    ...(chargedFailureCharge > 0 && charge > 0
      ? [`${formatShare(chargedFailureCharge / charge)} paid for failures`]
      : []),
  ];
}

/** Above the definition of a function that holds calls: "₹2.95 a call goes through here · 3 callers". */
export function wrapperText(costs: readonly CostOfCall[], callers: number): string {
  const price = priceOfAll(costs);
  const called = formatCounted(callers, "caller");
  if (price === undefined) return called;
  const text = price.isExact ? formatMoney(price.amount) : `about ${formatRounded(price.amount)}`;
  return `${text} each time it is called · ${called}`;
}

/** What the calls of a list cost together, each called once; undefined where one has no known price. */
function priceOfAll(costs: readonly CostOfCall[]): { amount: Money; isExact: boolean } | undefined {
  let amount = 0;
  let isExact = true;
  for (const { product, costs: known } of costs) {
    if (product.kind === "free") continue;
    if (product.kind === "unknown") return undefined;
    const price = known?.products.get(product.product)?.price;
    if (price === undefined) return undefined;
    amount += price.amount;
    isExact &&= price.isExact && product.kind === "confirmed";
  }
  return amount === 0 ? undefined : { amount, isExact };
}

/** Per how many runs a price is said where nobody knows how many there will be. */
const MANY = 1000;

/** What a run costs at today's price, above the loop, schedule or test: undefined where no price is known. */
export function runText({ kind, times, runsPerDay }: Multiplier, costs: readonly CostOfCall[]): string | undefined {
  const price = priceOfAll(costs);
  if (price === undefined) return undefined;
  const { amount } = price;
  switch (kind) {
    case "schedule": {
      if (runsPerDay === undefined) return `Each run of this schedule: ${formatEstimate(amount)}`;
      const daily = amount * runsPerDay;
      return `${formatCounted(Math.round(runsPerDay * 100) / 100, "run")} a day: about ${formatEstimate(daily)} a day, ${formatEstimate(daily * 30)} in 30 days`;
    }
    case "tests":
      return `Each run of these tests: ${formatEstimate(amount * (times ?? 1))}, where they reach the service`;
    case "loop":
    case "batch":
      return times === undefined
        ? `Repeated here · per ${formatCount(MANY)}: ${formatEstimate(amount * MANY)}`
        : `Repeated ${formatCount(times)} times here · about ${formatEstimate(amount * times)} a run`;
  }
}

/** Commands that links of a call's hover may run, with what they are handed. */
export interface CallLinks {
  /** Leads to the product's transactions; absent where there are none. */
  readonly showTransactions?: string;
  readonly confirm?: string;
}

/** Most messages that a hover names. */
const MESSAGES = 3;

/** The hover of a call, in Markdown; every foreign text in it is escaped. Links are command addresses made by `ui/`. */
export function callHover(cost: CostOfCall, callers: number | undefined, links: CallLinks): string {
  const { endpoint, product, costs, account } = cost;
  const lines: string[] = [`**${markdownText(endpoint.title)}** · \`${endpoint.path}\``];
  lines.push(productLine(product));
  const name = product.kind === "confirmed" || product.kind === "guess" ? product.product : undefined;
  if (name !== undefined && costs !== undefined) lines.push(...costLines(costs, costs.products.get(name)));
  if (account === "none" && product.kind !== "free") lines.push("Sign in to Deepvue to see what it costs.");
  if (callers !== undefined) {
    lines.push(`The function that holds this call is called in ${formatCounted(callers, "place")} of this workspace.`);
  }
  if (account === "sample") lines.push(`${SAMPLE}: the numbers are made up.`);
  const actions = [
    ...(links.showTransactions === undefined ? [] : [`[Show transactions](${links.showTransactions})`]),
    ...(links.confirm === undefined
      ? []
      : [`[${product.kind === "confirmed" ? "Change product" : "Which product is it?"}](${links.confirm})`]),
    ...(endpoint.docs === undefined ? [] : [`[Documentation](${endpoint.docs})`]),
  ];
  if (actions.length > 0) lines.push(actions.join(" · "));
  return lines.join("\n\n");
}

function productLine(product: ProductOfEndpoint): string {
  switch (product.kind) {
    case "free":
      return product.isConfirmed
        ? "Not charged, as you said."
        : "Not charged, as far as is known: it is one of the account's own calls.";
    case "unknown":
      return "Which product of your bill this is is not known: Deepvue publishes no list.";
    case "confirmed":
      return `Product ${markdownText(product.product)}`;
    case "guess":
      return `Probably ${markdownText(product.product)}: a guess from the names, until you confirm it.`;
  }
}

function costLines({ extent, period }: ProductCosts, cost: ProductCost | undefined): readonly string[] {
  const span = formatPeriod(period);
  if (extent === "nothing") return [`${span}: not fetched yet.`];
  if (cost === undefined || cost.calls === 0) {
    return [extent === "wholly" ? `${span}: no calls.` : `${span}: no calls in the days that were fetched.`];
  }
  const { price, calls, charge, halves, paidFailures, chargedFailureCharge } = cost;
  const trend = extent === "wholly" && halves.earlier > 0 ? formatTrend(halves.later, halves.earlier) : "";
  const lines = [
    `${span}: ${atLeast(`${formatMoney(charge)}, ${formatCalls(calls)}`, extent)}${trend === "" ? "" : `; its second half ${trend} against its first`}`,
  ];
  if (price !== undefined) {
    const { change } = price;
    const before = change === undefined ? "" : `; ${formatMoney(change.before)} before ${formatDay(change.since)}`;
    lines.push(`${priceText(price)}${before}`);
  }
  if (chargedFailureCharge > 0) {
    const listed = paidFailures
      .slice(0, MESSAGES)
      .map((each) => `- ${markdownText(each.message)}: ${formatCalls(each.calls)}, ${formatMoney(each.charge)}`);
    const more = paidFailures.length - listed.length;
    const rest = more > 0 ? [`- ${formatCounted(more, "more message")}`] : [];
    lines.push([`Paid for failures: ${formatMoney(chargedFailureCharge)}`, ...listed, ...rest].join("\n"));
  }
  return lines;
}

/** When a product was first billed, for the list of products to choose from: of the period's first day nobody knows what was before. */
export function firstBilledText({ period }: ProductCosts, { firstDay }: ProductCost): string {
  return firstDay === undefined || firstDay <= period.since
    ? ""
    : `first billed in these 30 days on ${formatDay(firstDay)}`;
}
