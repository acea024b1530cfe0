import { Redactor } from "./domain/redactor.ts";
import type { WorkspaceCode } from "./domain/workspaceCode.ts";
import { launchIn, type McpLaunch } from "./mcp/launch.ts";
import { serveLines } from "./mcp/lineServer.ts";
import { storedLedger } from "./wiring/storedLedger.ts";
import { withoutTeams } from "./wiring/withoutTeams.ts";

/** What is written on stderr an editor shows as the server's output. */
const tell = (message: string): void => void process.stderr.write(`${message}\n`);
const LOG = { debug: () => undefined, info: () => undefined, warn: tell, error: tell };

/**
 * Composition root of the server for language models that an editor starts as a process of its own: the same questions as the editor's
 * own tools, over the same ledger file. It only reads, and counts in whichever zone the ledger counts in.
 */
async function main(): Promise<void> {
  const { ledger: place, outcomes, cycleStart, budget, gst, labels, version, code: asked } = launchIn(process.env);
  const { TOOLS } = await import("./answers/tools.ts");
  const ledger = withoutTeams(storedLedger(place, LOG, new Redactor()));
  await ledger.setOutcomes(outcomes);
  try {
    const settings = () => ({ cycleStart, budget, gst, labels });
    const desk = { ledger, settings, clock: Date.now, ...(asked === undefined ? {} : { code: codeOf(asked) }) };
    await serveLines(process.stdin, process.stdout, { desk, tools: TOOLS, version });
  } finally {
    await ledger.close();
  }
}

/** What looks at code is loaded with the first question about it. */
function codeOf({ folders, endpoints }: NonNullable<McpLaunch["code"]>): WorkspaceCode {
  return {
    async callsOf(...asked) {
      const { folderCode } = await import("./wiring/folderCode.ts");
      return folderCode(folders, endpoints).callsOf(...asked);
    },
  };
}

main().catch((error: unknown) => {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
