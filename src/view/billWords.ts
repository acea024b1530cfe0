import type { Adjustment, BilledPeriod, FilesReconciled, TotalReconciled } from "../domain/bill.ts";
import type { Day } from "../domain/day.ts";
import type { GstRule } from "../domain/gst.ts";
import { formatMoney, type Money } from "../domain/money.ts";
import type { DifferenceKind, Reconciliation } from "../domain/reconciliation.ts";
import type { RowCount } from "../domain/report.ts";
import { formatDay, formatPeriod } from "./dates.ts";
import { GST_ROUNDING, gstAssumption } from "./gstTexts.ts";
import { formatCount, formatCounted } from "./numbers.ts";

/** The words of a reconciliation, for its document and for its card on the dashboard. Plain text, without foreign text. */

/** A sentence of which the first part weighs more. */
export interface WeighedSentence {
  readonly head: string;
  readonly rest: string;
}

/** Days that are named one by one. */
const MOST_DAYS = 10;

/** "+₹2.95", "−₹2.95", "₹0.00" */
export function signedMoney(amount: Money): string {
  if (amount === 0) return formatMoney(0);
  return `${amount < 0 ? "−" : "+"}${formatMoney(Math.abs(amount))}`;
}

export function billTitle({ period }: BilledPeriod): string {
  return `Invoice and ledger: ${formatPeriod(period)}`;
}

/** "This ledger, days of Asia/Kolkata" */
export function ledgerText({ zone }: BilledPeriod): string {
  return `This ledger, days of ${zone}`;
}

export function filesVerdict({ reconciliation: { here, there, groups } }: FilesReconciled): WeighedSentence {
  const difference = there.charge - here.charge;
  if (groups.length === 0) return { head: "Equal, row by row.", rest: "" };
  if (difference === 0) return { head: "The sums are equal", rest: ", and yet rows differ." };
  const more = difference > 0 ? "more" : "less";
  return {
    head: `Deepvue's files have ${formatMoney(Math.abs(difference))} ${more}`,
    rest: " than the ledger. Every rupee of it is explained.",
  };
}

export const DIFFERENCES: Readonly<Record<DifferenceKind, { readonly title: string; readonly why: string }>> = {
  onlyThere: {
    title: "Only in Deepvue's files",
    why: "The ledger has fetched these times, and the API did not give these rows. Load the history of their days again; if they stay away, ask Deepvue about these ids.",
  },
  onlyHere: {
    title: "Only in this ledger",
    why: "Deepvue's API reported these rows, and the files do not have them.",
  },
  otherCharge: { title: "Another charge", why: "The same id, with another charge in the files than in the ledger." },
  refund: {
    title: "Refunds on one side",
    why: "Negative charges that only one side has: an invoice may leave them to a credit note.",
  },
  notFetched: {
    title: "Not fetched",
    why: "The ledger has never fetched these times. Load the history, or import the files.",
  },
  midnight: {
    title: "The other side of midnight",
    why: "These rows belong to the period by one clock and not by the other: an invoice may count days in UTC.",
  },
  outside: { title: "Outside the period", why: "The files have rows of other days than the period's." },
  otherTime: {
    title: "Another time",
    why: "The same id and charge, at another time.",
  },
  otherDetails: {
    title: "Another product, status or message",
    why: "The same id, time and charge; only the words differ.",
  },
};

/** "1,204 rows of the files repeat an id …"; empty where none does. */
export function repeatedText({ calls, charge }: RowCount): string {
  if (calls === 0) return "";
  return `${formatCounted(calls, "row")} of the files repeat an id and count once. Counted twice they would add ${formatMoney(charge)}.`;
}

