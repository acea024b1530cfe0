import type { ScannedText } from "../syntax/scannedText.ts";
import { functionIn } from "./functions.ts";

/** How far above a name the function is looked for that it stands in, and over how many lines what that takes may go. */
const FARTHEST_HEAD = 60;
const MOST_HEAD = 10;

/** Whether a name stands for a value where it is handed on: a function takes it, or it is given one there. */
export function isValue(scanned: ScannedText, at: number, column: number, name: string): boolean {
  const { lines } = scanned;
  const plain = name.replaceAll(/\W/g, "\\$&");
  const taken = new RegExp(`(?<![\\w$.])${plain}(?![\\w$(])`);
  const given = new RegExp(
    `(?:^|[\\s;(,])${plain}\\s*(?::\\s*[\\w<>[\\]?. ]{1,40})?(?::=|=(?![=>]))(?!\\s*(?:async\\b|function\\b|lambda\\b|\\())`,
  );
  for (let near = at; near >= Math.max(0, at - FARTHEST_HEAD); near--) {
    const line = lines[near];
    if (line === undefined || line.isTooLong) return false;
    const isOwn = near === at;
    const held = line.code.includes("(") ? functionIn(scanned, near) : undefined;
    if (held === undefined) {
      if (!isOwn && line.text.includes(name) && given.test(line.code.slice(0, LONGEST_LINE))) return true;
      continue;
    }
    const from = held.range.end - scanned.startOf(near);
    const head = lines.slice(near, Math.min(at, near + MOST_HEAD) + 1).map(({ code }) => code.slice(0, LONGEST_LINE));
    if (isOwn && from > column) continue;
    return taken.test(takenBy(head.join(" ").slice(from)));
  }
  return false;
}

const LONGEST_LINE = 400;

/** What stands in the first brackets. */
function takenBy(code: string): string {
  const open = code.indexOf("(");
  let depth = 0;
  for (let at = open; at >= 0 && at < code.length; at++) {
    depth += code[at] === "(" ? 1 : code[at] === ")" ? -1 : 0;
    if (depth === 0) return code.slice(open + 1, at);
  }
  return open === -1 ? "" : code.slice(open + 1);
}
