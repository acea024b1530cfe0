import type { Line } from "./line.ts";
import type { Span } from "./lineScan.ts";

/** What stands around a string. */
export interface Around {
  /** Code before it, back to where the statement may begin, at most five lines; strings in it are blank. */
  readonly before: string;
  /** Code behind it on the line; the next line's where there is none. */
  readonly after: string;
  /** The line before the string as it is written, strings and all. */
  readonly written: string;
}

const MOST = 400;
/** Lines with code that belong to a statement, and how far up they may be. */
const LINES_ABOVE = 4;
const FARTHEST_ABOVE = 12;

/** What stands around a string of a line. */
export function aroundOf(lines: readonly Line[], line: number, { from, to }: Span): Around {
  const own = lines[line];
  const before = (own?.code ?? "").slice(Math.max(0, from - MOST), from);
  const behind = (own?.code ?? "").slice(to, to + MOST).trim();
  return {
    before: isBareStart(before) ? `${codeAbove(lines, line)} ${before}` : before,
    after: behind === "" ? (lines[line + 1]?.code ?? "").slice(0, MOST).trim() : behind,
    written: (own?.text ?? "").slice(Math.max(0, from - MOST), from),
  };
}

/** Nothing but signs that join a line to the one above, and what may go before a string. */
function isBareStart(code: string): boolean {
  return /^\s*(?:[+.?:&|,<>-]{0,3}\s*)?[rfbu$@]{0,2}$|^\s*(?:\?|\.|->|::)\s*\w+\s*\(?\s*$|^\s*\w+\s*[:=]>?\s*$/i.test(
    code,
  );
}

function codeAbove(lines: readonly Line[], line: number): string {
  const above: string[] = [];
  for (let index = line - 1; index >= line - FARTHEST_ABOVE && above.length < LINES_ABOVE; index--) {
    const code = lines[index]?.code ?? "";
    if (code.trim() === "") continue;
    if (/[;{}]\s*$/.test(code) && !/[({]\s*\{$|[=(,]\s*\{\s*$/.test(code)) break;
    above.unshift(code.trim());
  }
  return above.join(" ").slice(-MOST);
}
