import { folderOf } from "./address.ts";
import { CodeCalls } from "./calls/codeCalls.ts";
import type { FoundCall, FoundCalls } from "./calls/found.ts";
import { OwnNames } from "./calls/ownNames.ts";
import { callsAmong, wordsOf } from "./calls/wordCalls.ts";
import {
  type FoundWrapperCall,
  isTelling,
  isTellingAtHome,
  type OwnFunctions,
  patternOf,
  wrapperCallsIn,
} from "./calls/wrapperCalls.ts";
import { writtenOn } from "./calls/written.ts";
import { expiryDiagnostics } from "./checks/expiry.ts";
import { secretsIn, secretsReader } from "./checks/secretLiterals.ts";
import { addressDiagnostic } from "./checks/wrongAddress.ts";
import type { Endpoint, HttpMethod } from "./endpoint.ts";
import {
  type CodeDiagnostic,
  type CodeFindings,
  type FileHints,
  NO_HINTS,
  NOTHING_FOUND,
  type RecognisedCall,
  type WorkspaceHints,
  type WrapperCall,
} from "./findings.ts";
import { mayMentionDeepvue } from "./hintedMention.ts";
import { isNamedAfterDeepvue, mayHoldPath } from "./mention.ts";
import { runsPerDayIn } from "./runs/cron.ts";
import { bodyEnd, holderOf } from "./runs/functions.ts";
import { isValue } from "./runs/handedOn.ts";
import { RepeatFinder, type Repeats, type Spot } from "./runs/repeats.ts";
import { runsInWords } from "./runs/schedules.ts";
import { type Heads, headsOf } from "./syntax/enclosing.ts";
import { codeLanguageOf } from "./syntax/languages.ts";
import { ScannedText } from "./syntax/scannedText.ts";

/**
 * What a text calls, what a run of it multiplies, and what is wrong with it. `fileName`: its path in the workspace; `languageId`: VS Code's
 * name of its language, where it is known. Never throws; time grows with the length of the text.
 */
export function recogniseCalls(
  text: string,
  file: { readonly fileName: string; readonly languageId?: string },
  hints: WorkspaceHints = NO_HINTS,
): CodeFindings {
  const language = codeLanguageOf(file.fileName, file.languageId);
  if (language === undefined || !mayMentionDeepvue(text, file.fileName, hints)) return NOTHING_FOUND;
  return findingsIn(ScannedText.of(text, language), file.fileName, hints);
}

/** {@link recogniseCalls} in slices of about a millisecond, for the background: yields between them. */
export function* lookInSlices(
  text: string,
  file: { readonly fileName: string; readonly languageId?: string },
  hints: WorkspaceHints = NO_HINTS,
): Generator<undefined, CodeFindings> {
  const language = codeLanguageOf(file.fileName, file.languageId);
  if (language === undefined || !mayMentionDeepvue(text, file.fileName, hints)) return NOTHING_FOUND;
  const scanned = yield* ScannedText.inSlices(text, language);
  // What lines say by themselves is most of the work; what they say together is not worth a slice.
  const readSecrets = secretsReader(language);
  for (const [at, line] of scanned.lines.entries()) {
    if (line.whom !== undefined || line.isOfInterest) {
      line.memo(writtenOn);
      line.memo(readSecrets);
    }
    if (at % LINES_PER_SLICE === LINES_PER_SLICE - 1) yield;
  }
  return yield* findingsInSteps(scanned, file.fileName, hints);
}

const LINES_PER_SLICE = 50;

