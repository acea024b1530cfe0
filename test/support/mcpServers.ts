// Both of our servers, each in a process of its own as its users start it, behind the protocol's own client.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { FIRST_GST_RULE } from "../../src/domain/gst.ts";
import { launchEnvironment } from "../../src/mcp/launch.ts";
import { threadFile } from "./programFile.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** How a server is started over a ledger's file. */
export interface McpStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** As an editor starts it. */
export function editorStart(ledger: string, folder: string): McpStart {
  const env = launchEnvironment({
    ledger: { file: ledger, worker: threadFile.pathname },
    cycleStart: 1,
    outcomes: [],
    budget: { monthly: 1_000_000 },
    gst: FIRST_GST_RULE,
    labels: [],
    version: "1.2.3",
    code: { folders: [folder], endpoints: { "/v1/verification/pan-plus": "PAN-Plus" } },
  });
  return { command: process.execPath, args: [join(ROOT, "src/mcpProcess.ts")], env };
}

/** The command line as it is published; whoever builds it removes it. */
export function builtCommandLine(): {
  start(ledger: string, code: string, options: { readonly sdk: "installed" | "left out" }): McpStart;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-mcp-"));
  execFileSync(process.execPath, ["esbuild.js", "--production", "--cli", join(folder, "cli")], { cwd: ROOT });
  const bare = join(folder, "bare");
  cpSync(join(folder, "cli"), bare, { recursive: true });
  rmSync(join(bare, "node_modules"), { recursive: true });
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ "deepvue.budget": { monthly: 100 } }));
  return {
    start: (ledger, code, { sdk }) => ({
      command: process.execPath,
      args: [
        join(sdk === "installed" ? join(folder, "cli") : bare, "cli.mjs"),
        "mcp",
        "--ledger",
        ledger,
        "--config",
        config,
        // What looks at code is a part of that package.
        ...(sdk === "installed" ? ["--folder", code] : []),
      ],
      env: {},
    }),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export interface McpConnection {
  readonly client: Client;
  /** Of the server. */
  readonly pid: number;
  /** Everything that the server wrote to stderr. */
  readonly complaints: () => string;
}

export async function connectMcp({ command, args, env }: McpStart): Promise<McpConnection> {
  const transport = new StdioClientTransport({ command, args: [...args], env: { ...env }, stderr: "pipe" });
  let complaints = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(transport);
  return { client, pid: transport.pid ?? 0, complaints: () => complaints };
}
