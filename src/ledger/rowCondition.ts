import { storableText } from "./storableText.ts";

/** A condition on rows of `transactions`, with the values of its placeholders. */
export interface RowCondition {
  readonly sql: string;
  readonly values: readonly (string | number | Uint8Array)[];
}

export const ALL_ROWS: RowCondition = { sql: "TRUE", values: [] };

export function allOf(conditions: readonly RowCondition[]): RowCondition {
  return joined(conditions, " AND ", ALL_ROWS);
}

export function anyOf(conditions: readonly RowCondition[]): RowCondition {
  return joined(conditions, " OR ", { sql: "FALSE", values: [] });
}

function joined(conditions: readonly RowCondition[], word: string, none: RowCondition): RowCondition {
  if (conditions.length === 0) return none;
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(word)})`,
    values: conditions.flatMap(({ values }) => values),
  };
}

/** Rows of one of these kinds. Bound as one JSON text, so that the SQL text stays the same for any number of kinds. */
export function ofKinds(kinds: Iterable<number>): RowCondition {
  return { sql: "kind IN (SELECT value FROM json_each(?))", values: [JSON.stringify([...kinds])] };
}

/**
 * Rows whose id contains a text, without regard to dashes and case. Stored are the 16 bytes that the hex digits make, so a part
 * begins either at a whole byte or in the middle of one; both are looked for as bytes first, which is cheaper than spelling out
 * every id. Ids that are no UUIDs are compared by their own text, never by the hash they are stored under.
 */
export function idContains(account: number, part: string): RowCondition {
  const bare = storableText(part.replaceAll("-", "").toLowerCase());
  const foreign: RowCondition = {
    sql: `id IN (SELECT id FROM foreign_ids WHERE account = ? AND instr(lower(replace(text, '-', '')), ?) > 0)`,
    values: [account, bare],
  };
  if (!/^[0-9a-f]{1,32}$/.test(bare)) return foreign;
  const noHash: RowCondition = { sql: "id NOT IN (SELECT id FROM foreign_ids WHERE account = ?)", values: [account] };
  return anyOf([foreign, allOf([...hexConditions(bare), noHash])]);
}

function hexConditions(bare: string): readonly RowCondition[] {
  if (bare.length === 32) return [{ sql: "id = ?", values: [Buffer.from(bare, "hex")] }];
  const spelled: RowCondition = { sql: "instr(hex(id), ?) > 0", values: [bare.toUpperCase()] };
  if (bare.length < 3) return [spelled];
  const wholeBytes = Buffer.from(bare.slice(0, bare.length - (bare.length % 2)), "hex");
  const shifted = bare.slice(1);
  const middleBytes = Buffer.from(shifted.slice(0, shifted.length - (shifted.length % 2)), "hex");
  return [{ sql: "(instr(id, ?) > 0 OR instr(id, ?) > 0)", values: [wholeBytes, middleBytes] }, spelled];
}
