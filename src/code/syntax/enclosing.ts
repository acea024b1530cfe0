import type { Line } from "./line.ts";

/** Lines in which the blocks begin that a line stands in, innermost first. */
export type Heads = readonly number[];

/** A line that goes on with the block's head above it: a closing bracket, a brace of its own. */
const GOES_ON = /^\s*(?:\)|\{|\]|then\b|do\b\s*$)/;

/**
 * For some lines, the heads of the blocks that they stand in, as the indentation says. It says the same in every language, also where
 * brackets do not add up while somebody types. One pass over the lines; `wanted` in rising order.
 */
export function headsOf(lines: readonly Line[], wanted: readonly number[]): ReadonlyMap<number, Heads> {
  const found = new Map<number, Heads>();
  const last = wanted.at(-1);
  if (last === undefined) return found;
  const stack: { line: number; indent: number }[] = [];
  const open = new Set(wanted);
  for (let index = 0; index <= last; index++) {
    const line = lines[index];
    if (line === undefined) break;
    const { indent } = line;
    if (indent < 0) {
      if (open.has(index)) found.set(index, stack.map(({ line: head }) => head).toReversed());
      continue;
    }
    while ((stack.at(-1)?.indent ?? -1) > indent) stack.pop();
    if (open.has(index)) {
      const heads = stack.filter((head) => head.indent < indent).map(({ line: head }) => head);
      found.set(index, heads.toReversed());
    }
    const top = stack.at(-1);
    if (top === undefined || top.indent < indent) stack.push({ line: index, indent });
    else if (!GOES_ON.test(line.text)) top.line = index;
  }
  return found;
}