/** "1,204 rows are 5 h 30 min later in the files …"; empty where times agree. */
export function shiftText(shift: Reconciliation["shift"]): string {
  if (shift === undefined) return "";
  const { minutes, calls } = shift;
  const distance = Math.abs(minutes);
  const hours = Math.floor(distance / 60);
  const parts = [hours > 0 ? `${formatCount(hours)} h` : "", distance % 60 > 0 ? `${distance % 60} min` : ""];
  const length = parts.filter((part) => part !== "").join(" ") || "less than a minute";
  const cause =
    minutes === 330
      ? " It is the distance of India's time from UTC: the files hold Indian times where UTC is meant."
      : "";
  return `${formatCounted(calls, "row")} ${calls === 1 ? "is" : "are"} ${length} ${minutes < 0 ? "earlier" : "later"} in the files than in the ledger.${cause}`;
}

/** What is not known of the period, and so in neither figure, or only in one. */
export function knowledgeTexts({ missing, setAside }: BilledPeriod): readonly WeighedSentence[] {
  return [...(missing.length > 0 ? [missingText(missing)] : []), ...(setAside > 0 ? [setAsideText(setAside)] : [])];
}

function missingText(missing: readonly Day[]): WeighedSentence {
  const more = missing.length - MOST_DAYS;
  const days = missing.slice(0, MOST_DAYS).map((day) => formatDay(day));
  const named = `${days.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
  return {
    head: `${formatCounted(missing.length, "UTC date")} of the period ${missing.length === 1 ? "was" : "were"} never fetched`,
    rest: `: ${named}. “Deepvue: Load History…” brings them in.`,
  };
}

function setAsideText(count: number): WeighedSentence {
  return {
    head: "",
    rest: `${formatCounted(count, "row")} of the API's reports of these dates could not be read and ${count === 1 ? "is" : "are"} in no figure. “Deepvue: Explain This Number (Diagnose)…” lists them.`,
  };
}

/** "with GST"; what the amounts beside it are. */
export function statedText({ typed: { states }, rule: { treatment } }: TotalReconciled): string {
  if (treatment === "off") return "as charged";
  return states === "withTax" ? "with GST" : "without GST";
}

export function totalVerdict(result: TotalReconciled): WeighedSentence {
  const difference = result.typed.amount - result.expected;
  if (difference === 0) {
    return result.missing.length === 0
      ? { head: "Equal, to the paisa.", rest: "" }
      : { head: "Equal, to the paisa", rest: ", although not every date was fetched." };
  }
  const more = difference > 0 ? "more" : "less";
  const found =
    result.explanation === undefined
      ? "Nothing that the ledger knows explains all of it."
      : "What would make it equal is named.";
  return { head: `The invoice has ${formatMoney(Math.abs(difference))} ${more}`, rest: ` than the ledger. ${found}` };
}

/** What the ledger's figure was made of. */
export function chargesText({ here, zone, rule }: TotalReconciled): string {
  return `The ledger's charges are ${formatMoney(here.charge)}, days of ${zone}${taxText(rule)}.`;
}

function taxText(rule: GstRule): string {
  return rule.treatment === "off" ? "" : `, ${gstAssumption(rule)}. ${GST_ROUNDING}`.replace(/\.$/, "");
}

export const ADJUSTMENTS: Readonly<Record<Adjustment, string>> = {
  utcDays: "The invoice counts days in UTC",
  withoutRefunds: "The invoice leaves refunds out",
  otherTax: "The amount is stated the other way: with GST in place of without, or without in place of with",
  wholeRupees: "The invoice is rounded to whole rupees",
};

export const DISPUTED = {
  early: "In the period here, the day before or after in UTC",
  late: "In the period in UTC, the day before or after here",
  refunds: "Refunds in the period",
} as const;

/** Stands above the adjustments that make a typed total equal, and above those that only could move it. */
export const EXPLAINED = "It would be equal if";
export const UNEXPLAINED = "What could make a part of it";
export const NO_PROOF = "That the figures agree does not prove it.";
export const DIFFERENCES_FROM = "Where the difference comes from";
export const SAME_ON_BOTH = "The same on both sides";
