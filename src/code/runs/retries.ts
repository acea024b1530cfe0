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
  let compared = "";
  const counters = new Set<string>();
  for (let at = head; at < Math.min(lines.length, head + 60); at++) {
    const line = lines[at];
    if (line === undefined) break;
    if (at > head && line.indent >= 0 && line.indent <= indent && at > call && !/^\s*[{})\]]/.test(line.code)) break;
    if (BOUNDED.test(line.code)) return false;
    for (const found of line.code.matchAll(COUNTS)) counters.add(found[1] ?? found[2] ?? found[3] ?? "");
    compared += ` ${line.code}`;
    catches ||= CATCHES.test(line.code) || LEAVES_ON_SUCCESS.test(line.code);
    if (at > call && line.indent === indent && /^\s*(?:\}|end\b|done\b)/.test(line.code)) break;
  }
  return catches && ![...counters].some((name) => isCompared(compared, name));
}

/** What goes up, or down, by one. */
const COUNTS = /\+\+\s*(\w+)|(\w+)\s*\+\+|(\w+)\s*[-+]=\s*1\b/g;
/** The loop is left when a call has succeeded, so it goes on when one has failed. */
const LEAVES_ON_SUCCESS =
  /\bif\b.*(?:\berr\w*\s*==\s*nil\b|\bstatus\w*\s*={2,3}\s*(?:200\b|http\.StatusOK|HTTP_OK)|\.(?:ok|is_ok\(\)|is_success\(?\)?|isSuccessful\(?\)?|IsSuccessStatusCode|IsSuccessful|successful\(\)|success\?|is2xxSuccessful\(\)))(?!\w)/i;

function isCompared(code: string, name: string): boolean {
  return new RegExp(
    `(?<![\\w$])\\$?${name.replaceAll("$", "\\$")}\\s*\\)?\\s*(?:[<>]=?|={2,3})|(?:[<>]=?|={2,3})\\s*\\$?${name.replaceAll("$", "\\$")}(?![\\w$])`,
  ).test(code);
}

/** Libraries that ask anew for ever, told so. */
const FOR_EVER =
  /\b(?:WaitAndRetryForever(?:Async)?|RetryForever(?:Async)?)\s*\(|\bforever\s*:\s*true\b|\b(?:retries|limit|maxAttempts|max_attempts|tries|numOfAttempts|attempts|maxRetries|MaxRetryAttempts)["']?\s*[:=]\s*(?:Infinity|Number\.(?:POSITIVE_INFINITY|MAX_SAFE_INTEGER|MAX_VALUE)|Float::INFINITY|int\.MaxValue|Integer\.MAX_VALUE|Long\.MAX_VALUE|Int\.MAX_VALUE|PHP_INT_MAX|INF|:infinite|math\.inf|float\(\s*["']?\s*["']?\))|\bRetry\.(?:indefinitely|backoff\(\s*Long\.MAX_VALUE)|\.retry(?:When)?\(\s*\)|[(,]\s*retry\(\s*\)|\bretry\(\s*\{\s*delay\b(?![^}]*\bcount\b)|\bretry\(\s*(?:PHP_INT_MAX|INF|Long\.MAX_VALUE|Infinity)\b|\bretry\.(?:UntilSucceeded\(|Attempts\(\s*0\s*\))|--tries[= ](?:0|inf)\b|\bretryIndefinitely\b/;
/** Longer lines are no statement of a person. */
const LONGEST = 1000;
const MAY_RETRY = /retry|retries|forever|attempts|tries|limit/i;
const BOUND_BESIDE = /\b(?:take|maxRetryTime|timeout\(|takeUntil|takeWhile)\b/;
const LINES_BELOW = 6;
const LINES_ABOVE = 4;

/** The line of a statement around a call that lets a library ask anew for ever. */
export function retriesForEver({ lines }: ScannedText, call: number): number | undefined {
  const indent = lines[call]?.indent ?? 0;
  const isAt = (at: number) => {
    const line = lines[at];
    return (
      line !== undefined &&
      line.text.length <= LONGEST &&
      MAY_RETRY.test(line.text) &&
      FOR_EVER.test(line.text) &&
      !BOUND_BESIDE.test(line.code) &&
      isInCode(line.text, line.code)
    );
  };
  if (isAt(call)) return call;
  for (let at = call + 1; at <= call + LINES_BELOW; at++) {
    const line = lines[at];
    if (line === undefined || line.indent < 0) break;
    if (
      line.indent < indent
        ? !/^\s*[)}\]]/.test(line.code)
        : /;\s*$/.test(lines[at - 1]?.code ?? "") && line.indent <= indent
    )
      break;
    if (isAt(at)) return at;
    if (line.indent < indent) break;
  }
  for (let at = call - 1; at >= Math.max(0, call - LINES_ABOVE); at--) {
    const line = lines[at];
    if (line === undefined || line.indent < 0 || line.indent > indent || /[;}]\s*$/.test(line.code)) break;
    if (isAt(at) && (line.indent < indent || /^\s*\./.test(lines[call]?.code ?? ""))) return at;
  }
  return undefined;
}

/** In the code itself, not in what a comment or a string says. */
function isInCode(text: string, code: string): boolean {
  const place = FOR_EVER.exec(text)?.index ?? 0;
  return (code[place] ?? " ") !== " " || /^\s*-{2}/.test(text.slice(place));
}

/** A decorator or an option that retries for ever. */
export function retriesAbove(code: string): boolean {
  if (/@(?:tenacity\.)?retry\b/.test(code))
    return !/\bstop\w*\s*=|\b(?:max_?\w*(?:attempts?|tries|retries|delay|time)\w*|tries|attempts|retries|times)\s*=|retry_on_result|@retry\(\s*\d/.test(
      code,
    );
  if (/@backoff\.on_(?:exception|predicate)\b/.test(code)) return !/max_(?:tries|time)/.test(code);
  return false;
}
