import type { TableManner } from "./spendTable.ts";
import { layOut } from "./table.ts";

/** A document of ours for a terminal: headings, sentences and tables as they are meant, without the marks of Markdown. */
export function documentText(markdown: string, { width, style }: TableManner): string {
  const lines: string[] = [];
  let table: string[] = [];
  const endTable = (): void => {
    if (table.length > 0) lines.push(...tableText(table, width));
    table = [];
  };
  for (const line of markdown.split("\n")) {
    if (line.startsWith("|")) {
      table.push(line);
      continue;
    }
    endTable();
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    lines.push(heading === undefined ? plain(line) : style("bold", plain(heading)));
  }
  endTable();
  return lines.join("\n");
}

function tableText(table: readonly string[], width: number): readonly string[] {
  const [head = "", rule = "", ...rows] = table;
  const aligns = cellsOf(rule);
  const titles = cellsOf(head);
  const columns = titles.map((title, at) => {
    const align = aligns[at]?.endsWith(":") === true ? "right" : "left";
    return { title: plain(title), align, isElastic: align === "left" } as const;
  });
  return layOut(
    columns,
    rows.map((row) => cellsOf(row).map(plain)),
    width,
  ).lines;
}

/** A bar within a cell is escaped. */
function cellsOf(line: string): string[] {
  return line.slice(2, -2).split(/(?<!\\) \| /);
}

/** Escapes taken away, and the marks of what stands out. */
function plain(line: string): string {
  return line
    .replaceAll(/(?<!\\)(\*\*|\*(?=\S)|(?<=\S)\*)/g, "")
    .replaceAll(/\\([\\`*_{}[\]()#+\-.!~|<>&$:@/])/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
