import { cellWidth, cutTo } from "./cellWidth.ts";
import { folded } from "./folded.ts";

/** A column of a table for people. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** To how many columns of a terminal its texts may be cut where the table is too wide; without it they are never cut. */
  readonly least?: number;
  /** What is too wide goes on in the next line, and is not cut. */
  readonly folds?: boolean;
  /** Columns with the highest number go first where cutting is not enough; without one a column stays. */
  readonly expendable?: number;
}

/** A row, by columns; `rule` stands above the sums. */
export type Line = readonly string[] | "rule";

export interface LaidOut {
  readonly lines: readonly string[];
  /** Titles of the columns that found no room. */
  readonly left: readonly string[];
}

const GAP = "  ";
/** `expendable` of what says nothing new, as a bar beside its number: it goes before any text is cut. */
export const ORNAMENT = 9;
/** Where nothing else helps: of a text that is cut further nothing can be read. */
const LEAST_OF_ALL = 6;

/**
 * Lays a table out in at most `width` columns of a terminal: titles are folded first, then texts are cut, then columns go. The heading
 * comes first, then a rule. `style` may colour a cell once it has its place (row -1 is the heading): its text stays as wide.
 */
export function layOut(
  columns: readonly Column[],
  rows: readonly Line[],
  width: number,
  style: (text: string, row: number, column: number) => string = (text) => text,
): LaidOut {
  const natural = columns.map((_, at) =>
    rows.reduce((most, row) => (row === "rule" ? most : Math.max(most, cellWidth(row[at] ?? ""))), 0),
  );
  const { widths, kept } = fitted(columns, natural, width);
  const titles = columns.map(({ title }) => title);
  const textLines = (texts: readonly string[], row: number): string[] => {
    const pieces = kept.map((at) => {
      const room = widths[at] ?? 0;
      const text = texts[at] ?? "";
      return row === -1 || columns[at]?.folds === true
        ? folded(text, room).map((piece) => cutTo(piece, room))
        : [cutTo(text, room)];
    });
    const height = Math.max(...pieces.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      kept
        .map((at, place) => {
          const text = pieces[place]?.[line] ?? "";
          const room = " ".repeat(Math.max(0, (widths[at] ?? 0) - cellWidth(text)));
          const styled = text === "" ? "" : style(text, row, at);
          return columns[at]?.align === "right" ? `${room}${styled}` : `${styled}${room}`;
        })
        .join(GAP)
        .trimEnd(),
    );
  };
  const rule = "─".repeat(kept.reduce((sum, at) => sum + (widths[at] ?? 0), GAP.length * (kept.length - 1)));
  return {
    lines: [...textLines(titles, -1), rule, ...rows.flatMap((row, at) => (row === "rule" ? rule : textLines(row, at)))],
    left: titles.filter((_, at) => !kept.includes(at)),
  };
}

/** `natural`: the widest cell of each column, its title aside. */
function fitted(columns: readonly Column[], natural: readonly number[], width: number) {
  const whole = columns.map(({ title }, at) => Math.max(natural[at] ?? 0, cellWidth(title)));
  const withFoldedTitles = columns.map(({ title }, at) => Math.max(natural[at] ?? 0, widthInTwoLines(title)));
  const floors = columns.map(({ least, folds }, at) => {
    const now = withFoldedTitles[at] ?? 0;
    return Math.min(now, least ?? (folds === true ? LEAST_OF_ALL : now));
  });
  let kept = columns.map((_, at) => at);
  for (;;) {
    for (const wanted of [whole, withFoldedTitles]) {
      if (overBy(wanted, kept, width) <= 0) return { widths: wanted, kept };
    }
    const dearest = kept
      .filter((at) => columns[at]?.expendable !== undefined)
      .toSorted((a, b) => (columns[b]?.expendable ?? 0) - (columns[a]?.expendable ?? 0))[0];
    const isOrnament = dearest !== undefined && columns[dearest]?.expendable === ORNAMENT;
    const widths = shrunk(withFoldedTitles, floors, kept, width);
    if (!isOrnament && overBy(widths, kept, width) <= 0) return { widths, kept };
    if (dearest === undefined) {
      const cut = floors.map((floor, at) => (columns[at]?.least === undefined ? floor : Math.min(floor, LEAST_OF_ALL)));
      return { widths: shrunk(widths, cut, kept, width), kept };
    }
    kept = kept.filter((at) => at !== dearest);
  }
}

/** The narrowest in which a title takes at most two lines. */
function widthInTwoLines(title: string): number {
  let width = Math.max(...title.split(" ").map((word) => cellWidth(word)));
  while (folded(title, width).length > 2) width++;
  return width;
}

function overBy(widths: readonly number[], kept: readonly number[], width: number): number {
  return kept.reduce((sum, at) => sum + (widths[at] ?? 0), GAP.length * (kept.length - 1)) - width;
}

/** The widest gives way first, down to its floor. */
function shrunk(
  wanted: readonly number[],
  floors: readonly number[],
  kept: readonly number[],
  width: number,
): readonly number[] {
  const widths = [...wanted];
  for (let over = overBy(widths, kept, width); over > 0; over--) {
    const [widest] = kept
      .filter((at) => (widths[at] ?? 0) > (floors[at] ?? 0))
      .toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
