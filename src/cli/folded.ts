import { cellWidth } from "./cellWidth.ts";

/** Breaks a line between words, so that none is wider than `width`; a word that is wider itself stands alone, as it is. */
export function folded(text: string, width: number): readonly string[] {
  return joined(text.split(" "), " ", width);
}

/** The same between parts, which are broken themselves only where they are wider than a line. The separator is left out where a line ends. */
export function foldedParts(parts: readonly string[], separator: string, width: number): readonly string[] {
  return joined(parts, separator, width).flatMap((line) => folded(line, width));
}

function joined(parts: readonly string[], separator: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const part of parts) {
    const longer: string = line === undefined ? part : `${line}${separator}${part}`;
    if (line !== undefined && cellWidth(longer) > width) {
      lines.push(line);
      line = part;
    } else {
      line = longer;
    }
  }
  return line === undefined ? lines : [...lines, line];
}
