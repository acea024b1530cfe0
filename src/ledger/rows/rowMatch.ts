import { storableText } from "../../domain/storableText.ts";
import { ID_BYTES, uuidOf } from "../../domain/transactionIds.ts";
import { blob, type Snapshot, text as textOf } from "../file/database.ts";
import type { HourRows } from "./hourRows.ts";

/** Tells whether a row of the hour belongs. */
export type RowTest = (row: number) => boolean;

/** Makes the test for one hour; what is the same for all its rows is found out here, once. */
export type HourTest = (hour: HourRows) => RowTest;

export function everyRow(): RowTest {
  return () => true;
}

export function allOf(tests: readonly HourTest[]): HourTest {
  const [first, second, ...more] = tests;
  if (first === undefined) return everyRow;
  if (second === undefined) return first;
  const rest = allOf([second, ...more]);
  return (hour) => {
    const [one, other] = [first(hour), rest(hour)];
    return (row) => one(row) && other(row);
  };
}

export function anyOf(first: HourTest, second: HourTest): HourTest {
  return (hour) => {
    const [one, other] = [first(hour), second(hour)];
    return (row) => one(row) || other(row);
  };
}

/** Rows of one of these kinds. */
export function ofKinds(kinds: ReadonlySet<number>): HourTest {
  let highest = 0;
  for (const kind of kinds) highest = Math.max(highest, kind);
  const wanted = new Uint8Array(highest + 1);
  for (const kind of kinds) wanted[kind] = 1;
  return (hour) => (row) => wanted[hour.kind(row)] === 1;
}

/** Gives the rows of an hour, from its ids alone, that are looked for. */
export type IdSearch = (ids: Uint8Array) => ReadonlySet<number>;

/**
 * Looks for rows whose id contains a text, without regard to dashes and case. Stored are the 16 bytes that the hex digits make, so a part
 * begins either at a whole byte or in the middle of one; the whole bytes inside it are looked for in all ids of the hour at
 * once. Ids that are no UUIDs are compared by their own text, never by the hash they are stored under.
 */
export function idSearch(snapshot: Snapshot, account: number, part: string): IdSearch {
  const bare = storableText(part.replaceAll("-", "").toLowerCase());
  const isHex = /^[0-9a-f]{1,32}$/.test(bare);
  const foreign = foreignTexts(snapshot, account, bare);
  return (ids) => {
    const found = isHex ? rowsWithHex(ids, bare) : new Set<number>();
    if (foreign !== undefined) {
      for (let row = 0; row < ids.length / ID_BYTES; row++) {
        const matches = foreign.get(keyOf(ids, row));
        if (matches === true) found.add(row);
        else if (matches === false) found.delete(row);
      }
    }
    return found;
  };
}

/** Rows whose UUID, written without dashes, contains these hex digits. */
function rowsWithHex(ids: Uint8Array, digits: string): Set<number> {
  const found = new Set<number>();
  const bytes = Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength);
  const check = (row: number): void => {
    if (bytes.toString("hex", row * ID_BYTES, (row + 1) * ID_BYTES).includes(digits)) found.add(row);
  };
  if (digits.length < 3) {
    for (let row = 0; row < ids.length / ID_BYTES; row++) check(row);
    return found;
  }
  // "abcde" is either ab cd e. or .a bc de.
  for (const whole of [digits, digits.slice(1)]) {
    const core = Buffer.from(whole.slice(0, whole.length - (whole.length % 2)), "hex");
    for (let at = bytes.indexOf(core); at >= 0; at = bytes.indexOf(core, at + 1)) check(Math.floor(at / ID_BYTES));
  }
  return found;
}

/** For every id that is no UUID, by its stored bytes, whether its text contains the part; undefined when there is no such id. */
function foreignTexts(snapshot: Snapshot, account: number, bare: string): ReadonlyMap<string, boolean> | undefined {
  const rows = snapshot.all("SELECT id, text FROM foreign_ids WHERE account = ?", account);
  if (rows.length === 0) return undefined;
  return new Map(
    rows.map((row) => {
      const text = textOf(row, "text").replaceAll("-", "").toLowerCase();
      return [keyOf(blob(row, "id"), 0), text.includes(bare)];
    }),
  );
}

function keyOf(ids: Uint8Array, row: number): string {
  return uuidOf(ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES));
}
