import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { FileReading } from "../app/bill/fileReading.ts";
import type { ReportFile } from "../domain/reportFile.ts";
import { readRowsText } from "../view/importTexts.ts";
import { formatShare } from "../view/numbers.ts";
import { reportReader } from "../wiring/reportReader.ts";
import type { Context } from "./context.ts";
import { usageError } from "./exits.ts";
import type { Opened } from "./opened.ts";

/** The files that were named. Throws `ExitError` (usage) where one is not there. */
export function namedFiles(words: readonly string[]): readonly ReportFile[] {
  return words.map((word) => {
    const path = resolve(word);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw usageError(`There is no file ${word}.`);
    return { name: basename(path), path };
  });
}

/** What reads them, with its progress on a terminal. */
export async function fileReading(
  { terminal, clock }: Context,
  { application }: Opened,
): Promise<FileReading & { readonly ledger: Opened["application"]["ledger"] }> {
  return {
    ledger: application.ledger,
    readFiles: await reportReader(),
    now: clock(),
    onProgress: (share, rows) => {
      if (terminal.hasMovingLine) terminal.progress(`${formatShare(share)}, ${readRowsText(rows)}`);
    },
  };
}
