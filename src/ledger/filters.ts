import type { TransactionFilter } from "../domain/filter.ts";
import { type Database } from "./database.ts";
import type { AccountKinds, Kind } from "./kinds.ts";
import { ALL_ROWS, allOf, anyOf, idContains, ofKinds, type RowCondition } from "./rowCondition.ts";

/** A filter as the ledger can apply it. */
export interface ResolvedFilter {
  /** The kinds that can match; undefined for all of them. Roll-ups are kept per kind, so this much costs no scan. */
  readonly kinds: ReadonlySet<number> | undefined;
  /** What only the rows themselves can answer (charge bounds, parts of ids); undefined for nothing. */
  readonly rows: RowCondition | undefined;
}

/** Splits a filter into what kinds decide and what only rows decide. */
export function resolveFilter(
  database: Database,
  account: number,
  kinds: AccountKinds,
  filter: TransactionFilter,
): ResolvedFilter {
  const rows = chargeConditions(filter);
  const tests = kindTests(kinds, filter);
  const text = filter.text?.trim().toLowerCase() ?? "";
  if (text !== "") {
    const inMessage = (kind: Kind): boolean => kind.message.toLowerCase().includes(text);
    if (canBeInIds(database, account, text)) {
      const matching = [...kinds.all()].filter(inMessage).map(({ kind }) => kind);
      rows.push(anyOf([ofKinds(matching), idContains(account, text)]));
    } else tests.push(inMessage);
  }
  const narrowed = [...kinds.all()].filter((kind) => tests.every((test) => test(kind)));
  return {
    kinds: tests.length === 0 ? undefined : new Set(narrowed.map(({ kind }) => kind)),
    rows: rows.length === 0 ? undefined : allOf(rows),
  };
}

/** The whole filter as a condition on rows. */
export function conditionOf({ kinds, rows }: ResolvedFilter): RowCondition {
  return allOf([kinds === undefined ? ALL_ROWS : ofKinds(kinds), rows ?? ALL_ROWS]);
}

function kindTests(kinds: AccountKinds, filter: TransactionFilter): ((kind: Kind) => boolean)[] {
  const { products, statuses, messages, outcomes } = filter;
  const tests: ((kind: Kind) => boolean)[] = [];
  if (products !== undefined) tests.push(({ product }) => products.includes(product));
  if (statuses !== undefined) tests.push(({ status }) => statuses.includes(status));
  if (messages !== undefined) tests.push(({ message }) => messages.includes(message));
  if (outcomes !== undefined) tests.push(({ kind }) => outcomes.includes(kinds.outcome(kind)));
  return tests;
}

function chargeConditions({ charged, minCharge, maxCharge }: TransactionFilter): RowCondition[] {
  const conditions: RowCondition[] = [];
  if (charged !== undefined) conditions.push({ sql: charged ? "charge <> 0" : "charge = 0", values: [] });
  if (minCharge !== undefined) conditions.push({ sql: "charge >= ?", values: [minCharge] });
  if (maxCharge !== undefined) conditions.push({ sql: "charge <= ?", values: [maxCharge] });
  return conditions;
}

/** False for most words: UUIDs consist of hex digits, and few accounts have other ids. */
function canBeInIds(database: Database, account: number, text: string): boolean {
  const bare = text.replaceAll("-", "");
  if (/^[0-9a-f]{1,32}$/.test(bare)) return true;
  return bare !== "" && database.get("SELECT 1 FROM foreign_ids WHERE account = ? LIMIT 1", account) !== undefined;
}
