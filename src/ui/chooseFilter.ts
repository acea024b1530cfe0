import * as vscode from "vscode";
import { NO_FILTER, type TransactionFilter } from "../domain/filter.ts";
import { formatMoney } from "../domain/money.ts";
import { rowText } from "../view/foreignText.ts";
import { formatCalls } from "../view/numbers.ts";
import type { Parts } from "./parts.ts";
import { askText } from "./prompts.ts";

interface FilterItem extends vscode.QuickPickItem {
  readonly narrow?: (filter: TransactionFilter) => TransactionFilter;
  readonly typed?: true;
}

/** Narrows trees and dashboard: products, outcomes, charged failures, or a text in id or message. */
export async function chooseFilter({ model }: Parts): Promise<void> {
  const { filter, usage } = model.state;
  const products: FilterItem[] = (usage?.period.products ?? []).map(({ product, charge, calls }) => ({
    label: rowText(product),
    description: `${formatMoney(charge)} · ${formatCalls(calls)}`,
    picked: filter.products?.includes(product) === true,
    narrow: (narrowed) => ({ ...narrowed, products: [...(narrowed.products ?? []), product] }),
  }));
  const outcomes = [
    { label: "Successes", outcome: "success" as const },
    { label: "Failures", outcome: "failure" as const },
    { label: "Outcome unknown", outcome: "unknown" as const },
  ].map(
    ({ label, outcome }): FilterItem => ({
      label,
      picked: filter.outcomes?.includes(outcome) === true,
      narrow: (narrowed) => ({ ...narrowed, outcomes: [...(narrowed.outcomes ?? []), outcome] }),
    }),
  );
  const picks = await vscode.window.showQuickPick<FilterItem>(
    [
      separator("Outcome"),
      ...outcomes,
      separator("Charge"),
      {
        label: "Charged only",
        picked: filter.charged === true,
        narrow: (narrowed) => ({ ...narrowed, charged: true }),
      },
      separator("Text"),
      { label: "Id or message contains…", picked: filter.text !== undefined, typed: true },
      separator("Products"),
      ...products,
    ],
    { title: "Filter", placeHolder: "Several may be chosen; none shows everything", canPickMany: true },
  );
  if (picks === undefined) return;
  let chosen = picks.reduce<TransactionFilter>((narrowed, { narrow }) => narrow?.(narrowed) ?? narrowed, NO_FILTER);
  if (picks.some(({ typed }) => typed === true)) {
    const text = await askSearchText(filter.text ?? "");
    if (text === undefined) return;
    chosen = { ...chosen, text };
  }
  await model.chooseFilter(chosen);
}

async function askSearchText(value: string): Promise<string | undefined> {
  const answer = await askText({
    title: "Filter",
    prompt: "Shows transactions whose id or message contains this text",
    placeholder: "Invalid Pan Number, or part of a transaction id",
    value,
    password: false,
    step: 1,
    totalSteps: 1,
    check: (text) => (text.trim() === "" ? { error: "Enter a text, or press Escape." } : { note: "" }),
  });
  return answer === undefined || answer === "back" ? undefined : answer.text.trim();
}

export async function clearFilter({ model }: Parts): Promise<void> {
  await model.chooseFilter(NO_FILTER);
}

function separator(label: string): FilterItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
