import { type FindingKind, subjectOf } from "./anomaly/finding.ts";
import type { BudgetSpan } from "./budget.ts";

/** What an alert is about, and what can be silenced. Without a product: the account's total. */
export type AlertTopic =
  | { readonly kind: "budget"; readonly span: BudgetSpan; readonly product?: string }
  /** Without a finding's kind: anomalies of any kind. */
  | { readonly kind: "anomaly"; readonly finding?: FindingKind; readonly product?: string }
  | { readonly kind: "runway" }
  | { readonly kind: "wallet" };

/** The same as it is stored, such as "budget/month/PAN-Plus" or "anomaly/silence/product/UPI"; what lies below a path is part of it. */
export type TopicPath = "runway" | "wallet" | "anomaly" | `budget/${string}` | `anomaly/${string}`;

export function pathOf(topic: AlertTopic): TopicPath {
  switch (topic.kind) {
    case "budget":
      return `budget/${topic.span}${topic.product === undefined ? "" : `/${encodeURIComponent(topic.product.toWellFormed())}`}`;
    case "anomaly":
      return topic.finding === undefined ? "anomaly" : `anomaly/${subjectOf(topic.finding, topic.product)}`;
    case "runway":
    case "wallet":
      return topic.kind;
  }
}

const FINDINGS: Readonly<Record<FindingKind, true>> = {
  spendSpike: true,
  failureSpike: true,
  newProduct: true,
  priceChange: true,
  silence: true,
};

/** Reads a stored path; undefined for what this build does not know, as a newer one may have silenced it. */
export function topicAt(path: string): AlertTopic | undefined {
  const [kind = "", what, ...below] = path.split("/");
  switch (kind) {
    case "budget":
      return what === "day" || what === "month" ? withProduct({ kind, span: what }, below) : undefined;
    case "anomaly":
      if (what === undefined) return { kind };
      if (!isFindingKind(what)) return undefined;
      if (below[0] === "product")
        return below.length > 1 ? withProduct({ kind, finding: what }, below.slice(1)) : undefined;
      return below.length === 0 || below.join("/") === "total" ? { kind, finding: what } : undefined;
    case "runway":
    case "wallet":
      return what === undefined ? { kind } : undefined;
    default:
      return undefined;
  }
}

function isFindingKind(name: string): name is FindingKind {
  return Object.hasOwn(FINDINGS, name);
}

/** `rest` is nothing, or one encoded product. */
function withProduct(
  topic: Extract<AlertTopic, { readonly product?: string }>,
  rest: readonly string[],
): AlertTopic | undefined {
  const [encoded, ...further] = rest;
  if (encoded === undefined) return topic;
  if (further.length > 0) return undefined;
  try {
    return { ...topic, product: decodeURIComponent(encoded) };
  } catch {
    return undefined;
  }
}
