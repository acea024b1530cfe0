import { type CodeFindings, NO_HINTS, NOTHING_FOUND, type WorkspaceHints } from "./findings.ts";
import { findingsIn } from "./recognise.ts";
import { codeLanguageOf } from "./syntax/languages.ts";
import { ScannedText, type TextEdit } from "./syntax/scannedText.ts";

/**
 * One text that is open and changes: an edit looks only at what it changed, and the findings are the same as those of the whole text
 * looked at anew.
 */
export class CodeFile {
  readonly fileName: string;
  readonly #scanned: ScannedText | undefined;

  private constructor(fileName: string, scanned: ScannedText | undefined) {
    this.fileName = fileName;
    this.#scanned = scanned;
  }

  /** `fileName`: path in the workspace; `languageId`: VS Code's name of its language. A file that is not looked at has no findings. */
  static of(text: string, file: { readonly fileName: string; readonly languageId?: string }): CodeFile {
    const language = codeLanguageOf(file.fileName, file.languageId);
    return new CodeFile(file.fileName, language === undefined ? undefined : ScannedText.of(text, language));
  }

  /** Takes edits in, each with offsets of the text as the earlier ones left it. */
  edit(edits: readonly TextEdit[]): void {
    for (const edit of edits) this.#scanned?.edit(edit);
  }

  findings(hints: WorkspaceHints = NO_HINTS): CodeFindings {
    const scanned = this.#scanned;
    if (scanned === undefined) return NOTHING_FOUND;
    return findingsIn(scanned, this.fileName, hints);
  }
}
