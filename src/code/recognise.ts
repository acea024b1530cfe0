import { CodeCalls } from "./calls/codeCalls.ts";
import type { FoundCall, FoundCalls } from "./calls/found.ts";
import { callsAmong, wordsOf } from "./calls/wordCalls.ts";
import { type FoundWrapperCall, isTelling, patternOf, wrapperCallsIn } from "./calls/wrapperCalls.ts";
import { expiryDiagnostics } from "./checks/expiry.ts";
import { secretsIn } from "./checks/secretLiterals.ts";
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
} from "./findings.ts";
import { mayMentionDeepvue } from "./mention.ts";
import { runsPerDayIn } from "./runs/cron.ts";
import { holderOf } from "./runs/functions.ts";
import { RepeatFinder, type Repeats, type Spot } from "./runs/repeats.ts";
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
  if (language === undefined || !mayMentionDeepvue(text, hints)) return NOTHING_FOUND;
  return findingsIn(ScannedText.of(text, language), hints);
}

/** What stands in a text that has been scanned. */
export function findingsIn(scanned: ScannedText, hints: WorkspaceHints): CodeFindings {
  const words = wordsOf(scanned);
  const found = words === undefined ? new CodeCalls(scanned, hints).run() : callsAmong(words, scanned, hints);
  const ordered = [...found.calls].sort((a, b) => a.range.start - b.range.start);
  const mentionsDeepvue = scanned.lines.some(({ isOfInterest, text }) => isOfInterest && mayMentionDeepvue(text));
  return new Findings(scanned, hints, { ...found, calls: ordered }, mentionsDeepvue).run();
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

  run(): CodeFindings {
    const callLines = this.#found.calls.map(({ line }) => line);
    const callHeads = headsOf(this.#scanned.lines, [...new Set(callLines)]);
    const calls = this.#found.calls.map((call) => this.#call(call, callHeads.get(call.line) ?? []));
    const wrappers = wrappersIn(calls);
    const wrapperCalls = this.#wrapperCalls(calls, wrappers);
    const repeats = this.#repeats(calls, wrapperCalls);
    const hints: FileHints = {
      mentionsDeepvue: this.#mentionsDeepvue,
      bases: this.#found.bases.shared(),
      otherBases: this.#found.bases.others(),
      wrappers,
    };
    return {
      calls,
      wrapperCalls: wrapperCalls.map(({ name, range }) => ({ name, range })),
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

  #wrapperCalls(
    calls: readonly RecognisedCall[],
    wrappers: ReadonlyMap<string, readonly Endpoint[]>,
  ): readonly FoundWrapperCall[] {
    const pattern = patternOf(new Set([...wrappers.keys(), ...this.#hints.wrappers.keys()]));
    if (pattern === undefined) return [];
    const definitions = calls.flatMap(({ heldBy }) => (heldBy === undefined ? [] : [heldBy.range]));
    return wrapperCallsIn(this.#scanned, pattern, definitions);
  }

  #repeats(calls: readonly RecognisedCall[], wrapperCalls: readonly FoundWrapperCall[]): Repeats {
    const finder = new RepeatFinder(this.#scanned);
    const spots: readonly Spot[] = [
      ...calls.flatMap(({ endpoint, range }, place): readonly Spot[] => {
        const line = this.#found.calls[place]?.line ?? 0;
        return endpoint.charged
          ? [{ of: "calls", place, line, column: range.start - this.#scanned.startOf(line) }]
          : [];
      }),
      ...wrapperCalls.map(({ line, column }, place): Spot => ({ of: "wrapperCalls", place, line, column })),
    ];
    const lines = [...new Set(spots.map(({ line }) => line))].sort((a, b) => a - b);
    const heads = headsOf(this.#scanned.lines, lines);
    for (const spot of spots) finder.add(spot, heads.get(spot.line) ?? []);
    if (this.#scanned.language === "yaml" && spots.length > 0) {
      for (const [at, { text }] of this.#scanned.lines.entries()) {
        const runsPerDay = /^\s*(?:-\s+)?(?:cron|schedule)\s*:\s*["']?\S/.test(text) ? runsPerDayIn(text) : undefined;
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

/** Functions whose callers can be told by their name, with the charged endpoints that they call. */
function wrappersIn(calls: readonly RecognisedCall[]): ReadonlyMap<string, readonly Endpoint[]> {
  const wrappers = new Map<string, readonly Endpoint[]>();
  for (const { heldBy, endpoint } of calls) {
    if (heldBy === undefined || !endpoint.charged || !isTelling(heldBy.name)) continue;
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
