/** A column of a table for people. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** Whether its texts may be cut where the table is too wide. */
  readonly isElastic?: boolean;
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
/** An elastic text is cut to this at most. */
const LEAST_ELASTIC = 10;

/**
 * Lays a table out in at most `width` columns of a terminal. The first line is the heading, the second a rule. `style` may colour a cell
 * once it has its place: its text stays as wide.
 */
export function layOut(
  columns: readonly Column[],
  rows: readonly Line[],
  width: number,
  style: (text: string, row: number, column: number) => string = (text) => text,
): LaidOut {
  const natural = columns.map(({ title }, at) =>
    rows.reduce((most, row) => (row === "rule" ? most : Math.max(most, cellWidth(row[at] ?? ""))), cellWidth(title)),
  );
  const { widths, kept } = fitted(columns, natural, width);
  const cells = (texts: readonly string[], row: number): string =>
    kept
      .map((at) => {
        const cut = cutTo(texts[at] ?? "", widths[at] ?? 0);
        const room = " ".repeat(Math.max(0, (widths[at] ?? 0) - cellWidth(cut)));
        const styled = style(cut, row, at);
        return columns[at]?.align === "right" ? `${room}${styled}` : `${styled}${room}`;
      })
      .join(GAP)
      .trimEnd();
  const rule = "─".repeat(kept.reduce((sum, at) => sum + (widths[at] ?? 0), GAP.length * (kept.length - 1)));
  return {
    lines: [
      cells(
        columns.map(({ title }) => title),
        -1,
      ),
      rule,
      ...rows.map((row, at) => (row === "rule" ? rule : cells(row, at))),
    ],
    left: columns.filter((_, at) => !kept.includes(at)).map(({ title }) => title),
  };
}

function fitted(columns: readonly Column[], natural: readonly number[], width: number) {
  let kept = columns.map((_, at) => at);
  const widths = [...natural];
  const total = (): number => kept.reduce((sum, at) => sum + (widths[at] ?? 0), GAP.length * (kept.length - 1));
  for (;;) {
    for (const at of kept) widths[at] = natural[at] ?? 0;
    const elastic = kept.filter((at) => columns[at]?.isElastic === true);
    for (let over = total() - width; over > 0; over = total() - width) {
      const widest = elastic.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
      const now = widest === undefined ? 0 : (widths[widest] ?? 0);
      if (widest === undefined || now <= LEAST_ELASTIC) break;
      widths[widest] = Math.max(LEAST_ELASTIC, now - Math.max(1, Math.ceil(over / elastic.length)));
    }
    if (total() <= width) return { widths, kept };
    const dearest = kept
      .filter((at) => columns[at]?.expendable !== undefined)
      .toSorted((a, b) => (columns[b]?.expendable ?? 0) - (columns[a]?.expendable ?? 0))[0];
    if (dearest === undefined) return { widths, kept };
    kept = kept.filter((at) => at !== dearest);
  }
}

const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6])/u;
const NARROW = /^[ -~₹—–…·≥▏▎▍▌▋▊▉█]*$/;

/** How many columns of a terminal a text takes: none for marks, two for wide scripts and emoji. */
export function cellWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

function cutTo(text: string, width: number): string {
  if (cellWidth(text) <= width) return text;
  let cut = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += cellWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}
