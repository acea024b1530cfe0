import type {
  Adjustment,
  AdjustmentStep,
  BilledPeriod,
  DisputedRows,
  FilesReconciled,
  TotalReconciled,
} from "../domain/bill.ts";
import { markdownText, rowText } from "../domain/foreignText.ts";
import type { GstRule } from "../domain/gst.ts";
import { formatMoney, type Money } from "../domain/money.ts";
import type { RowCount } from "../domain/ports.ts";
import type { DifferenceGroup, DifferenceKind, Reconciliation, RowDifference } from "../domain/reconciliation.ts";
import type { FileFault } from "../domain/reportFile.ts";
import type { Transaction } from "../domain/transaction.ts";
import { formatDay, formatInstant, formatPeriod } from "./dates.ts";
import { GST_ROUNDING, gstAssumption } from "./gstTexts.ts";
import { formatCalls, formatCount, formatCounted } from "./numbers.ts";

/** Days that are named one by one. */
const MOST_DAYS = 10;

/** "+₹2.95", "−₹2.95", "₹0.00" */
function signedMoney(amount: Money): string {
  if (amount === 0) return formatMoney(0);
  return `${amount < 0 ? "−" : "+"}${formatMoney(Math.abs(amount))}`;
}

/** Deepvue's files beside the ledger, as a Markdown document. Foreign text is escaped. */
export function filesReconciledPage(result: FilesReconciled): string {
  const { period, zone, reconciliation, files } = result;
  const { here, there, groups } = reconciliation;
  const difference = there.charge - here.charge;
  return [
    `# Invoice and ledger: ${formatPeriod(period)}`,
    "",
    verdictOf(difference, groups),
    "",
    ...table(
      ["", "Charges", "Calls"],
      [
        ["Deepvue's files", formatMoney(there.charge), formatCount(there.calls)],
        [`This ledger, days of ${zone}`, formatMoney(here.charge), formatCount(here.calls)],
        ["**Difference**", `**${signedMoney(difference)}**`, formatCount(there.calls - here.calls).replace("-", "−")],
      ],
    ),
    ...explainedSection(reconciliation, difference),
    ...knowledgeSection(result),
    ...groups.flatMap((group) => groupSection(group, zone)),
    ...faultSection(result.faults, result.faultCount),
    "## What was compared",
    "",
    ...files.map(({ name, rows }) => `- ${markdownText(name)}: ${formatCounted(rows, "row")}`),
    "",
    "Each transaction id counts once. Times without a zone are read as UTC, as the column says. Nothing was changed.",
    "",
  ].join("\n");
}

function verdictOf(difference: Money, groups: readonly DifferenceGroup[]): string {
  if (groups.length === 0) return "**Equal, row by row.**";
  if (difference === 0) return "**The sums are equal**, and yet rows differ.";
  const more = difference > 0 ? "more" : "less";
  return `**Deepvue's files have ${formatMoney(Math.abs(difference))} ${more}** than the ledger. Every rupee of it is explained below.`;
}

