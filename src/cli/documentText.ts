import { folded } from "./folded.ts";
import type { TableManner } from "./spendTable.ts";
import { type Column, layOut } from "./table.ts";

const LEAST_OF_AN_ID = 9;

/** A document of ours for a terminal: headings, sentences and tables as they are meant, without the marks of Markdown. */
export function documentText(markdown: string, { width, style }: TableManner): string {
  const lines: string[] = [];
  let table: string[] = [];
  const endTable = (): void => {
    if (table.length > 0) lines.push(...tableText(table, width, (text) => style("bold", text)));
    table = [];
  };
  for (const line of markdown.split("\n")) {
    if (line.startsWith("|")) {
      table.push(line);
      continue;
    }
    endTable();
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    for (const text of folded(plain(heading ?? line), width))
      lines.push(heading === undefined ? text : style("bold", text));
  }
  endTable();
  return lines.join("\n");
}

function tableText(table: readonly string[], width: number, bold: (text: string) => string): readonly string[] {
  const [head = "", rule = "", ...rows] = table;
  const aligns = cellsOf(rule);
  const titles = cellsOf(head).map(plain);
  const cells = rows.map((row) => cellsOf(row).map(plain));
  const columns = titles.map((title, at): Column => {
    if (aligns[at]?.endsWith(":") === true) return { title, align: "right" };
    if (at > 0) return { title, align: "left", expendable: at };
    // What names a row is a sentence, which goes on in the next line, or an id, of which the beginning is enough.
    const isSentence = cells.some(([name = ""]) => name.includes(" "));
    return { title, align: "left", ...(isSentence ? { folds: true } : { least: LEAST_OF_AN_ID }) };
  });
  return layOut(columns, cells, width, (text, row) => (row === -1 ? bold(text) : text)).lines;
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
