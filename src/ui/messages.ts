import * as vscode from "vscode";
import { COMMANDS } from "../contract.ts";
import type { Problem } from "../domain/problem.ts";
import { problemText } from "../view/wording.ts";
import { billingTimeZone } from "./settings.ts";

/**
 * Everything that pops up. Only a command that the user ran may call these; a background failure stays in the status item, the
 * trees and the log.
 */
export async function showProblem(problem: Problem): Promise<void> {
  if (problem.kind === "cancelled") return;
  const { what, why, action } = problemText(problem, billingTimeZone());
  const showLog = { title: "Show Log", command: COMMANDS.showLog };
  const buttons =
    action === undefined || action.command === COMMANDS.showLog
      ? [showLog]
      : [{ title: action.label, command: action.command }, showLog];
  const chosen = await vscode.window.showErrorMessage(`${what} ${why}`, ...buttons);
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}

/** Says that something was done, with one thing to do next; resolves to true when that was pressed. */
export async function showDone(text: string, action: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(text, action)) === action;
}

export function showInformation(text: string): void {
  void vscode.window.showInformationMessage(text);
}

/** For what can not be taken back. True only when the named button was pressed. */
export async function confirmDestruction(question: string, detail: string, action: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, action)) === action;
}
