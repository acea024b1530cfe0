import * as vscode from "vscode";
import { LEAST_ID_PART, NO_FILTER, type TransactionFilter } from "../../domain/filter.ts";
import { rowText } from "../../domain/foreignText.ts";
import { formatMoney } from "../../domain/money.ts";
import { filterChipsOf } from "../../view/filterChips.ts";
import { formatCalls } from "../../view/numbers.ts";
import { outcomeText } from "../../view/wording.ts";
import type { Parts } from "../parts.ts";
import { pickSeveral } from "../picks.ts";
import { askText } from "../prompts.ts";

interface FilterItem extends vscode.QuickPickItem {
  readonly narrow?: (filter: TransactionFilter) => TransactionFilter;
  readonly typed?: true;
}

/** Narrows trees and dashboard: products, outcomes, statuses, messages, charged failures, or a text in id or message. */
export async function chooseFilter({ model }: Parts): Promise<void> {
  const { filter, usage } = model.state;
  const { products = [], statuses = [], messages = [] } = usage?.period ?? {};
  const spends = new Map(products.map(({ product, charge, calls }) => [product, { charge, calls }]));
  const spendOf = (product: string): string => {
    const spend = spends.get(product);
    return spend === undefined ? "" : `${formatMoney(spend.charge)} · ${formatCalls(spend.calls)}`;
  };
  const picks = await pickSeveral<FilterItem>(
    [
      separator("Outcome"),
      ...valueItems(filter, "outcomes", ["success", "failure", "unknown"], outcomeText),
      separator("Charge"),
      {
        label: "Charged only",
        picked: filter.charged === true,
        narrow: (narrowed) => ({ ...narrowed, charged: true }),
      },
      ...otherItems(filter),
      separator("Text"),
      { label: "Id or message contains…", picked: filter.text !== undefined, typed: true },
      separator("Products"),
      ...valueItems(filter, "products", [...spends.keys()], rowText, spendOf),
      separator("Statuses"),
      ...valueItems(filter, "statuses", statuses, String),
      separator("Messages"),
      ...valueItems(filter, "messages", messages, rowText),
    ],
    { title: "Filter", placeHolder: "Several may be chosen; none shows everything" },
  );
  if (picks === undefined) return;
  let chosen = picks.reduce<TransactionFilter>((narrowed, { narrow }) => narrow?.(narrowed) ?? narrowed, NO_FILTER);
  if (picks.some(({ typed }) => typed === true)) {
    const text = await askSearchText(filter.text ?? "");
    if (text === undefined) return;
    chosen = { ...chosen, text };
  }
  await model.choose({ filter: chosen });
}

type ListCondition = "products" | "outcomes" | "statuses" | "messages";
type ValueOf<Key extends ListCondition> = NonNullable<TransactionFilter[Key]>[number];

/** The values of one condition; one that is chosen stays in the list even when it does not occur any more. */
function valueItems<Key extends ListCondition>(
  filter: TransactionFilter,
  key: Key,
  occurring: readonly ValueOf<Key>[],
  label: (value: ValueOf<Key>) => string,
  description?: (value: ValueOf<Key>) => string,
): FilterItem[] {
  const chosen = new Set<ValueOf<Key>>(filter[key]);
  return [...new Set([...occurring, ...chosen])].map((value) => ({
    label: label(value),
    ...(description === undefined ? {} : { description: description(value) }),
    picked: chosen.has(value),
    narrow: (narrowed) => ({ ...narrowed, [key]: [...(narrowed[key] ?? []), value] }),
  }));
}

const OFFERED: ReadonlySet<string> = new Set(["products", "outcomes", "statuses", "messages", "text"]);

/** Conditions that can only be set in the dashboard: they stay in force until they are unchecked. */
function otherItems(filter: TransactionFilter): FilterItem[] {
  const kept: TransactionFilter = Object.fromEntries(
    Object.entries(filter).filter(([key, value]) => !OFFERED.has(key) && !(key === "charged" && value === true)),
  );
  return filterChipsOf(kept).map(({ text, without }) => {
    const condition = Object.fromEntries(Object.entries(kept).filter(([key]) => !(key in without)));
    return { label: text, picked: true, narrow: (narrowed) => ({ ...narrowed, ...condition }) };
  });
}

async function askSearchText(value: string): Promise<string | undefined> {
  const answer = await askText({
    title: "Filter",
    prompt: `Shows transactions whose message contains this text, or whose id does (${LEAST_ID_PART} characters or more)`,
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
  await model.choose({ filter: NO_FILTER });
}

function separator(label: string): FilterItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
