/** What some reader or our own cleaning takes away or never shows: blanks, controls, format characters, quotation marks. */
const UNSEEN = /^(?![;\t\r\n])[\s\p{C}\p{Z}"\uFFFD]$/u;
const SIGNS = new Set("=+-@−﹢﹣﹦﹫＋－＝＠");
const BREAKS = new Set([";", "\t", "\r", "\n"]);

/**
 * Whether a reader that skips what it can not see would take this cell for a formula; a plain number too begins like one. Written
 * apart from the guard, step by step.
 */
export function beginsLikeFormula(cell: string): boolean {
  for (const character of cell) {
    if (SIGNS.has(character)) return true;
    if (!UNSEEN.test(character)) return false;
  }
  return false;
}

export function isNumber(text: string): boolean {
  return /^[+-]\d+(\.\d+)?$/.test(text);
}

/** The cells of a text for a reader that splits at semicolons, tabs and line breaks. */
export function split(text: string): string[] {
  return text.split(/[;\t\r\n]/);
}

/** The documented way back from a guarded text: at each start of a cell, of apostrophes before a formula one goes. */
export function unguarded(text: string): string {
  if (isNumber(text)) return text;
  const parts = (/^''*[\t\r\n]/.test(text) ? text.slice(1) : text).split(/(?<=[;\t\r\n])/);
  return parts
    .map((part) => {
      const end = part.length > 0 && BREAKS.has(part.at(-1) ?? "") ? -1 : part.length;
      const cell = part.slice(0, end);
      return cell.startsWith("'") && beginsLikeFormula(cell.replace(/^'+/, "")) ? part.slice(1) : part;
    })
    .join("");
}
