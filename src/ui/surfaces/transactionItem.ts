import * as vscode from "vscode";
import { COMMANDS, ROW_CONTEXT } from "../../contract.ts";
import { formatCount } from "../../view/numbers.ts";
import type { TreeRow } from "../../view/treeRows.ts";
import { hoverOf } from "./hover.ts";

/** A tree item of a row. The tooltip is made when it is asked for. */
export function treeItemOf(
  row: TreeRow,
  contextValue: string,
  collapsible: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, collapsible);
  item.id = row.id;
  item.description = row.description;
  item.contextValue = contextValue;
  item.iconPath =
    row.icon.color === undefined
      ? new vscode.ThemeIcon(row.icon.name)
      : new vscode.ThemeIcon(row.icon.name, new vscode.ThemeColor(row.icon.color));
  item.accessibilityInformation = { label: row.spoken };
  return item;
}

/** Icons and command links of foreign text are escaped in `view/`; nothing in these tooltips is trusted to run a command. */
export function tooltipOf(row: TreeRow): vscode.MarkdownString {
  return hoverOf(row.tooltip);
}

/** The first row of a list above which newer transactions wait. */
export function newerItem(id: string, waiting: number, argument: unknown): vscode.TreeItem {
  const item = new vscode.TreeItem(`Show ${formatCount(waiting)} newer…`);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon("arrow-up");
  item.contextValue = ROW_CONTEXT.loadMore;
  item.command = { command: COMMANDS.loadMore, title: "Show Newer", arguments: [argument] };
  return item;
}

/** The last row of a list that goes on. */
export function loadMoreItem(id: string, shown: number, argument: unknown): vscode.TreeItem {
  const item = new vscode.TreeItem("Load more…");
  item.id = id;
  item.description = `${formatCount(shown)} shown`;
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.contextValue = ROW_CONTEXT.loadMore;
  item.command = { command: COMMANDS.loadMore, title: "Load More", arguments: [argument] };
  return item;
}
