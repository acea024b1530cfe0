import * as vscode from "vscode";
import { COMMANDS } from "../contract.ts";
import { inertText } from "../domain/foreignText.ts";
import type { Problem } from "../domain/problem.ts";
import { problemText } from "../view/wording.ts";
import { billingTimeZone } from "./settings.ts";

/**
 * Everything that pops up, and nothing in it is a link: VS Code would run its command. Only a command that the user ran may call
 * these, and the alerts; a background failure stays in the status item, the trees and the log.
 */
export async function showProblem(problem: Problem): Promise<void> {
  if (problem.kind === "cancelled") return;
  const { what, why, action } = problemText(problem, billingTimeZone());
  const showLog = { title: "Show Log", command: COMMANDS.showLog };
  const buttons =
    action === undefined || action.command === COMMANDS.showLog
      ? [showLog]
      : [{ title: action.label, command: action.command }, showLog];
  const chosen = await vscode.window.showErrorMessage(inertText(`${what} ${why}`), ...buttons);
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}

/** Says that something was done, with one thing to do next; resolves to true when that was pressed. */
export async function showDone(text: string, action: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(inertText(text), action)) === action;
}

export function showInformation(text: string): void {
  void vscode.window.showInformationMessage(inertText(text));
}

/** For what can not be taken back. True only when the named button was pressed. */
export async function confirmDestruction(question: string, detail: string, action: string): Promise<boolean> {
  const options = { modal: true, detail: inertText(detail) };
  return (await vscode.window.showWarningMessage(inertText(question), options, action)) === action;
}

/** A question that waits for an answer; resolves to the button, or to undefined when it was closed. */
export async function askModal<Button extends string>(
  question: string,
  detail: string,
  ...buttons: readonly Button[]
): Promise<Button | undefined> {
  const options = { modal: true, detail: inertText(detail) };
  return vscode.window.showInformationMessage(inertText(question), options, ...buttons);
}

/** An alert, which nobody asked for; resolves to the button, or to undefined when it was closed. */
export async function tellAlert<Button extends string>(
  text: string,
  ...buttons: readonly Button[]
): Promise<Button | undefined> {
  return vscode.window.showWarningMessage(inertText(text), ...buttons);
}

const BRIEFLY_MS = 3000;

/** A line in the status bar that goes by itself. */
export function showBriefly(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${inertText(text)}`, BRIEFLY_MS);
}
