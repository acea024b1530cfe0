import * as vscode from "vscode";
import { diagnose } from "../app/diagnosis.ts";
import type { Parts } from "./parts.ts";

/** Opens the explanation of the number on screen as a document. */
export async function openDiagnosis({ context, clock, ledger, model }: Parts): Promise<void> {
  const versions = {
    extension: (context.extension.packageJSON as { version: string }).version,
    vscode: vscode.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
  const content = await diagnose(model.state, ledger, versions, clock());
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document, { preview: false });
}