/** What stands in a text that has been scanned; `fileName`: its path in the workspace. */
export function findingsIn(scanned: ScannedText, fileName: string, hints: WorkspaceHints): CodeFindings {
  const steps = findingsInSteps(scanned, fileName, hints);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function* findingsInSteps(
  scanned: ScannedText,
  fileName: string,
  hints: WorkspaceHints,
): Generator<undefined, CodeFindings> {
  const isNamedAfter = isNamedAfterDeepvue(fileName) && mayCall(scanned, NO_HINTS);
  const mentionsDeepvue = isNamedAfter || scanned.interesting.some((at) => scanned.lines[at]?.namesDeepvue === true);
  if (!mentionsDeepvue && !(hints.mentionsDeepvue && mayCall(scanned, hints))) return NOTHING_FOUND;
  const words = wordsOf(scanned);
  const found =
    words === undefined
      ? yield* new CodeCalls(scanned, hints, isNamedAfter).steps()
      : callsAmong(words, scanned, hints);
  yield;
  const ordered = [...found.calls].sort((a, b) => a.range.start - b.range.start);
  return yield* new Findings(scanned, hints, { ...found, calls: ordered }, mentionsDeepvue).steps();
}

/** A path, a base or a wrapper's name, in a text that does not name the service. */
function mayCall({ interesting, lines }: ScannedText, { wrappers, bases }: WorkspaceHints): boolean {
  if (interesting.some((at) => mayHoldPath(lines[at]?.text ?? ""))) return true;
  const foldered = [...bases].filter(([, address]) => folderOf(address) !== undefined);
  if (foldered.some(([name]) => lines.some(({ text }) => text.includes(name)))) return true;
  const pattern = patternOf(wrappers);
  const key = pattern?.source ?? "";
  return pattern !== undefined && lines.some((line) => line.mentions(pattern, key));
}

class Findings {
  readonly #scanned: ScannedText;
  readonly #hints: WorkspaceHints;
  readonly #found: FoundCalls;
  readonly #mentionsDeepvue: boolean;

  constructor(scanned: ScannedText, hints: WorkspaceHints, found: FoundCalls, mentionsDeepvue: boolean) {
    this.#scanned = scanned;
    this.#hints = hints;
    this.#found = found;
    this.#mentionsDeepvue = mentionsDeepvue;
  }

  *steps(): Generator<undefined, CodeFindings> {
    const callLines = this.#found.calls.map(({ line }) => line);
    const callHeads = headsOf(this.#scanned.lines, [...new Set(callLines)]);
    const calls = this.#found.calls.map((call) => this.#call(call, callHeads.get(call.line) ?? []));
    const wrappers = wrappersIn(calls);
    yield;
    const wrapperCalls = yield* this.#wrapperCalls(calls, wrappers);
    yield;
    const repeats = this.#repeats(calls, wrapperCalls);
    yield;
    const hints: FileHints = {
      mentionsDeepvue: this.#mentionsDeepvue,
      bases: this.#found.bases.shared(),
      otherBases: this.#found.bases.others(),
      wrappers,
    };
    return {
      calls,
      wrapperCalls: this.#held(wrapperCalls),
      multipliers: repeats.multipliers,
      diagnostics: this.#diagnostics(calls, repeats),
      hints,
    };
  }

  #call({ line, range, endpoint, via, around }: FoundCall, heads: Heads): RecognisedCall {
    const holder = holderOf(this.#scanned, line, range.start - this.#scanned.startOf(line), heads);
    const method = around === undefined ? undefined : methodIn(around.before);
    return {
      range,
      endpoint,
      via,
      ...(method !== undefined && { method }),
      ...(holder !== undefined && { heldBy: holder.heldBy }),
    };
  }

  *#wrapperCalls(
    calls: readonly RecognisedCall[],
    wrappers: ReadonlyMap<string, readonly Endpoint[]>,
  ): Generator<undefined, readonly FoundWrapperCall[]> {
    const holders = calls.flatMap(({ heldBy, endpoint }) =>
      heldBy === undefined || !endpoint.charged ? [] : [heldBy.name],
    );
    const holding = new Set([...wrappers.keys(), ...holders.filter(isTellingAtHome)]);
    const pattern = patternOf(this.#hints.wrappers, holding);
    if (pattern === undefined) return [];
    const definitions = new Set(calls.map(({ heldBy }) => heldBy?.range.start));
    const names = new OwnNames(this.#scanned);
    const own: OwnFunctions = {
      holding,
      defines: (name) => names.defines(name),
      isValue: (name, line, column) => isValue(this.#scanned, line, column, name),
    };
    const found = yield* wrapperCallsIn(this.#scanned, pattern, definitions, own);
    const bodies = this.#bodies(calls, new Set(found.map(({ name }) => name)));
    return found.filter(
      ({ name, line }) => !bodies.some((body) => body.name === name && body.from < line && line < body.to),
    );
  }

  #held(wrapperCalls: readonly FoundWrapperCall[]): readonly WrapperCall[] {
    const lines = [...new Set(wrapperCalls.map(({ line }) => line))];
    const heads = headsOf(this.#scanned.lines, lines);
    return wrapperCalls.map(({ name, range, line, column }) => {
      const holder = holderOf(this.#scanned, line, column, heads.get(line) ?? []);
      return { name, range, ...(holder !== undefined && { heldBy: holder.heldBy }) };
    });
  }

  /** Where functions of some names stand, by lines: one that calls itself is no caller. */
  #bodies(calls: readonly RecognisedCall[], names: ReadonlySet<string>) {
    const holders = new Map(
      calls.flatMap(({ heldBy }) => (heldBy === undefined ? [] : [[heldBy.range.start, heldBy]])),
    );
    return [...holders.values()]
      .filter(({ name }) => names.has(name))
      .map(({ name, range }) => {
        const from = this.#scanned.lineAt(range.start);
        return { name, from, to: bodyEnd(this.#scanned, from) };
      });
  }

  #repeats(calls: readonly RecognisedCall[], wrapperCalls: readonly FoundWrapperCall[]): Repeats {
    const own = new Set(
      calls.flatMap(({ heldBy, endpoint }) => (heldBy !== undefined && endpoint.charged ? [heldBy.name] : [])),
    );
    const isCharged = (name: string) =>
      own.has(name) || this.#hints.wrappers.get(name)?.some(({ charged }) => charged) === true;
    const finder = new RepeatFinder(this.#scanned);
    const spots: readonly Spot[] = [
      ...calls.flatMap(({ endpoint, range }, place): readonly Spot[] => {
        const line = this.#found.calls[place]?.line ?? 0;
        return endpoint.charged
          ? [{ of: "calls", place, line, column: range.start - this.#scanned.startOf(line) }]
          : [];
      }),
      ...wrapperCalls.flatMap(({ name, line, column }, place): readonly Spot[] =>
        isCharged(name) ? [{ of: "wrapperCalls", place, line, column }] : [],
      ),
    ];
    const lines = [...new Set(spots.map(({ line }) => line))].sort((a, b) => a - b);
    const heads = headsOf(this.#scanned.lines, lines);
    for (const spot of spots) finder.add(spot, heads.get(spot.line) ?? []);
    if (this.#scanned.language === "yaml" && spots.length > 0) {
      for (const [at, { text }] of this.#scanned.lines.entries()) {
        const isSchedule = /^\s*(?:-\s+)?["']?(?:cron|schedule|[\w.-]*\.schedule|rate)["']?\s*:\s*["']?\S/.test(text);
        const runsPerDay = isSchedule ? (runsInWords("", text) ?? runsPerDayIn(text)) : undefined;
        if (runsPerDay !== undefined) finder.addForAll(at, runsPerDay, spots);
      }
    }
    return finder.run();
  }

  #diagnostics(calls: readonly RecognisedCall[], { retries }: Repeats): readonly CodeDiagnostic[] {
    const asksForToken = calls.some(({ endpoint }) => endpoint.family === "authorize");
    const all: readonly CodeDiagnostic[] = [
      ...this.#found.wrong.map(addressDiagnostic),
      ...(this.#mentionsDeepvue ? secretsIn(this.#scanned) : []),
      ...expiryDiagnostics(this.#scanned, asksForToken),
      ...retries.map((retry): CodeDiagnostic => ({ kind: "endlessRetry", ...retry, fixes: [] })),
    ];
    return [...all].sort((a, b) => a.range.start - b.range.start);
  }
}

/** Functions whose callers can be told by their name, with the endpoints that they call. */
function wrappersIn(calls: readonly RecognisedCall[]): ReadonlyMap<string, readonly Endpoint[]> {
  const wrappers = new Map<string, readonly Endpoint[]>();
  for (const { heldBy, endpoint } of calls) {
    if (heldBy === undefined || !isTelling(heldBy.name)) continue;
    const known = wrappers.get(heldBy.name) ?? [];
    if (!known.includes(endpoint)) wrappers.set(heldBy.name, [...known, endpoint]);
  }
  return wrappers;
}

const METHOD =
  /(?:[.>:](get|post|put|patch|delete)(?:Async|ForObject|ForEntity|_json)?\s*(?:<[^>]{1,60}>)?\(\s*|\bHttpMethod\.(Get|Post|Put|Patch|Delete)\b[^;]{0,40}|\bMethod(Get|Post|Put|Patch|Delete)\b[^;]{0,40}|@(GET|POST|PUT|PATCH|DELETE)\(\s*)(?:[\w.:!&]+\s*\(\s*)?[rfbu$@]{0,2}$/i;

function methodIn(before: string): HttpMethod | undefined {
  const found = METHOD.exec(before.slice(-160));
  return METHODS.find(
    (method) =>
      method ===
      found
        ?.slice(1)
        .find((each) => each !== undefined)
        ?.toUpperCase(),
  );
}

const METHODS: readonly HttpMethod[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