const KINDS: Readonly<Record<DifferenceKind, { readonly title: string; readonly why: string }>> = {
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

/** The name of a kind of difference. */
export function differenceTitle(kind: DifferenceKind): string {
  return KINDS[kind].title;
}

function explainedSection({ groups, same, repeated, shift }: Reconciliation, difference: Money): string[] {
  const repeatedText =
    repeated.calls === 0
      ? []
      : [
          `${formatCounted(repeated.calls, "row")} of the files repeat an id and count once. Counted twice they would add ${formatMoney(repeated.charge)}.`,
          "",
        ];
  if (groups.length === 0) return [`${formatCounted(same, "row")} on both sides.`, "", ...repeatedText];
  return [
    "## Where the difference comes from",
    "",
    ...table(
      ["", "Rows", "Of the difference"],
      [
        ...groups.map(({ kind, calls, difference: of }) => [KINDS[kind].title, formatCount(calls), signedMoney(of)]),
        ["The same on both sides", formatCount(same), signedMoney(0)],
        ["**Together**", "", `**${signedMoney(difference)}**`],
      ],
    ),
    ...repeatedText,
    ...shiftText(shift),
  ];
}

/** "1,204 rows are 5 h 30 min later in the files …" */
function shiftText(shift: Reconciliation["shift"]): string[] {
  if (shift === undefined) return [];
  const { minutes, calls } = shift;
  const distance = Math.abs(minutes);
  const hours = Math.floor(distance / 60);
  const parts = [hours > 0 ? `${formatCount(hours)} h` : "", distance % 60 > 0 ? `${distance % 60} min` : ""];
  const length = parts.filter((part) => part !== "").join(" ") || "less than a minute";
  const cause =
    minutes === 330
      ? " It is the distance of India's time from UTC: the files hold Indian times where UTC is meant."
      : "";
  return [
    `${formatCounted(calls, "row")} ${calls === 1 ? "is" : "are"} ${length} ${minutes < 0 ? "earlier" : "later"} in the files than in the ledger.${cause}`,
    "",
  ];
}

/** What is not known of the period, and so in neither figure, or only in one. */
function knowledgeSection({ missing, setAside }: BilledPeriod): string[] {
  const lines: string[] = [];
  if (missing.length > 0) {
    const more = missing.length - MOST_DAYS;
    const days = missing.slice(0, MOST_DAYS).map((day) => formatDay(day));
    lines.push(
      `**${formatCounted(missing.length, "UTC date")} of the period ${missing.length === 1 ? "was" : "were"} never fetched**: ${days.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}. *Deepvue: Load History…* brings them in.`,
      "",
    );
  }
  if (setAside > 0) {
    lines.push(
      `${formatCounted(setAside, "row")} of the API's reports of these dates could not be read and ${setAside === 1 ? "is" : "are"} in no figure. *Deepvue: Explain This Number (Diagnose)…* lists them.`,
      "",
    );
  }
  return lines;
}

function groupSection({ kind, calls, difference, rows }: DifferenceGroup, zone: string): string[] {
  return [
    `## ${KINDS[kind].title}: ${formatCounted(calls, "row")}, ${signedMoney(difference)}`,
    "",
    KINDS[kind].why,
    "",
    ...table(
      ["Transaction id", `Time in ${zone}`, "Product", "Status and message", "Files", "Ledger"],
      rows.map((row) => differenceCells(row, zone)),
    ),
    ...further(calls - rows.length),
  ];
}

function differenceCells({ here, there }: RowDifference, zone: string): readonly string[] {
  const row = there ?? here;
  if (row === undefined) return [];
  const both = (read: (row: Transaction) => string): string => {
    const [one, other] = [there, here].map((side) => (side === undefined ? undefined : read(side)));
    return one === undefined || other === undefined || one === other
      ? (one ?? other ?? "")
      : `${one}; ledger: ${other}`;
  };
  return [
    idText(row.id),
    both(({ at }) => formatInstant(at, zone)),
    both(({ product }) => markdownText(product)),
    both(({ message, status }) => `${status} ${markdownText(message)}`.trim()),
    there === undefined ? "–" : formatMoney(there.charge),
    here === undefined ? "–" : formatMoney(here.charge),
  ];
}

function faultSection(faults: readonly FileFault[], count: number): string[] {
  if (count === 0) return [];
  return [
    `## Unreadable in the files: ${formatCounted(count, "row")}`,
    "",
    "These rows are in no sum.",
    "",
    ...table(
      ["File", "Row", "Column", "Why"],
      faults.map(({ file, row, field, reason }) => [
        markdownText(file),
        String(row),
        markdownText(field),
        markdownText(reason),
      ]),
    ),
    ...further(count - faults.length),
  ];
}

/** An invoice's total beside the ledger, as a Markdown document. Foreign text is escaped. */
export function totalReconciledPage(result: TotalReconciled): string {
  const { period, zone, typed, rule, here, expected, explanation } = result;
  const difference = typed.amount - expected;
  return [
    `# Invoice and ledger: ${formatPeriod(period)}`,
    "",
    totalVerdict(result, difference),
    "",
    ...table(
      ["", "Amount", "Calls"],
      [
        [`The invoice, ${statedText(typed.states, rule)}`, formatMoney(typed.amount), ""],
        [`This ledger, ${statedText(typed.states, rule)}`, formatMoney(expected), formatCount(here.calls)],
        ["**Difference**", `**${signedMoney(difference)}**`, ""],
      ],
    ),
    `The ledger's charges are ${formatMoney(here.charge)}, days of ${zone}${rule.treatment === "off" ? "" : `, ${gstAssumption(rule)}. ${GST_ROUNDING}`.replace(/\.$/, "")}.`,
    "",
    ...(difference === 0 ? [] : explanation === undefined ? unexplained(result) : explained(explanation, difference)),
    ...knowledgeSection(result),
    ...disputedSection(DISPUTED.early, result.early, zone),
    ...disputedSection(DISPUTED.late, result.late, zone),
    ...disputedSection(DISPUTED.refunds, result.refunds, zone),
    ...(difference === 0
      ? []
      : ["With Deepvue's own report files in place of a total, every row of a difference can be named.", ""]),
  ].join("\n");
}

function statedText(states: TotalReconciled["typed"]["states"], { treatment }: GstRule): string {
  if (treatment === "off") return "as charged";
  return states === "withTax" ? "with GST" : "without GST";
}

function totalVerdict({ explanation, missing }: TotalReconciled, difference: Money): string {
  if (difference === 0) {
    return missing.length === 0
      ? "**Equal, to the paisa.**"
      : "**Equal, to the paisa**, although not every date was fetched.";
  }
  const more = difference > 0 ? "more" : "less";
  const found =
    explanation === undefined
      ? "Nothing that the ledger knows explains all of it."
      : "It would be equal as said below.";
  return `**The invoice has ${formatMoney(Math.abs(difference))} ${more}** than the ledger. ${found}`;
}

const ADJUSTMENTS: Readonly<Record<Adjustment, string>> = {
  utcDays: "The invoice counts days in UTC",
  withoutRefunds: "The invoice leaves refunds out",
  otherTax: "The amount is stated the other way: with GST in place of without, or without in place of with",
  wholeRupees: "The invoice is rounded to whole rupees",
};

function explained(steps: readonly AdjustmentStep[], difference: Money): string[] {
  return [
    "## It would be equal if",
    "",
    ...table(
      ["", "Of the difference"],
      [
        ...steps.map(({ adjustment, effect }) => [ADJUSTMENTS[adjustment], signedMoney(effect)]),
        ["**Together**", `**${signedMoney(difference)}**`],
      ],
    ),
    "That the figures agree does not prove it.",
    "",
  ];
}

function unexplained({ each, missing }: TotalReconciled): string[] {
  if (each.length === 0) {
    return missing.length > 0 ? [] : ["No refund and no row near midnight could make a difference.", ""];
  }
  return [
    "## What could make a part of it",
    "",
    ...table(
      ["", "Would move the ledger's figure by"],
      each.map(({ adjustment, effect }) => [ADJUSTMENTS[adjustment], signedMoney(effect)]),
    ),
  ];
}

function disputedSection(title: string, { calls, charge, rows }: DisputedRows, zone: string): string[] {
  if (calls === 0) return [];
  return [
    `## ${title}: ${formatCalls(calls)}, ${formatMoney(charge)}`,
    "",
    ...table(
      ["Transaction id", `Time in ${zone}`, "Product", "Message", "Charge"],
      rows.map(({ id, at, product, message, charge: of }) => [
        idText(id),
        formatInstant(at, zone),
        markdownText(product),
        markdownText(message),
        formatMoney(of),
      ]),
    ),
    ...further(calls - rows.length),
  ];
}

/** A UUID means nothing in Markdown, and unescaped it can be copied and looked for. */
function idText(id: string): string {
  return /^[0-9a-f]+(?:-[0-9a-f]+)*$/i.test(id) ? id : markdownText(id);
}

function further(count: number): string[] {
  return count > 0 ? [`… and ${formatCount(count)} more.`, ""] : [];
}

/** Amounts and counts stand below each other by their last digit. */
const RIGHT = /^(Charges?|Calls|Rows?|Amount|Files|Ledger|Of the difference|Would move .*)$/;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const rule = head.map((name) => (RIGHT.test(name) ? "---:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).concat("");
}

/** A row of a difference in a list: its id, and what it is. */
export function differenceRowText(
  { here, there }: RowDifference,
  zone: string,
): { readonly id: string; readonly description: string } {
  const row = there ?? here;
  if (row === undefined) return { id: "", description: "" };
  const charges = [
    there === undefined ? "" : `files ${formatMoney(there.charge)}`,
    here === undefined ? "" : `ledger ${formatMoney(here.charge)}`,
  ];
  const parts = [...charges.filter((part) => part !== ""), formatInstant(row.at, zone), rowText(row.product)];
  return { id: row.id, description: parts.join(" · ") };
}

const DISPUTED = {
  early: "In the period here, the day before or after in UTC",
  late: "In the period in UTC, the day before or after here",
  refunds: "Refunds in the period",
} as const;

/** The rows that an invoice may count otherwise, each with why. */
export function disputedRowsOf(
  result: TotalReconciled,
): readonly { readonly what: string; readonly row: Transaction }[] {
  return (["early", "late", "refunds"] as const).flatMap((name) =>
    result[name].rows.map((row) => ({ what: DISPUTED[name], row })),
  );
}

/** For the message beside the document of a total. */
export function totalDifferenceText(difference: Money): string {
  return `The invoice differs from the ledger by ${signedMoney(difference)}. Some rows may be counted otherwise.`;
}

/** For the message beside the document. */
export function differenceText(difference: Money, rows: RowCount["calls"]): string {
  return `Deepvue's files differ from the ledger by ${signedMoney(difference)}, in ${formatCounted(rows, "row")}.`;
}
