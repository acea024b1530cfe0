import type { CodeIndex } from "./codeIndex.ts";
import type { WorkspaceHints } from "./findings.ts";
import { mayMentionDeepvue } from "./hintedMention.ts";
import { lookInSlices } from "./recognise.ts";
import { inTurns, type Turns } from "./shortTurns.ts";
import { codeLanguageOf } from "./syntax/languages.ts";

/** A file of the workspace; its text is asked for only where the file is looked at. */
export interface WorkspaceFile {
  /** Path in the workspace. */
  readonly fileName: string;
  readonly read: () => Promise<string>;
}

/** Longer files were written by a machine. */
const LONGEST = 2_000_000;

/**
 * Looks at all files of a workspace and takes what is found into the index: each alone first; then, where some file names the service,
 * once more those that hold a path or the name of a wrapper. Texts are not kept. Rejects with what `pass` or `read` reject with.
 */
export async function lookAtWorkspace(files: readonly WorkspaceFile[], index: CodeIndex, turns: Turns): Promise<void> {
  const wanted = files.filter(({ fileName }) => codeLanguageOf(fileName) !== undefined);
  await lookAtEach(wanted, index, undefined, turns);
  const { hints } = index;
  if (hints.mentionsDeepvue) await lookAtEach(wanted, index, hints, turns);
}

async function lookAtEach(
  files: readonly WorkspaceFile[],
  index: CodeIndex,
  hints: WorkspaceHints | undefined,
  turns: Turns,
): Promise<void> {
  let turnEnd = turns.now() + LONGEST_TURN;
  for (const { fileName, read } of files) {
    const text = await read();
    if (text.length <= LONGEST && mayMentionDeepvue(text, fileName, hints)) {
      index.take(fileName, await inTurns(lookInSlices(text, { fileName }, hints), turns));
    }
    if (turns.now() < turnEnd) continue;
    await turns.pass();
    turnEnd = turns.now() + LONGEST_TURN;
  }
}

/** Of files that are passed over at once, in ms. */
const LONGEST_TURN = 4;
