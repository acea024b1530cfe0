import { lineOf } from "../../domain/foreignText.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit } from "../exits.ts";
import { confirmed } from "../keyboard.ts";
import { accountOf, open } from "../opened.ts";

/** Removes the stored secret and token of an account, in every program that uses this ledger; its history only when that is asked for. */
export async function run(context: Context): Promise<Exit> {
  const { typed, terminal } = context;
  const opened = await open(context, { credentials: "stored" });
  try {
    const account = accountOf(opened);
    const deletes = typed.switches.has("delete-history");
    const label = lineOf(account.label);
    const question = `Delete every stored transaction of ${label}? It can be fetched again, at the cost of requests of your plan.`;
    if (deletes && !(await confirmed(context, question))) {
      terminal.note("Nothing was changed.");
      return EXIT.ok;
    }
    await opened.application.signOut(account.id, deletes ? "delete" : "keep");
    terminal.note(`Signed out of ${label}. Its history was ${deletes ? "deleted" : "kept"}.`);
    return EXIT.ok;
  } finally {
    await opened.application.close();
  }
}
