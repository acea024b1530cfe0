import { CHECK_BUDGET } from "./checkBudget.ts";
import { COMPARE_SPEND } from "./compareSpend.ts";
import { EXPLAIN_CHANGE } from "./explainChange.ts";
import { GET_BALANCE } from "./getBalance.ts";
import { GET_CODE_COST } from "./getCodeCost.ts";
import { GET_PRICE } from "./getPrice.ts";
import { GET_SPEND } from "./getSpend.ts";
import { LIST_FAILURES } from "./listFailures.ts";
import type { Tool } from "./tool.ts";

/** Every question there is. None gives credentials, rows, or another account than the one at the desk. */
export const TOOLS: readonly Tool[] = [
  GET_SPEND,
  COMPARE_SPEND,
  GET_BALANCE,
  EXPLAIN_CHANGE,
  LIST_FAILURES,
  GET_PRICE,
  CHECK_BUDGET,
  GET_CODE_COST,
];

/** What a person is told before an answer goes out; undefined where there will be none. */
export function confirmationText({ tells }: Tool, sent: unknown): string | undefined {
  const what = tells(sent);
  if (what === undefined) return undefined;
  return `This goes to the language model of the conversation: ${what}. No credentials and no rows. Nothing is asked of Deepvue.`;
}
