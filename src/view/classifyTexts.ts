import { type AppState, dataStateOf } from "../domain/appState.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { rowText } from "../domain/foreignText.ts";
import { formatMoney, type Money } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { OutcomeChoice } from "../domain/outcomeSetting.ts";
import { type OutcomeWord, type OutcomeWords, saidOf } from "../domain/outcomeWords.ts";
import { type MessageUse, MOST_MESSAGE_USES, type UndividedSummary } from "../domain/summary.ts";
import { formatPeriod, inPeriod } from "./dates.ts";
import { formatCalls, formatShareOf } from "./numbers.ts";
import { outcomeText } from "./wording.ts";

/** "12.4 % of spend (₹1,204.00) has no known outcome"; empty where that is nothing. */
export function unknownShareText({ unknownCharge, totals }: UndividedSummary): string {
  if (unknownCharge <= 0) return "";
  const amount = formatMoney(unknownCharge);
  // Refunds can leave a total that is less than one of its parts.
  if (totals.charge < unknownCharge) return `${amount} of spend has no known outcome`;
  return `${formatShareOf(unknownCharge, totals.charge)} of spend (${amount}) has no known outcome`;
}

/** A message of a product in the list of Classify Messages…. */
export interface MessageRow {
  readonly label: string;
  readonly description: string;
  /** What most of its spend counts as; unknown as long as a part of it is. */
  readonly outcome: Outcome;
  /** What the user said of it. */
  readonly said: OutcomeWord | undefined;
}

export function messageRow(use: MessageUse, words: OutcomeWords): MessageRow {
  const outcome = outcomeOfUse(use);
  const said = saidOf(use, words);
  const numbers = `${rowText(use.product)} · ${formatMoney(use.charge)} · ${formatCalls(use.calls)}`;
  return {
    label: messageText(use.message),
    description: `${numbers} · ${judgement(use, outcome, said)}`,
    outcome,
    said,
  };
}

/** One message may have calls of several statuses, about which the rule can think differently. */
function outcomeOfUse({ successes, failures, unknowns }: MessageUse): Outcome {
  if (unknowns.calls > 0) return "unknown";
  return failures.charge > successes.charge || successes.calls === 0 ? "failure" : "success";
}

function judgement(
  { calls, successes, failures, unknowns }: MessageUse,
  outcome: Outcome,
  said: OutcomeWord | undefined,
) {
  if (said !== undefined && said !== "rule") return `${outcomeText(said).toLowerCase()}, as you said`;
  const most = Math.max(successes.calls, failures.calls, unknowns.calls);
  return `${outcomeText(outcome).toLowerCase()}${most < calls ? " in part" : ""} by the rule`;
}

/** A message as people read it. */
export function messageText(message: string): string {
  return rowText(message) || "(no message)";
}

/** The list's title: what is left to do. */
export function classifyTitle(summary: UndividedSummary | undefined, period: AppState["period"]): string {
  const title = `Classify Messages, ${formatPeriod(period)}`;
  // Of a period without calls, or not fetched yet, there is nothing to say.
  if (summary === undefined || summary.totals.calls === 0) return title;
  return `${title}: ${unknownShareText(summary) || "every charge listed has a known outcome"}`;
}

/** Why the list is empty, and what to do about it; undefined where there are calls. */
export interface EmptyList {
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly command: "deepvue.refresh" | "deepvue.choosePeriod" }[];
}

export function emptyList(state: AppState, now: EpochMs): EmptyList | undefined {
  if ((state.usage?.period.totals.calls ?? 0) > 0) return undefined;
  const choose = { label: "Choose Another Period…", command: "deepvue.choosePeriod" } as const;
  const refresh = { label: "Refresh", command: "deepvue.refresh" } as const;
  const isMeasured = ["fresh", "stale"].includes(dataStateOf(state, now));
  return isMeasured && state.usage?.known.extent === "wholly"
    ? { text: `No calls ${inPeriod(state.period)}, so there is no message to classify.`, actions: [choose] }
    : {
        text: `Nothing is known of ${formatPeriod(state.period)} yet: messages appear here with the calls that say them.`,
        actions: [refresh, choose],
      };
}

/** The last row of a list that does not hold all messages. */
export const REST_TEXT = `Only the ${MOST_MESSAGE_USES} weightiest messages are listed: choose a shorter period for the others.`;

/** What a choice did, for the message that offers to undo it. */
export function classifiedText({ message, product, word, scope }: OutcomeChoice, use: RowNumbers | undefined): string {
  const what = `“${messageText(message)}” of ${scope === "product" ? rowText(product) : "every product"}`;
  const numbers = use === undefined ? "" : ` (${formatMoney(use.charge)}, ${formatCalls(use.calls)})`;
  if (word === "rule") return `${what} is left to the built-in rule${numbers}.`;
  return `${what} counts as ${outcomeText(word).toLowerCase()}${numbers}.`;
}

interface RowNumbers {
  readonly calls: number;
  readonly charge: Money;
}
