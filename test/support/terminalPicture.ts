// What a terminal shows, as a page that a browser can draw: the window of a dark terminal, with colours as they were written.

/** A command as it is typed, and everything that it wrote to the terminal. */
export interface TerminalTurn {
  readonly typed: string;
  readonly output: string;
}

const COLORS: Readonly<Record<string, string>> = {
  "2": "faint",
  "31": "red",
  "32": "green",
  "33": "yellow",
  "36": "cyan",
};
const ESCAPE = "\u001b";

/** `columns`: as wide as the terminal was. */
export function terminalPage(turns: readonly TerminalTurn[], columns: number, title: string): string {
  const screen = turns
    .map(({ typed, output }) => `<i class="prompt">❯</i> <b>${escaped(typed)}</b>\n${marked(output.trimEnd())}`)
    .join("\n\n");
  // The size makes a column nine pixels wide, so that the cells of a bar meet without a seam.
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; display: inline-block; background: #0d1117; }
    .window { background: #0d1117; }
    .bar { display: flex; align-items: center; height: 34px; background: #161b22; border-bottom: 1px solid #21262d; padding: 0 14px; }
    .bar i { width: 12px; height: 12px; border-radius: 6px; margin-right: 8px; }
    .bar span { flex: 1; text-align: center; margin-right: 52px; font: 13px "DejaVu Sans", sans-serif; color: #8b949e; }
    pre { margin: 0; padding: 18px 24px 22px; width: ${columns}ch; color: #d7dde4; font: 14.95px/1.4 "DejaVu Sans Mono", monospace; font-variant-ligatures: none; }
    pre i { font-style: normal; } b { color: #fff; font-weight: 700; }
    .prompt, .green { color: #56d364; } .cyan { color: #39c5cf; } .red { color: #ff7b72; } .yellow { color: #e3b341; } .faint { color: #8b949e; }
  </style><div class="window"><div class="bar"><i style="background:#ff5f57"></i><i style="background:#febc2e"></i><i
  style="background:#28c840"></i><span>${escaped(title)}</span></div><pre>${screen}</pre></div>`;
}

/** What is left in the end of lines that were rewritten, as progress is. */
function seen(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  return lines.map((line) => line.split(`\r${ESCAPE}[K`).at(-1)).join("\n");
}

/** Text with the marks of a terminal as elements; a rule is drawn fainter than text. */
function marked(text: string): string {
  const [first = "", ...rest] = seen(text).split(ESCAPE);
  const open: string[] = [];
  const parts = rest.map((part) => {
    const end = part.search(/[A-Za-z]/);
    const code = part.slice(1, end);
    const shown = ruled(escaped(part.slice(end + 1)));
    if (part[end] !== "m")
      throw new Error(`a terminal would do more than colour: ${JSON.stringify(part.slice(0, 12))}`);
    if (code === "22" || code === "39" || code === "0") return `${open.pop() ?? ""}${shown}`;
    open.push(code === "1" ? "</b>" : "</i>");
    return `${code === "1" ? "<b>" : `<i class="${COLORS[code] ?? ""}">`}${shown}`;
  });
  return `${ruled(escaped(first))}${parts.join("")}`;
}

function ruled(text: string): string {
  return text.replaceAll(/─+/g, (rule) => `<i style="color:#3d444d">${rule}</i>`);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
