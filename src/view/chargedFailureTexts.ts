import { type ChargedFailureHint, chargedFailures } from "../domain/chargedFailure.ts";
import { markdownText } from "../domain/foreignText.ts";
import { formatMoney } from "../domain/money.ts";
import type { FailureGroup, Totals } from "../domain/summary.ts";
import { formatCalls, formatShare } from "./numbers.ts";

const MOST_MESSAGES = 3;

/**
 * What was paid for calls that failed, and on which messages most, in Markdown lines; none when nothing was. `when`: "This
 * month".
 */
export function chargedFailureLines(
  totals: Totals,
  failures: readonly FailureGroup[],
  when: string,
): readonly string[] {
  if (totals.chargedFailures === 0) return [];
  const { charge, chargedFailures: calls, chargedFailureCharge } = totals;
  const share = charge > 0 ? `, ${formatShare(chargedFailureCharge / charge)} of spend` : "";
  const sum = `$(warning) ${when}: ${formatMoney(chargedFailureCharge)} for ${formatCalls(calls)} that failed${share}`;
  const worst = chargedFailures(failures, charge).slice(0, MOST_MESSAGES);
  return [sum, ...worst.map((hint) => `- ${hintText(hint)}`)];
}

/** "₹412.00 on “Invalid Pan Number.” (PAN-Plus), 140 calls" */
function hintText({ product, message, calls, charge }: ChargedFailureHint): string {
  const said = message === "" ? "no message" : `“${markdownText(message)}”`;
  return `${formatMoney(charge)} on ${said} (${markdownText(product)}), ${formatCalls(calls)}`;
}

/** The messages that one product was charged for although it failed, as rows of a Markdown table: message, and what it cost. */
export function productFailureRows(
  product: string,
  failures: readonly FailureGroup[],
  productCharge: number,
): readonly string[] {
  const own = failures.filter((group) => group.product === product);
  return chargedFailures(own, productCharge)
    .slice(0, MOST_MESSAGES)
    .map(({ message, calls, charge, share }) => {
      const part = share === undefined ? "" : `, ${formatShare(share)}`;
      return `| “${markdownText(message)}” | ${formatMoney(charge)} (${formatCalls(calls)}${part}) |`;
    });
}
