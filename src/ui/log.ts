import * as vscode from "vscode";
import type { Log } from "../domain/ports.ts";
import { type Redactor, redactedLog } from "../domain/redactor.ts";

/** The log of this editor window, with its page. */
export interface LogPage extends Log, vscode.Disposable {
  show(): void;
}

/** The only way to a log: what is written is one line an entry, and without any secret that the redactor knows. */
export function openLog(redactor: Redactor): LogPage {
  const channel = vscode.window.createOutputChannel("Deepvue Usage", { log: true });
  return { ...redactedLog(channel, redactor), show: () => channel.show(), dispose: () => channel.dispose() };
}
