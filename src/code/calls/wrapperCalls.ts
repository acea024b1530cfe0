import type { WrapperCall } from "../findings.ts";
import type { ScannedText } from "../syntax/scannedText.ts";

/** Names that say nothing of what a function does: whoever calls one of that name calls another. */
const EVERYBODYS =
  /^(?:main|run|index|handle\w?|handler|execute|exec|init\w*|setup|render|call|fetch|request|send|load|update|create|get\w{0,4}|post|put|show|store|process|default|verify|check|test\w*|validate|build|make\w?|start|apply|invoke|perform|submit|onSubmit|handleSubmit|setUp|lookup|lookUp|find|query|api|then|map|next|dispatch|do\w?|constructor|mounted|useEffect|callback|loader|action|data|search|resolve|headers|token|login|authenticate|authorize|auth|details|status|config|client|work|worker|job|task|perform_async|lambda\w*)$/i;
const SHORTEST = 4;

/** Whether callers of a function can be told by its name. */
export function isTelling(name: string): boolean {
  return name.length >= SHORTEST && !EVERYBODYS.test(name);
}

export interface FoundWrapperCall extends WrapperCall {
  readonly line: number;
  readonly column: number;
}

/** Matches the names of wrappers, the longest first; undefined where there are none. */
export function patternOf(theirs: Wrappers, own: Wrappers = NONE): RegExp | undefined {
  if ([...own.keys()].some((name) => !theirs.has(name))) return made([...theirs.keys(), ...own.keys()]);
  const known = PATTERNS.get(theirs);
  if (known !== undefined) return known.pattern;
  const pattern = made([...theirs.keys()]);
  PATTERNS.set(theirs, { pattern });
  return pattern;
}

type Wrappers = ReadonlyMap<string, unknown>;
const NONE: Wrappers = new Map();
/** The workspace's names are the same for file after file. */
const PATTERNS = new WeakMap<Wrappers, { readonly pattern: RegExp | undefined }>();

function made(names: readonly string[]): RegExp | undefined {
  const all = [...new Set(names)].filter(isTelling).sort((a, b) => b.length - a.length);
  return all.length === 0 ? undefined : new RegExp(`(?<![\\w$])(?:${all.map(escaped).join("|")})(?![\\w$])`, "g");
}

function escaped(name: string): string {
  return name.replaceAll(/[^\w]/g, "\\$&");
}

const LINES_PER_SLICE = 1000;
/** What is looked at before and behind a name, in characters. */
const NEAR = 200;

/** A definition or an import of the name, not a call of it. */
const DEFINES =
  /(?:\b(?:function|def|fun|func|fn|import|from|export|class|interface|type|use|using)\b[^=()]*|\bfunc\s+\([^)]*\)\s*)$/;

/**
 * Where functions that hold calls are called or handed on, save where they are defined (`definitions`: offsets of their names). Yields now
 * and then.
 */
export function* wrapperCallsIn(
  scanned: ScannedText,
  pattern: RegExp,
  definitions: ReadonlySet<number | undefined>,
): Generator<undefined, readonly FoundWrapperCall[]> {
  const found: FoundWrapperCall[] = [];
  const { lines } = scanned;
  const key = scanned.sameText(pattern.source);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (at % LINES_PER_SLICE === LINES_PER_SLICE - 1) yield;
    if (line === undefined || line.isTooLong || !line.mentions(pattern, key)) continue;
    const { code } = line;
    const lineStart = scanned.startOf(at);
    for (const { index, 0: name } of code.matchAll(pattern)) {
      const start = lineStart + index;
      if (definitions.has(start)) continue;
      const before = code.slice(Math.max(0, index - NEAR), index);
      const after = code.slice(index + name.length, index + name.length + NEAR);
      const isCalled = /^\s*(?:<[^>]{1,60}>)?\s*\(/.test(after) || /^\s*(?:\?\.|!)?\(/.test(after);
      const isHandedOn =
        /[(,]\s*(?:\w+(?:\.|::|->))*$/.test(before) && /^\s*[,)]/.test(after) && !/\bimport\b/.test(before);
      const isBare =
        scanned.language === "ruby" && /^\s+[\w:"'@([]/.test(after) && !/^\s*(?:=|if|unless|do)\b/.test(after);
      const isCommand = scanned.language === "shell" && /(?:^|[;&|(]|\bdo|\bthen)\s*$/.test(before);
      if (!(isCalled || isHandedOn || isBare || isCommand) || DEFINES.test(before) || isTypedDefinition(before, after))
        continue;
      found.push({ name, range: { start, end: start + name.length }, line: at, column: index });
    }
  }
  return found;
}

/** `Task<Answer> Name(…) {`, `async name() {`: a definition in languages without a word for it. */
function isTypedDefinition(before: string, after: string): boolean {
  if (
    /^\s*(?:(?:public|private|protected|static|async|override|final|internal)\s+)*(?:[\w.]+(?:<[^()]*>)?\??\s+)?$/.test(
      before,
    ) &&
    /^\s*\([^()]*\)\s*(?::\s*[^={]+)?(?:\{|=>|async\b)/.test(after)
  )
    return !/\b(?:return|await|yield|new|throw|else)\s+$/.test(before);
  return /^\s*(?:(?:public|private|protected|static|async|override|final|internal)\s+)+[\w.<>?, ]+\s$/.test(before);
}
