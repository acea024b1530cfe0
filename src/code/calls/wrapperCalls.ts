import type { WrapperCall } from "../findings.ts";
import type { ScannedText } from "../syntax/scannedText.ts";

/** Names that say nothing of what a function does: whoever calls one of that name calls another. */
const EVERYBODYS =
  /^(?:main|run|index|handle\w?|handler|execute|exec|init\w*|setup|render|call|fetch|request|send|load|update|create|get|get_?(?:all|one|by|byid|data|item|items|list|user|id|ids|url|json|info|it|me|my|page|row|rows|key|keys|name|auth|post|log|env|api|text|body|type|size|time|date|code|file|path|role|view|head|now|raw|tag|map|set|token)|post|put|show|store|process|default|verify|check|test\w*|validate|build|make\w?|start|apply|invoke|perform|submit|onSubmit|handleSubmit|setUp|lookup|lookUp|find|query|api|then|map|next|dispatch|do\w?|constructor|mounted|useEffect|callback|loader|action|data|search|resolve|headers|token|login|authenticate|authorize|auth|details|status|config|client|work|worker|job|task|perform_async|lambda\w*)$/i;
const SHORTEST = 4;
/** Without anything between its brackets, `applicant.getPan()` gives what is known. */
const GETTER = /^get[A-Z]\w{0,4}$/;

const SHORTEST_OWN = 2;

/** Whether calls of a function in its own text can be told by its name: nobody else has it there. */
export function isTellingAtHome(name: string): boolean {
  return name.length >= SHORTEST_OWN && !EVERYBODYS.test(name);
}

/** Whether callers of a function can be told by its name. */
export function isTelling(name: string): boolean {
  return name.length >= SHORTEST && !EVERYBODYS.test(name);
}

/** Functions that a text itself defines. */
export interface OwnFunctions {
  /** Names of those that hold a call. */
  readonly holding: ReadonlySet<string>;
  defines(name: string): boolean;
  /** Whether a name that is handed on at a place stands for a value there. */
  isValue(name: string, line: number, column: number): boolean;
}

export interface FoundWrapperCall extends WrapperCall {
  readonly line: number;
  readonly column: number;
}

/** Matches the names of wrappers, the longest first; undefined where there are none. `own`: names that the text itself defines. */
export function patternOf(theirs: Wrappers, own: Iterable<string> = []): RegExp | undefined {
  const further = [...own].filter((name) => !theirs.has(name));
  if (further.length > 0) return made([...[...theirs.keys()].filter(isTelling), ...further]);
  const known = PATTERNS.get(theirs);
  if (known !== undefined) return known.pattern;
  const pattern = made([...theirs.keys()].filter(isTelling));
  PATTERNS.set(theirs, { pattern });
  return pattern;
}

type Wrappers = ReadonlyMap<string, unknown>;
/** The workspace's names are the same for file after file. */
const PATTERNS = new WeakMap<Wrappers, { readonly pattern: RegExp | undefined }>();

function made(names: readonly string[]): RegExp | undefined {
  const all = [...new Set(names)].sort((a, b) => b.length - a.length);
  return all.length === 0 ? undefined : new RegExp(`(?<![\\w$])(?:${all.map(escaped).join("|")})(?![\\w$])`, "g");
}

function escaped(name: string): string {
  return name.replaceAll(/[^\w]/g, "\\$&");
}

const LINES_PER_SLICE = 1000;
/** A short name that is handed on may be anything, save where something is done with each. */
const HANDED_TO_ALL = /\b(?:map|apply|forEach|each|for_each|imap\w*|starmap|submit)\(\s*$/;
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
  own: OwnFunctions,
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
      const hasReceiver = /(?:\.|->|::)$/.test(before);
      const isShort = !isTelling(name);
      if (isShort && (hasReceiver || !own.holding.has(name) || !(/^\s*\(/.test(after) || HANDED_TO_ALL.test(before))))
        continue;
      // A function of the same name that stands here and asks nobody.
      if (!hasReceiver && !own.holding.has(name) && own.defines(name)) continue;
      const isCalled = /^\s*(?:<[^>]{1,60}>)?\s*\(/.test(after) || /^\s*(?:\?\.|!)?\(/.test(after);
      const isHandedOn =
        /[(,]\s*(?:(?:python_callable|target|func|function|callback|job|fn)\s*=\s*|::)?(?:\w+(?:\.|::|->))*$/.test(
          before,
        ) &&
        /^\s*[,)]/.test(after) &&
        !/\bimport\b/.test(before);
      const isBare =
        scanned.language === "ruby" && /^\s+[\w:"'@([]/.test(after) && !/^\s*(?:=|if|unless|do)\b/.test(after);
      const isCommand =
        scanned.language === "shell" && /(?:^|[;&|({!)]|\b(?:do|then|else|if|while|until|time))\s*$/.test(before);
      if (GETTER.test(name) && !/^\s*(?:<[^>]{1,60}>)?\s*\(\s*(?:[^\s)]|$)/.test(after)) continue;
      if (isHandedOn && !isCalled && !hasReceiver && own.isValue(name, at, index)) continue;
      if (!(isCalled || isHandedOn || isBare || isCommand) || DEFINES.test(before) || isTypedDefinition(before, after))
        continue;
      found.push({ name, range: { start, end: start + name.length }, line: at, column: index });
    }
  }
  return found;
}

/** `Task<Answer> Name(…) {`, `async name() {`: a definition in languages without a word for it. */
function isTypedDefinition(before: string, after: string): boolean {
  if (isDeclaration(before, after)) return true;
  if (
    /^\s*(?:(?:public|private|protected|static|async|override|final|internal)\s+)*(?:[\w.]+(?:<[^()]*>)?\??\s+)?$/.test(
      before,
    ) &&
    /^\s*\([^()]*\)\s*(?::\s*[^={]+)?(?:\{|=>|async\b)/.test(after)
  )
    return !/\b(?:return|await|yield|new|throw|else)\s+$/.test(before);
  return /^\s*(?:(?:public|private|protected|static|async|override|final|internal)\s+)+[\w.<>?, ]+\s$/.test(before);
}

/** A method that an interface or a class only declares: `checkPan(pan: string): Promise<Pan>;`, `Task<Pan> CheckPan(string pan);`. */
function isDeclaration(before: string, after: string): boolean {
  const modifiers =
    /^\s*(?:(?:abstract|public|protected|private|static|readonly|async|declare|override|internal|external|virtual)\s+)*/;
  const rest = before.replace(modifiers, "");
  if (
    rest === "" &&
    /^\??\s*(?:<[^>]{1,60}>)?\([^()]*(?:\([^()]*\)[^()]*)*\)\s*:\s*[\w<>[\]{}|&.,:;\s]{1,160}?;?\s*$/.test(after)
  )
    return true;
  // Go's interfaces: a name, typed arguments, a type.
  if (rest === "" && /^\(\s*\w+(?:\s*,\s*\w+)*\s+[\w.*[\]]+[^()]*\)\s*(?:\([^()]*\)|\*?[\w.[\]]+)\s*$/.test(after))
    return true;
  return (
    /^[\w.]+(?:<[^()]*>)?(?:\[\])?\??\s+$/.test(rest) &&
    !/^(?:return|await|yield|new|throw|else|in|case|do|go|defer|echo|print|not|and|or|if|unless)\s+$/.test(rest) &&
    /^\s*\((?:\s*|[^()]*?[\w>\]?]\s+\w+[^()]*)\)\s*(?:throws\s+[\w.,\s]+)?;\s*$/.test(after)
  );
}
