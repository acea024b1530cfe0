import { lazily } from "./lazily.ts";

/**
 * Foreign text for a cell of a sheet (CSV, tab-separated text), so that no reader takes it for a formula. The guard is the last
 * thing done to a text: whatever is cleaned away afterwards could have been what hid the sign.
 */

/**
 * What some reader trims, skips or never shows in front of a sign; quotation marks, because a second parse takes them away, and
 * the sign that stands for what was taken out.
 */
const UNSEEN = String.raw`(?:(?![;\t\r\n])[\s\p{C}\p{Z}"\uFFFD])*`;
/** The signs that begin a formula, also in their small, full-width and typographic forms. */
const SIGN = String.raw`[=+\-@\u2212\uFE62\uFE63\uFE66\uFE6B\uFF0B\uFF0D\uFF1D\uFF20]`;
/** Where a cell starts, also for a reader that splits at semicolons, tabs or line breaks although commas were meant. */
const formula = lazily(() => new RegExp(String.raw`(^|[;\t\r\n])('*)(?=${UNSEEN}${SIGN})`, "gu"));
/** A plain number is no formula: "-5" stays as it is. */
const PLAIN_NUMBER = /^[+-]\d+(?:\.\d+)?$/;
/** Programs that skip these look at what comes after. */
const BREAK_FIRST = /^'*[\t\r\n]/;
/** A first look that almost no text passes: it begins with neither letter nor digit, or could be split. */
const SUSPECT = /^[^A-Za-z0-9]|[;\t\r\n]/;

/**
 * The text with an apostrophe wherever a reader could see the start of a formula: at the start, and after each semicolon, tab and
 * line break. A text that has apostrophes there already gets one more, so taking one away always gives the original back.
 */
export function sheetText(text: string): string {
  if (!SUSPECT.test(text) || PLAIN_NUMBER.test(text)) return text;
  const guarded = text.replace(formula(), "$1'$2");
  return BREAK_FIRST.test(text) ? `'${guarded}` : guarded;
}

/**
 * A text cell of CSV after RFC 4180, guarded. Always in quotation marks: many readers guess the separator, or take several.
 * NUL, which ends a text for many readers, and half a surrogate pair become U+FFFD.
 */
export function csvCell(text: string): string {
  const readable = text.toWellFormed().replaceAll("\0", "\uFFFD");
  return `"${sheetText(readable).replaceAll('"', '""')}"`;
}

/**
 * A text cell of tab-separated text, guarded. The text must be one line without tabs. One that begins with a quotation mark is
 * quoted, because a sheet would take everything up to the next mark, rows included, for one cell.
 */
export function tabbedCell(line: string): string {
  const guarded = sheetText(line);
  return guarded.startsWith('"') ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
