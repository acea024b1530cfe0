/**
 * Product ids and messages come from outside. In rows they are plain text, but plain text can still break a line, hide behind
 * right-to-left marks or fill the screen; in Markdown every character that means something is escaped.
 */

/** Bidirectional controls and other invisible characters that can make a text read as another one. */
// oxlint-disable-next-line no-control-regex -- these are the characters to take out
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Longest foreign text in one row; the tooltip shows more. */
const ROW_LENGTH = 120;
const TOOLTIP_LENGTH = 600;

/** One visible line, cut at 120 characters. */
export function rowText(text: string): string {
  return cut(singleLine(text), ROW_LENGTH);
}

/** For a Markdown tooltip: one line, cut at 600 characters, every Markdown and icon character escaped. */
export function markdownText(text: string): string {
  return cut(singleLine(text), TOOLTIP_LENGTH).replace(/[\\`*_{}[\]()#+\-.!~|<>&$:@/]/g, (character) =>
    // A backslash keeps all of them literal, except where an entity is needed against raw HTML and autolinks.
    character === "<" ? "&lt;" : character === ">" ? "&gt;" : character === "&" ? "&amp;" : `\\${character}`,
  );
}

/** The whole text as one visible line. */
export function singleLine(text: string): string {
  return text.replace(INVISIBLE, " ").replace(/\s+/g, " ").trim();
}

function cut(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
