import { readMetrics } from "../../app/watch/readMetrics.ts";
import { metricsText } from "../../view/metricsText.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit } from "../exits.ts";
import { accountOf, open } from "../opened.ts";
import { writeTextFile } from "../serve/textFile.ts";

/** What the ledger holds of the account that is named, or of all, for Prometheus; nothing is fetched. */
export async function run(context: Context): Promise<Exit> {
  const { typed, terminal, clock, signal } = context;
  const opened = await open(context, { credentials: "stored" });
  try {
    const { world, inForce } = opened;
    const one = accountOf(opened);
    const accounts = typed.texts["account"] === undefined ? opened.accounts : [one];
    const metrics = accounts.map(async (account) => readMetrics(world.ledger, account, inForce, clock()));
    const text = metricsText(await Promise.all(metrics));
    const file = typed.texts["textfile"];
    if (file === undefined) await terminal.data(text);
    else await writeTextFile(file, text, signal);
    return EXIT.ok;
  } finally {
    await opened.application.close();
  }
}
