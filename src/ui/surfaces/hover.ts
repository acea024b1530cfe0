import * as vscode from "vscode";

/**
 * A hover of Markdown that `view/` made, with every foreign text in it escaped (`markdownText`). Only the named commands run from
 * its links, and without any none does.
 */
export function hoverOf(
  markdown: string,
  { commands = [] }: { readonly commands?: readonly string[] } = {},
): vscode.MarkdownString {
  const hover = new vscode.MarkdownString(markdown, commands.length > 0);
  if (commands.length > 0) hover.isTrusted = { enabledCommands: [...commands] };
  return hover;
}
