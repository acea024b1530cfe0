import { completionScript, SHELLS } from "../completionScript.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit, usageError } from "../exits.ts";

/** Prints what completes commands and flags in a shell. */
export async function run({ typed, terminal }: Context): Promise<Exit> {
  const shell = SHELLS.find((known) => known === typed.words[0]);
  if (shell === undefined || typed.words.length > 1) {
    throw usageError(`Name the shell: deepvue-usage completion ${SHELLS.join("|")}.`);
  }
  await terminal.data(completionScript(shell));
  return EXIT.ok;
}
