import type { ScannedText } from "../syntax/scannedText.ts";

/** A failure is caught and the loop goes on. */
const CATCHES = /\bcatch\b|\bexcept\b|\brescue\b|\bretry\b|\bon\s+\w*(?:Exception|Error)\b|\bcontinue\b|\bErr\(/;
/** Something counts, or watches the clock. */
const BOUNDED =
  /attempt|retries|retry_?count|tries|max|limit|deadline|elapsed|budget|--|\+\+\s*>|\bbreak\b[^;]*;?\s*\/\/|>=?\s*\d{1,3}\b|timeout_at|give_?up/i;

/** Whether an endless loop around a call catches its failures and nothing in it counts them. */
export function isEndlessRetry({ lines }: ScannedText, head: number, call: number): boolean {
  const indent = lines[head]?.indent ?? 0;
  let catches = false;
  for (let at = head; at < Math.min(lines.length, head + 60); at++) {
    const line = lines[at];
    if (line === undefined) break;
    if (at > head && line.indent >= 0 && line.indent <= indent && at > call && !/^\s*[{})\]]/.test(line.code)) break;
    if (BOUNDED.test(line.code)) return false;
    catches ||= CATCHES.test(line.code);
    if (at > call && line.indent === indent && /^\s*(?:\}|end\b|done\b)/.test(line.code)) break;
  }
  return catches;
}

/** A decorator or an option that retries for ever. */
export function retriesAbove(code: string): boolean {
  if (/@(?:tenacity\.)?retry\b/.test(code)) return !/\bstop\s*=|max|tries|retry_on_result/.test(code);
  if (/@backoff\.on_(?:exception|predicate)\b/.test(code)) return !/max_(?:tries|time)/.test(code);
  return false;
}
