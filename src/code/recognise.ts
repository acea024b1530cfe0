import { endpointOf } from "./endpoints.ts";
import { type CodeFindings, NO_HINTS, NOTHING_FOUND, type RecognisedCall, type WorkspaceHints } from "./findings.ts";
import { mayMentionDeepvue } from "./mention.ts";
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
  return findingsIn(ScannedText.of(text, language));
}

const ADDRESS = /^https?:\/\/production\.deepvue\.tech(\/v\d\/[\w/-]+)/i;

/** What stands in a text that has been scanned. */
export function findingsIn(scanned: ScannedText): CodeFindings {
  const calls: RecognisedCall[] = [];
  for (const [index, line] of scanned.lines.entries()) {
    if (!line.isOfInterest) continue;
    for (const { kind, start, end } of scanned.spansOf(index)) {
      if (kind !== "string") continue;
      const found = ADDRESS.exec(line.text.slice(start, end));
      const endpoint = endpointOf(found?.[1] ?? "");
      if (found === null || endpoint === undefined) continue;
      const at = scanned.startOf(index) + start;
      calls.push({ range: { start: at, end: at + found[0].length }, endpoint, via: "address" });
    }
  }
  return { ...NOTHING_FOUND, calls, hints: { ...NO_HINTS, mentionsDeepvue: true } };
}
