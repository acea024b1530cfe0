import { type Money, moneyToDecimal } from "../../domain/money.ts";
import { MICROS_PER_SECOND, type Micros } from "../../domain/transaction.ts";
import { cutText } from "./cutText.ts";
import { moneyStyle, STYLE } from "./sheetStyles.ts";

/** Excel refuses longer texts. */
const MOST_CHARACTERS = 32_767;
const SECONDS_PER_DAY = 86_400;
/** 1970-01-01 as a day number of the 1900 date system. */
const UNIX_EPOCH_SERIAL = 25_569;
/** Before March 1900 Excel's calendar has a day that never was. */
const FIRST_SAFE_SERIAL = 61;

/**
 * What XML can not carry at all, and texts that look like the escape for it (for some readers in capitals too). Excel writes and reads
 * both as _xHHHH_. The underscore in two runs would help readers that know of no escapes, but others then lose the first run.
 */
// oxlint-disable-next-line no-control-regex -- these are the characters to get rid of
const NEEDS_ESCAPE = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|_(?=[xX][0-9A-Fa-f]{4}_)/g;
/** A carriage return is a line break, and a line break of a cell is a line feed. */
const LINE_BREAK = /\r\n?/g;
const NEEDS_ENTITY = /[&<>]/g;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Text of an XML element that Excel reads back as `text`. Half a surrogate pair becomes U+FFFD when it is encoded. */
export function xmlText(text: string): string {
  return text
    .replace(LINE_BREAK, "\n")
    .replace(NEEDS_ESCAPE, (found) => `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`)
    .replace(NEEDS_ENTITY, (found) => ENTITIES[found] ?? "");
}

/**
 * A cell with text of any origin. It is typed as text and its style says so too, so no reader calculates or corrects it, not even
 * when someone edits the cell.
 */
export function textCell(reference: string, text: string, style: number = STYLE.text): string {
  const content = xmlText(cutText(text, MOST_CHARACTERS));
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${content}</t></is></c>`;
}

export function countCell(reference: string, count: number, style: number = STYLE.count): string {
  return `<c r="${reference}" s="${style}"><v>${count}</v></c>`;
}

export function moneyCell(reference: string, amount: Money, style: number = moneyStyle(amount)): string {
  return `<c r="${reference}" s="${style}"><v>${moneyToDecimal(amount)}</v></c>`;
}

/**
 * A date with time as sheets keep it: what the clock on the wall shows, in days. `wall` is UTC plus the clock's offset. Whole seconds,
 * cut: readers round fractions, each in its own way, and the last second of a month became the next month's.
 */
export function timeCell(reference: string, wall: Micros): string {
  const seconds = Math.floor(wall / MICROS_PER_SECOND);
  const serial = seconds / SECONDS_PER_DAY + UNIX_EPOCH_SERIAL;
  if (serial < FIRST_SAFE_SERIAL) return textCell(reference, new Date(seconds * 1000).toISOString());
  return `<c r="${reference}" s="${STYLE.time}"><v>${notBefore(seconds, serial)}</v></c>`;
}

/** The serial, or the next number after it: a reader that cuts what it computes must not come out in the second before. */
function notBefore(seconds: number, serial: number): number {
  const cut = Math.floor((serial - UNIX_EPOCH_SERIAL) * SECONDS_PER_DAY * 1000);
  return cut < seconds * 1000 ? serial * (1 + Number.EPSILON) : serial;
}
