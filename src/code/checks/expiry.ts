import type { CodeDiagnostic } from "../findings.ts";
import type { CodeLanguage } from "../syntax/languages.ts";
import type { ScannedText } from "../syntax/scannedText.ts";

/** The service answers `expiry`, a date and time; this field is other services'. */
const READ = /(?<![\w$-])expires_in(?![\w$-])/g;

/**
 * Where a text that asks the service for a token reads a field that its answer does not have. A text that asks others too is left alone:
 * there it may be theirs.
 */
export function expiryDiagnostics(scanned: ScannedText, asksForToken: boolean): readonly CodeDiagnostic[] {
  const { lines } = scanned;
  if (
    !asksForToken ||
    lines.some(
      (line) => line.isOfInterest && (line.whom === "other" || /oauth|googleapis|auth0|okta|cognito/i.test(line.text)),
    )
  )
    return [];
  const found: CodeDiagnostic[] = [];
  for (const at of scanned.interesting) {
    const line = lines[at];
    if (line === undefined || !line.text.includes("expires_in")) continue;
    for (const { index } of line.text.matchAll(READ)) {
      if (
        line.spans.some(
          ({ kind, start, end }) =>
            start <= index && index < end && (kind === "comment" || /\s/.test(line.text.slice(start, end))),
        )
      )
        continue;
      if (isGiven(scanned.language, line.text, index)) continue;
      const start = scanned.startOf(at) + index;
      const range = { start, end: start + "expires_in".length };
      found.push({ kind: "expiresIn", range, fixes: [{ kind: "useExpiry", edits: [{ range, text: "expiry" }] }] });
    }
  }
  return found;
}

/** An argument of that name, not a field of the answer: Ruby's `expires_in: 23.hours`, Python's `expires_in=3600`. */
function isGiven(language: CodeLanguage, text: string, index: number): boolean {
  const after = text.slice(index + "expires_in".length, index + 200);
  const before = text.slice(Math.max(0, index - 200), index);
  if (language === "ruby") return /^:\s*\S/.test(after) && !/["':.]$/.test(before);
  return language === "python" && /^=(?!=)/.test(after) && /[(,]\s*$/.test(before);
}
