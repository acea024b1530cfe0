import {
  type AdjustmentStep,
  type BillAnswer,
  type DifferencePart,
  type FilesReconciled,
  ledgerThen,
  type TotalReconciled,
} from "../../domain/bill.ts";
import { microsOf } from "../../domain/epoch.ts";
import { formatMoney, type Money } from "../../domain/money.ts";
import type { RowCount } from "../../domain/report.ts";
import type { BillCard, BillPart } from "../../protocol.ts";
import { disputesOf } from "../billRows.ts";
import {
  ADJUSTMENTS,
  billTitle,
  chargesText,
  DIFFERENCES,
  DIFFERENCES_FROM,
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
} from "../billWords.ts";
import { formatInstant } from "../dates.ts";
import { formatCalls, formatCounted } from "../numbers.ts";

/** What the dashboard says of a reconciliation: the document's words, as of when, and whether the ledger has changed since. */
export interface ShownAnswer {
  readonly answer: BillAnswer;
  readonly ledgerNow?: RowCount;
}

export function billCardOf({ answer, ledgerNow }: ShownAnswer, zone: string): BillCard {
  const parts = answer.against === "files" ? filesCard(answer.result) : totalCard(answer.result);
  const { notes, ...others } = parts;
  return {
    title: billTitle(answer.result),
    asOf: `as of ${formatInstant(microsOf(answer.at), zone)}`,
    outdated: outdatedText(answer, zone, ledgerNow),
    ...others,
    notes: [...notes, ...knowledgeTexts(answer.result).map(({ head, rest }) => `${head}${rest}`)].filter(
      (note) => note !== "",
    ),
  };
}

function outdatedText(answer: BillAnswer, zone: string, ledgerNow: RowCount | undefined): string {
  if (zone !== answer.result.zone) return `The billing time zone has changed since, from ${answer.result.zone}.`;
  if (ledgerNow === undefined) return "";
  const { charge, calls } = ledgerThen(answer);
  const then = `${formatMoney(charge)} in ${formatCalls(calls)}`;
  return `The ledger has changed since: it had ${then}, and has ${formatMoney(ledgerNow.charge)} in ${formatCalls(ledgerNow.calls)} now.`;
}

type CardBody = Omit<BillCard, "title" | "asOf" | "outdated">;

function filesCard(result: FilesReconciled): CardBody {
  const { here, there, groups, same, repeated, shift } = result.reconciliation;
  const unread = result.faultCount;
  const parts = groups.map(({ kind, calls, difference, rows }) =>
    partOf(kind, DIFFERENCES[kind].title, calls, difference, rows.length > 0),
  );
  return {
    verdict: filesVerdict(result),
    isEqual: groups.length === 0,
    sums: [
      { label: "Deepvue's files", amount: formatMoney(there.charge) },
      { label: ledgerText(result), amount: formatMoney(here.charge) },
      { label: "Difference", amount: signedMoney(there.charge - here.charge) },
    ],
    partsHead: groups.length === 0 ? "" : DIFFERENCES_FROM,
    parts,
    notes: [
      `${SAME_ON_BOTH}: ${formatCounted(same, "row")}.`,
      shiftText(shift),
      repeatedText(repeated),
      unread === 0
        ? ""
        : `${formatCounted(unread, "row")} of the files could not be read and ${unread === 1 ? "is" : "are"} in no sum.`,
    ],
  };
}

function totalCard(result: TotalReconciled): CardBody {
  const { typed, expected, explanation, each } = result;
  const difference = typed.amount - expected;
  const steps = difference === 0 ? [] : (explanation ?? each);
  const isExplained = explanation !== undefined;
  return {
    verdict: totalVerdict(result),
    isEqual: difference === 0,
    sums: [
      { label: `The invoice, ${statedText(result)}`, amount: formatMoney(typed.amount) },
      { label: `${ledgerText(result)}, ${statedText(result)}`, amount: formatMoney(expected) },
      { label: "Difference", amount: signedMoney(difference) },
    ],
    partsHead: steps.length === 0 ? "" : isExplained ? EXPLAINED : UNEXPLAINED,
    parts: steps.map((step) => stepPart(step, result)),
    notes: [steps.length > 0 && isExplained ? NO_PROOF : "", chargesText(result)],
  };
}

function stepPart({ adjustment, effect }: AdjustmentStep, result: TotalReconciled): BillPart {
  const disputes = disputesOf(adjustment).map((name) => result[name]);
  const calls = disputes.reduce((sum, dispute) => sum + dispute.calls, 0);
  return partOf(adjustment, ADJUSTMENTS[adjustment], calls, effect, calls > 0);
}

function partOf(part: DifferencePart, label: string, calls: number, difference: Money, leads: boolean): BillPart {
  return {
    part,
    label,
    rows: calls === 0 ? "" : formatCounted(calls, "row"),
    difference: signedMoney(difference),
    leads,
  };
}
