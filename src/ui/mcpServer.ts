import * as vscode from "vscode";
import { MCP_PROVIDER } from "../contract.ts";
import { launchEnvironment } from "../mcp/launch.ts";
import { ledgerPlace } from "./ledgerPlace.ts";
import { billingCycleStart, budget, gstRule, onDidChangeSettings, outcomes, readSetting } from "./settings.ts";

/**
 * Offers the server that answers the same questions over MCP, in a process of its own over the same ledger. VS Code starts it when
 * somebody uses it, and anew after a change of the settings that decide numbers.
 */
export function registerMcpServer(context: vscode.ExtensionContext): vscode.Disposable[] {
  if (typeof vscode.lm?.registerMcpServerDefinitionProvider !== "function") return [];
  const version = String((context.extension.packageJSON as { readonly version?: unknown }).version);
  const ledger = ledgerPlace(context);
  const program = vscode.Uri.joinPath(context.extensionUri, "dist", "mcp.mjs").fsPath;
  const changed = new vscode.EventEmitter<void>();
  const server = (): vscode.McpStdioServerDefinition => {
    const counting = { cycleStart: billingCycleStart(), outcomes: outcomes(), budget: budget(), gst: gstRule() };
    const code = { folders: foldersOnDisk(), endpoints: readSetting("deepvue.endpoints") };
    const environment = launchEnvironment({
      ledger,
      version,
      ...counting,
      labels: readSetting("deepvue.labels"),
      ...(code.folders.length === 0 ? {} : { code }),
    });
    // The editor's own Node: nobody has to have another one.
    return new vscode.McpStdioServerDefinition("Deepvue Usage", process.execPath, [program], environment, version);
  };
  const provider: vscode.McpServerDefinitionProvider = {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () => [server()],
    resolveMcpServerDefinition: () => server(),
  };
  return [
    changed,
    onDidChangeSettings(() => changed.fire()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, provider),
  ];
}

function foldersOnDisk(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
}
