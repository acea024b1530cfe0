import type { HeldBy } from "../findings.ts";
import type { Heads } from "../syntax/enclosing.ts";
import type { CodeLanguage } from "../syntax/languages.ts";
import type { ScannedText } from "../syntax/scannedText.ts";

const METHOD =
  /^\s*(?:(?:public|private|protected|static|async|override|get|set|export|default)\s+)*\*?#?([\w$]+)\s*(?:<[^>]{0,60}>)?\([^()]{0,300}\)?\s*(?::\s*[^{]{1,120})?\{?\s*$/d;
const SCRIPT: readonly RegExp[] = [
  /\bfunction\s*\*?\s*([\w$]+)\s*[(<]/d,
  /\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=]{1,120})?=\s*(?:(?!set(?:Interval|Timeout|Immediate)|request|queueMicrotask|watch|computed|subscribe|schedule|describe|require|Promise)\w+\()?(?:async\s*)?(?:function\b|\([^()]{0,200}\)?\s*(?::[^=]{1,80})?(?:=>|$)|[\w$]+\s*=>|<\w+>?\s*\()/d,
  METHOD,
  /^\s*(?:(?:public|private|protected|static|readonly)\s+)*#?([\w$]+)\s*[:=]\s*(?:async\s*)?(?:function\b|\([^()]{0,200}\)\s*(?::[^=]{1,80})?=>|[\w$]+\s*=>)/d,
  /\b(?:exports|module\.exports|\w+\.prototype)\.([\w$]+)\s*=\s*(?:async\s*)?(?:function\b|\()/d,
];
const TYPED: readonly RegExp[] = [
  /^\s*(?:(?:public|private|protected|internal|static|final|async|override|virtual|sealed|abstract|synchronized|extern|partial)\s+)*(?:[\w.?]+(?:<[^()]{0,120}>)?(?:\[\])?\??\s+)([\w]+)\s*(?:<[\w, ]{1,40}>)?\([^;]{0,300}$/d,
  /^\s*(?:(?:public|private|protected|internal|static|final)\s+)*(?:[\w.?]+(?:<[^()]{0,120}>)?(?:\[\])?\??\s+)([\w]+)\s*\([^()]{0,200}\)\s*(?:async\s*)?(?:=>|\{)/d,
];

const PATTERNS: Readonly<Partial<Record<CodeLanguage, readonly RegExp[]>>> = {
  javascript: SCRIPT,
  component: SCRIPT,
  python: [/^\s*(?:async\s+)?def\s+(\w+)/d],
  php: [/\bfunction\s+&?(\w+)\s*\(/d],
  java: TYPED,
  csharp: TYPED,
  dart: TYPED,
  kotlin: [/\bfun\s+(?:<[^>]{1,60}>\s*)?(?:[\w<>?]+\.)?(\w+)\s*\(/d],
  go: [/\bfunc\s+(?:\([^)]{0,80}\)\s*)?(\w+)\s*[([]/d],
  ruby: [/^\s*def\s+(?:self\.)?(\w+[?!]?)/d],
  rust: [/\bfn\s+(\w+)/d],
  shell: [/^\s*(?:function\s+)?([\w-]+)\s*\(\)/d, /^\s*function\s+([\w-]+)/d],
};

/** Words before a bracket that define nothing. */
const NO_NAMES = new Set(
  "if for foreach while switch catch with return else do new await throw using lock constructor super function when match case in of typeof yield elseif until unless loop select defer go not and or fixed synchronized try".split(
    " ",
  ),
);

/** The function that a line defines; undefined where it defines none. */
export function functionIn(scanned: ScannedText, line: number, upTo?: number): HeldBy | undefined {
  const code = scanned.lines[line]?.code ?? "";
  const part = (upTo === undefined ? code : code.slice(0, upTo)).slice(0, 600);
  for (const pattern of PATTERNS[scanned.language] ?? []) {
    const found = pattern.exec(part);
    const [name, place] = [found?.[1], found?.indices?.[1]];
    // `async (event) => {` has no name.
    if (name === undefined || place === undefined || name === "async" || NO_NAMES.has(name) || opensNoDefinition(part))
      continue;
    // Before a call on the same line an open bracket holds what is handed on, not what a function takes.
    if (pattern === METHOD && upTo !== undefined && !found?.[0].includes(")")) continue;
    const start = scanned.startOf(line);
    return { name, range: { start: start + place[0], end: start + place[1] } };
  }
  return undefined;
}

function opensNoDefinition(code: string): boolean {
  const word = /^\s*(\w*)/.exec(code)?.[1] ?? "";
  return word !== "function" && NO_NAMES.has(word);
}

/** The innermost function around a column of a line, or the one that a decorator there belongs to; with the line that defines it. */
export function holderOf(
  scanned: ScannedText,
  line: number,
  column: number,
  heads: Heads,
): { readonly heldBy: HeldBy; readonly line: number } | undefined {
  const own = functionIn(scanned, line, column);
  if (own !== undefined) return { heldBy: own, line };
  if (/^\s*@\w/.test(scanned.lines[line]?.code ?? "")) {
    for (let below = line + 1; below <= line + 4; below++) {
      const heldBy = functionIn(scanned, below);
      if (heldBy !== undefined) return { heldBy, line: below };
    }
  }
  for (const head of heads) {
    const heldBy = functionIn(scanned, head);
    if (heldBy !== undefined) return { heldBy, line: head };
  }
  return undefined;
}

/** `} catch (e) {`, `rescue`: the block goes on, for another case. */
const CASE = /^\s*(?:\}\s*\w|(?:rescue|ensure|else|elsif|except|finally)\b)/;

/** The line behind the block that a line begins, as the indentation says. */
export function bodyEnd({ lines }: ScannedText, head: number): number {
  const indent = lines[head]?.indent ?? 0;
  const end = lines.findIndex(
    (line, at) => at > head && line.indent >= 0 && line.indent <= indent && !line.goesOn && !CASE.test(line.code),
  );
  return end === -1 ? lines.length : end;
}
