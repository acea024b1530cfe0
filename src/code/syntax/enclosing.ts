import type { Line } from "./line.ts";

/** Lines in which the blocks begin that a line stands in, innermost first. */
export type Heads = readonly number[];

/**
 * For some lines, the heads of the blocks that they stand in, as the indentation says. It says the same in every language, also where
 * brackets do not add up while somebody types. One pass over the lines; `wanted` in rising order.
 */
export function headsOf(lines: readonly Line[], wanted: readonly number[]): ReadonlyMap<number, Heads> {
  const found = new Map<number, Heads>();
  // Two lists and a depth instead of one list of pairs: this passes over every line after every edit.
  const heads: number[] = [];
  const indents: number[] = [];
  let depth = 0;
  let next = 0;
  for (let at = 0; next < wanted.length && at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined) break;
    const { indent } = line;
    if (indent >= 0) while (depth > 0 && (indents[depth - 1] ?? 0) > indent) depth--;
    const isLevel = indent >= 0 && depth > 0 && indents[depth - 1] === indent;
    if (wanted[next] === at) {
      next++;
      found.set(at, heads.slice(0, isLevel ? depth - 1 : depth).toReversed());
    }
    if (indent < 0 || (isLevel && line.goesOn)) continue;
    if (!isLevel) depth++;
    heads[depth - 1] = at;
    indents[depth - 1] = indent;
  }
  return found;
}
