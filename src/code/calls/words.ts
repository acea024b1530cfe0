import type { Line } from "../syntax/line.ts";
import type { ScannedText } from "../syntax/scannedText.ts";

/** A word of a text that is no code: an address, a path, or a base with a path behind it. */
export interface Word {
  readonly line: number;
  /** Column of its first sign. */
  readonly start: number;
  readonly text: string;
  /** Names that it is given to. */
  readonly names: readonly string[];
  /** What stands there is asked, or kept to be asked; otherwise it is told. */
  readonly isAsked: boolean;
}

const SHELL_WORD = /(?:https?:\/\/|\$\{?\w{1,60}\}?\/|\{\{\s*\w{1,60}\s*\}\}\/)[^\s"'`<>|)\\;]{1,2000}/g;
const CLIENT =
  /(?:^|[\s;&|(`$/])(?:curl|wget|https?|xh|xhs|hey|ab|wrk|k6|vegeta|oha|Invoke-RestMethod|Invoke-WebRequest|iwr|irm)(?:\.exe)?\s/;
/** An argument that is sent, not asked. */
const SENT =
  /(?:^|\s)(?:-H|--header|-d|--data(?:-\w+)?|--json|-e|--referer|-A|--user-agent|-F|--form|-b|--cookie|-w|--write-out|-o|--output)[\s=]*(?:"[^"]*|'[^']*|[^\s"']*)$/;

/** Lines that are longer were written by a machine. */
const LONGEST = 20_000;
const MOST_BEFORE = 600;

/** Words of a line of shell; `command`: the command up to this line, over lines that go on; `own`: functions of the script that ask. */
export function shellWords(code: string, command: string, line: number, own?: RegExp): readonly Word[] {
  if (!code.includes("/") || code.length > LONGEST) return [];
  return [...code.matchAll(SHELL_WORD)].map((found) => {
    const before = code.slice(Math.max(0, found.index - MOST_BEFORE), found.index);
    const given = /(?:^|[\s;])(?:export\s+|readonly\s+|local\s+)?([A-Za-z_]\w*)=["']?$/.exec(before)?.[1];
    const fallback = /([A-Z_][A-Z\d_]*):[-=]["']?$/.exec(before)?.[1];
    const asking = `${command} ${before}`.replace(/^.*(?:&&|\|\||;)/s, "");
    const isAsked = (CLIENT.test(asking) || own?.test(asking) === true) && !SENT.test(before);
    const names = [given, fallback].filter((name) => name !== undefined);
    return { line, start: found.index, text: found[0], names, isAsked: isAsked || given !== undefined };
  });
}

/** A line of shell without its comments. */
export function withoutComments(line: Line): string {
  return line.spans
    .filter(({ kind }) => kind === "comment")
    .reduce((text, { start, end }) => text.slice(0, start) + " ".repeat(end - start) + text.slice(end), line.text);
}

/** A text that is written out, not run: `cat <<'EOF'`, up to the line that says so. */
const TEXT_UP_TO = /^\s*(?:cat|tee|read)\b[^#]*?<<-?\s*["'\\]?(\w{1,40})["']?/;

/** Words of a shell script, a crontab. */
export function* wordsOfShell({ lines }: ScannedText): Generator<Word> {
  const own = functionsThatAsk(lines);
  let textUpTo: string | undefined;
  for (const [at, line] of lines.entries()) {
    if (textUpTo !== undefined) {
      if (line.text.trim() === textUpTo) textUpTo = undefined;
      continue;
    }
    textUpTo = TEXT_UP_TO.exec(line.text)?.[1];
    if (line.isOfInterest || line.text.includes("$"))
      yield* shellWords(withoutComments(line), commandAbove(lines, at), at, own);
  }
}

const LONGEST_FUNCTION = 20;

/** Matches functions of the script that ask an address they are handed: `dv() { curl -fsS "$@"; }`. */
function functionsThatAsk(lines: readonly Line[]): RegExp | undefined {
  const names = lines.flatMap(({ text }, at) => {
    const name = /^\s*(?:function\s+)?([\w-]{1,60})\s*\(\)\s*\{/.exec(text)?.[1];
    if (name === undefined) return [];
    const below = lines.slice(at + 1, at + 1 + LONGEST_FUNCTION).map((line) => line.text);
    const end = below.findIndex((each) => each.startsWith("}"));
    const body = /\}\s*$/.test(text) ? text : [text, ...below.slice(0, end === -1 ? undefined : end)].join(" ");
    return CLIENT.test(body) && /\$(?:@|\*|\{?\d)/.test(body) ? [name] : [];
  });
  return names.length === 0 ? undefined : new RegExp(`(?:^|[\\s;&|(\`$])(?:${names.join("|")})\\s`);
}

const MOST_LINES = 12;

/** The lines above that a backslash joins to this one. */
export function commandAbove(lines: readonly Line[], at: number): string {
  let command = "";
  for (let index = at - 1; index >= Math.max(0, at - MOST_LINES); index--) {
    const text = lines[index]?.text.trimEnd() ?? "";
    if (!text.endsWith("\\")) break;
    command = `${text.slice(0, -1)} ${command}`;
  }
  return command;
}

const SHELL_FENCE = /^\s*(?:```|~~~)\s*\{?\.?(?:sh|bash|shell|console|zsh|curl|terminal|shellsession|http|rest)\b/i;

/** Words of shell and request blocks in a page of Markdown; what stands outside of them is prose. */
export function* wordsOfMarkdown({ lines }: ScannedText): Generator<Word> {
  let fence: "none" | "shell" | "http" | "other" = "none";
  for (const [at, { text, isOfInterest }] of lines.entries()) {
    const found = /^\s*(?:```|~~~)/.test(text);
    if (found) {
      fence =
        fence !== "none"
          ? "none"
          : /http|rest/i.test(text) && SHELL_FENCE.test(text)
            ? "http"
            : SHELL_FENCE.test(text)
              ? "shell"
              : "other";
    } else if (fence === "shell" && (isOfInterest || text.includes("$"))) {
      const code = text.replace(/(^|\s)#.*$/, (comment) => " ".repeat(comment.length));
      yield* shellWords(code.replace(/^(\s*)[$>] /, "$1  "), commandAbove(lines, at), at);
    } else if (fence === "http") yield* requestWord(text, at, true);
  }
}

const REQUEST = /^(\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+)(\S{1,2000})/;
const BARE_REQUEST = /^(\s*)((?:https?:\/\/|\{\{\s*\w+\s*\}\}\/)\S{1,2000})\s*$/;

function* requestWord(text: string, line: number, mayBeBare: boolean): Generator<Word> {
  const found = REQUEST.exec(text) ?? (mayBeBare ? BARE_REQUEST.exec(text) : null);
  if (found !== null) yield { line, start: (found[1] ?? "").length, text: found[2] ?? "", names: [], isAsked: true };
}

/** Request lines and variables of a request file. Below the first line of a request stand its headers and its body. */
export function* wordsOfRequests({ lines }: ScannedText): Generator<Word> {
  let isBefore = true;
  for (const [at, { text }] of lines.entries()) {
    if (/^\s*###/.test(text)) isBefore = true;
    const variable = /^(\s*@([\w-]{1,60})\s*=\s*)(\S{1,500})/.exec(text);
    if (variable !== null) {
      yield {
        line: at,
        start: (variable[1] ?? "").length,
        text: variable[3] ?? "",
        names: [variable[2] ?? ""],
        isAsked: true,
      };
      continue;
    }
    if (!isBefore || text.trim() === "" || /^\s*(?:#|\/\/)/.test(text)) continue;
    yield* requestWord(text, at, true);
    isBefore = false;
  }
}

/** Values of `.env` and `.properties`. */
export function* wordsOfSettings({ lines }: ScannedText): Generator<Word> {
  for (const [at, { text, isOfInterest }] of lines.entries()) {
    if (!isOfInterest) continue;
    const found = /^(\s*(?:export\s+)?([\w.-]{1,100})\s*[=:]\s*["']?)([^\s"'#]{1,2000})["']?\s*(?:#.*)?$/.exec(text);
    if (found === null || /^\s*[#!]/.test(text)) continue;
    yield { line: at, start: (found[1] ?? "").length, text: found[3] ?? "", names: [found[2] ?? ""], isAsked: true };
  }
}
