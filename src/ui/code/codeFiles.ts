import type * as vscode from "vscode";

/** Where a person's own code lies; what a version control, an output or the settings show is none. */
const SCHEMES: readonly string[] = ["file", "vscode-remote", "untitled"];

/** Every text that may hold such code; which of them do, `CodeDocuments` knows. */
export const CODE_FILES: vscode.DocumentSelector = SCHEMES.map((scheme) => ({ scheme }));

export function isCode({ scheme }: vscode.Uri): boolean {
  return SCHEMES.includes(scheme);
}
