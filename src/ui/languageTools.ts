import * as vscode from "vscode";
import type { Desk } from "../answers/desk.ts";
import type { Tool } from "../answers/tool.ts";
import { LANGUAGE_TOOLS, type LanguageToolName } from "../contract.ts";
import { inertText } from "../domain/foreignText.ts";
import type { WorkspaceCode } from "../domain/workspaceCode.ts";
import { billingCycleStart, budget, gstRule, readSetting } from "./settings.ts";

/** What the tools are registered with; questions wait until the ledger counts by the settings in force. */
export interface LanguageToolParts {
  readonly ledger: Desk["ledger"];
  readonly clock: Desk["clock"];
  readonly model: { idle(): Promise<void> };
  readonly callWatch: { surfaces(): Promise<{ readonly code: WorkspaceCode }> };
}

/** Those in force when a question is put. */
const settings: Desk["settings"] = () => ({
  cycleStart: billingCycleStart(),
  budget: budget(),
  gst: gstRule(),
  labels: readSetting("deepvue.labels"),
});

/**
 * Registers every tool for language models. What they ask and answer is loaded with the first call. Editors without such tools, as some
 * that are made from VS Code's sources, get none.
 */
export function registerLanguageTools({ ledger, clock, model, callWatch }: LanguageToolParts): vscode.Disposable[] {
  if (typeof vscode.lm?.registerTool !== "function") return [];
  // The workspace is looked at with the first question about its code.
  const code: WorkspaceCode = {
    callsOf: async (...asked) => (await callWatch.surfaces()).code.callsOf(...asked),
  };
  const desk = (): Desk => ({
    ledger,
    settings,
    clock,
    ...(vscode.workspace.workspaceFolders === undefined ? {} : { code }),
  });
  return LANGUAGE_TOOLS.map((name) =>
    vscode.lm.registerTool<object>(name, {
      async prepareInvocation({ input }) {
        const { confirmationText } = await import("../answers/tools.ts");
        const tool = await loadTool(name);
        const message = confirmationText(tool, input);
        return {
          invocationMessage: `Reading Deepvue usage`,
          // Where the arguments get no answer, nothing goes out.
          ...(message === undefined
            ? {}
            : { confirmationMessages: { title: tool.title, message: inertText(message) } }),
        };
      },
      async invoke({ input }) {
        const tool = await loadTool(name);
        await model.idle();
        const { text, data, isRefused } = await tool.answer(desk(), input);
        // Thrown, a refusal reaches the model as one.
        if (isRefused === true) throw new Error(text);
        const parts = [text, JSON.stringify(data)].map((part) => new vscode.LanguageModelTextPart(part));
        return new vscode.LanguageModelToolResult(parts);
      },
    }),
  );
}

async function loadTool(name: LanguageToolName): Promise<Tool> {
  const { TOOLS } = await import("../answers/tools.ts");
  const tool = TOOLS.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`There is no tool ${name}`);
  return tool;
}
