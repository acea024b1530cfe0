import { Redactor } from "./domain/redactor.ts";
import { launchIn } from "./mcp/launch.ts";
import { serveLines } from "./mcp/lineServer.ts";
import { storedLedger } from "./wiring/storedLedger.ts";

/** What is written on stderr an editor shows as the server's output. */
const tell = (message: string): void => void process.stderr.write(`${message}\n`);
const LOG = { debug: () => undefined, info: () => undefined, warn: tell, error: tell };

/**
 * Composition root of the server for language models that an editor starts as a process of its own: the same questions as the editor's
 * own tools, over the same ledger file. It only reads, and counts in whichever zone the ledger counts in.
 */
async function main(): Promise<void> {
  const { ledger: place, outcomes, cycleStart, budget, gst, version } = launchIn(process.env);
  const { TOOLS } = await import("./answers/tools.ts");
  const ledger = storedLedger(place, LOG, new Redactor());
  await ledger.setOutcomes(outcomes);
  try {
    const settings = () => ({ cycleStart, budget, gst });
    const desk = { ledger, settings, clock: Date.now };
    await serveLines(process.stdin, process.stdout, { desk, tools: TOOLS, version });
  } finally {
    await ledger.close();
  }
}

main().catch((error: unknown) => {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
