import type { ScannedText } from "../syntax/scannedText.ts";
import { bodyEnd } from "./functions.ts";

/** Code that runs when a call has failed. */
const FAILED =
  /\bcatch\b|\bexcept\b|\brescue\b|\bon\s+\w*(?:Exception|Error)\b|\bErr\(|\bonError\b|\b(?:err|error)\s*!=\s*(?:nil|null)|\bif\b.*(?:!\s*[\w.$>-]*\b(?:ok|success\w*|IsSuccess\w*|is_success\w*|isSuccessful)\b|\bnot\s+[\w.]*\bok\b|\bstatus\w*\s*(?:!==?|>=|>)|\bfail\w*|\berr(?:or)?\b)/i;
/** Something counts, or watches the clock. */
const COUNTED =
  /attempt|retries|retry_?count|tries|tried|\bmax|limit|deadline|elapsed|budget|remaining|depth|give_?up/i;
/** A count is handed on. */
const COUNTS = /[\w)]\s*[-+]\s*1\b|\b1\s*\+|--|\+\+/;
const MOST_LINES = 120;

/**
 * Lines in which the function that a line defines begins itself anew because a call failed, while nothing in it counts. Ruby's `retry`
 * does the same by a word of its own.
 */
export function selfCallsOnFailure(scanned: ScannedText, head: number, name: string): readonly number[] {
  const { lines, language } = scanned;
  const end = Math.min(bodyEnd(scanned, head), head + MOST_LINES);
  const again = new RegExp(`(?<![\\w$])${name.replaceAll(/[^\w]/g, "\\$&")}\\s*\\(`);
  const found: number[] = [];
  // Heads of the blocks that the line stands in, by their columns.
  const open: { readonly indent: number; readonly isFailed: boolean }[] = [];
  for (let at = head; at < end; at++) {
    const line = lines[at];
    if (line === undefined) break;
    if (COUNTED.test(line.code)) return [];
    if (at === head || line.indent < 0) continue;
    // A brace of its own belongs to the head above it.
    if (!line.goesOn) while ((open.at(-1)?.indent ?? -1) >= line.indent) open.pop();
    const isFailed = FAILED.test(line.code) || open.some((block) => block.isFailed);
    const place = again.exec(line.code)?.index;
    const isRetry = language === "ruby" && /^\s*retry\s*$/.test(line.code);
    if (isFailed && (isRetry || place !== undefined)) {
      if (place !== undefined && COUNTS.test(line.code.slice(place, place + 200))) return [];
      found.push(at);
    }
    if (!line.goesOn) open.push({ indent: line.indent, isFailed });
  }
  return found;
}
