import type { Context } from "../context.ts";
import { EXIT, type Exit } from "../exits.ts";
import { open } from "../opened.ts";
import { versionOf } from "../version.ts";

/** Answers a model's questions over stdin and stdout until whoever asks is gone. Nothing is fetched meanwhile. */
export async function run(context: Context): Promise<Exit> {
  const opened = await open(context, { credentials: "stored" });
  const { application, account, inForce } = opened;
  const { cycleStart, budget, gst } = inForce;
  try {
    const [{ TOOLS }, { serveWithSdk }] = await Promise.all([
      import("../../answers/tools.ts"),
      import("../../mcp/sdkServer.ts"),
    ]);
    const settings = () => ({ cycleStart, budget, gst });
    const { ledger } = application;
    // The account that is meant now stays it; where nobody is signed in yet, it is whoever does so first.
    const only = account === undefined ? {} : { accountId: account.id };
    const desk = { ledger, settings, clock: context.clock, ...only };
    await serveWithSdk({ desk, tools: TOOLS, version: versionOf(context.host) }, context.signal);
    return EXIT.ok;
  } finally {
    await application.close();
  }
}
