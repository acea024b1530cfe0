import * as vscode from "vscode";
import { COMMANDS, VIEW_CONTAINER } from "../contract.ts";
import type { Parts } from "./parts.ts";
import type { Dashboard } from "./surfaces/dashboard.ts";

/** `npm start` shows the sample account to whoever opens its address; see CONTRIBUTING.md. */
export async function openSampleWhenAsked({ model }: Parts, dashboard: () => Promise<Dashboard>): Promise<void> {
  if (process.env["DEEPVUE_USAGE_OPEN_SAMPLE"] !== "1" || model.state.account !== undefined) return;
  await vscode.commands.executeCommand(`workbench.view.extension.${VIEW_CONTAINER}`);
  await vscode.commands.executeCommand(COMMANDS.openSampleAccount);
  (await dashboard()).open();
}
