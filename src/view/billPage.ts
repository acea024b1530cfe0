import type { AdjustmentStep, DisputedRows, FilesReconciled, TotalReconciled } from "../domain/bill.ts";
import { markdownText } from "../domain/foreignText.ts";
import { formatMoney, type Money } from "../domain/money.ts";
import type { DifferenceGroup, Reconciliation, RowDifference } from "../domain/reconciliation.ts";
import type { RowCount } from "../domain/report.ts";
import type { FileFault } from "../domain/reportFile.ts";
import type { Transaction } from "../domain/transaction.ts";
import {
  ADJUSTMENTS,
  billTitle,
  chargesText,
  DIFFERENCES,
  DIFFERENCES_FROM,
  DISPUTED,
  EXPLAINED,
  filesVerdict,
  knowledgeTexts,
  ledgerText,
  NO_PROOF,
  repeatedText,
  SAME_ON_BOTH,
  shiftText,
  signedMoney,
  statedText,
  totalVerdict,
  UNEXPLAINED,
  type WeighedSentence,
} from "./billWords.ts";
import { formatInstant } from "./dates.ts";
import { formatCalls, formatCount, formatCounted } from "./numbers.ts";

function weighed({ head, rest }: WeighedSentence): string {
  return `${head === "" ? "" : `**${head}**`}${rest}`;
}

function paragraph(text: string): string[] {
  return text === "" ? [] : [text, ""];
}

/** Deepvue's files beside the ledger, as a Markdown document. Foreign text is escaped. */
export function filesReconciledPage(result: FilesReconciled): string {
  const { zone, reconciliation, files } = result;
  const { here, there, groups } = reconciliation;
  const difference = there.charge - here.charge;
  return [
    `# ${billTitle(result)}`,
    "",
    weighed(filesVerdict(result)),
    "",
    ...table(
      ["", "Charges", "Calls"],
      [
        ["Deepvue's files", formatMoney(there.charge), formatCount(there.calls)],
        [ledgerText(result), formatMoney(here.charge), formatCount(here.calls)],
        ["**Difference**", `**${signedMoney(difference)}**`, formatCount(there.calls - here.calls).replace("-", "−")],
      ],
    ),
    ...explainedSection(reconciliation, difference),
    ...knowledgeTexts(result).flatMap((text) => paragraph(weighed(text))),
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

function explainedSection({ groups, same, repeated, shift }: Reconciliation, difference: Money): string[] {
  if (groups.length === 0)
    return [`${formatCounted(same, "row")} on both sides.`, "", ...paragraph(repeatedText(repeated))];
  return [
    `## ${DIFFERENCES_FROM}`,
    "",
    ...table(
      ["", "Rows", "Of the difference"],
      [
        ...groups.map(({ kind, calls, difference: of }) => [
          DIFFERENCES[kind].title,
          formatCount(calls),
          signedMoney(of),
        ]),
        [SAME_ON_BOTH, formatCount(same), signedMoney(0)],
        ["**Together**", "", `**${signedMoney(difference)}**`],
      ],
    ),
    ...paragraph(repeatedText(repeated)),
    ...paragraph(shiftText(shift)),
  ];
}

function groupSection({ kind, calls, difference, rows }: DifferenceGroup, zone: string): string[] {
  return [
    `## ${DIFFERENCES[kind].title}: ${formatCounted(calls, "row")}, ${signedMoney(difference)}`,
    "",
    DIFFERENCES[kind].why,
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
  const { zone, typed, here, expected, explanation } = result;
  const difference = typed.amount - expected;
  return [
    `# ${billTitle(result)}`,
    "",
    weighed(totalVerdict(result)),
    "",
    ...table(
      ["", "Amount", "Calls"],
      [
        [`The invoice, ${statedText(result)}`, formatMoney(typed.amount), ""],
        [`This ledger, ${statedText(result)}`, formatMoney(expected), formatCount(here.calls)],
        ["**Difference**", `**${signedMoney(difference)}**`, ""],
      ],
    ),
    chargesText(result),
    "",
    ...(difference === 0 ? [] : explanation === undefined ? unexplained(result) : explained(explanation, difference)),
    ...knowledgeTexts(result).flatMap((text) => paragraph(weighed(text))),
    ...disputedSection(DISPUTED.early, result.early, zone),
    ...disputedSection(DISPUTED.late, result.late, zone),
    ...disputedSection(DISPUTED.refunds, result.refunds, zone),
    ...(difference === 0
      ? []
      : ["With Deepvue's own report files in place of a total, every row of a difference can be named.", ""]),
  ].join("\n");
}

function explained(steps: readonly AdjustmentStep[], difference: Money): string[] {
  return [
    `## ${EXPLAINED}`,
    "",
    ...table(
      ["", "Of the difference"],
      [
        ...steps.map(({ adjustment, effect }) => [ADJUSTMENTS[adjustment], signedMoney(effect)]),
        ["**Together**", `**${signedMoney(difference)}**`],
      ],
    ),
    NO_PROOF,
    "",
  ];
}

function unexplained({ each, missing }: TotalReconciled): string[] {
  if (each.length === 0) {
    return missing.length > 0 ? [] : ["No refund and no row near midnight could make a difference.", ""];
  }
  return [
    `## ${UNEXPLAINED}`,
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

/** For the message beside the document of a total. */
export function totalDifferenceText(difference: Money): string {
  return `The invoice differs from the ledger by ${signedMoney(difference)}. Some rows may be counted otherwise.`;
}

/** For the message beside the document. */
export function differenceText(difference: Money, rows: RowCount["calls"]): string {
  return `Deepvue's files differ from the ledger by ${signedMoney(difference)}, in ${formatCounted(rows, "row")}.`;
}
