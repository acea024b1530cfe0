import { type Money, moneyToDecimal } from "../../domain/money.ts";
import { MICROS_PER_DAY, type Micros } from "../../domain/transaction.ts";

/** Looks that {@link STYLES_PART} defines, by their position there. */
export const STYLE = {
  plain: 0,
  text: 1,
  heading: 2,
  time: 3,
  money: 4,
  count: 5,
  moneyTotal: 6,
  countTotal: 7,
} as const;

/** Excel refuses longer texts; the last character of a cut one is an ellipsis. */
const MOST_CHARACTERS = 32_767;
/** 1970-01-01 as a day number of the 1900 date system. */
const UNIX_EPOCH_SERIAL = 25_569;
/** Before March 1900 Excel's calendar has a day that never was. */
const FIRST_SAFE_SERIAL = 61;

/**
 * What XML can not carry at all, what it would change (a carriage return becomes a line feed), and texts that look like the escape
 * itself. Excel writes and reads all of them as _xHHHH_.
 */
// oxlint-disable-next-line no-control-regex -- these are the characters to get rid of
const NEEDS_ESCAPE = /[\0-\x08\x0B-\x1F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/g;
const NEEDS_ENTITY = /[&<>]/g;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Text of an XML element that Excel reads back as `text`. Half a surrogate pair becomes U+FFFD when it is encoded. */
export function xmlText(text: string): string {
  return text
    .replace(NEEDS_ESCAPE, (found) => `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`)
    .replace(NEEDS_ENTITY, (found) => ENTITIES[found] ?? "");
}

/**
 * A cell with text of any origin. It is typed as text and its style says so too, so Excel does not calculate it, not even when
 * someone edits the cell.
 */
export function textCell(reference: string, text: string, style: number = STYLE.text): string {
  const fitting = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(fitting)}</t></is></c>`;
}

export function countCell(reference: string, count: number, style: number = STYLE.count): string {
  return `<c r="${reference}" s="${style}"><v>${count}</v></c>`;
}

export function moneyCell(reference: string, amount: Money, style: number = STYLE.money): string {
  return `<c r="${reference}" s="${style}"><v>${moneyToDecimal(amount)}</v></c>`;
}

/** A date with time as Excel keeps it: what the clock on the wall shows, in days. `wall` is UTC plus the zone's offset. */
export function timeCell(reference: string, wall: Micros): string {
  const serial = wall / MICROS_PER_DAY + UNIX_EPOCH_SERIAL;
  if (serial < FIRST_SAFE_SERIAL) return textCell(reference, new Date(wall / 1000).toISOString());
  return `<c r="${reference}" s="${STYLE.time}"><v>${serial}</v></c>`;
}
