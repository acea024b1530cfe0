import type { FileReading } from "../../app/bill/fileReading.ts";
import type { Account } from "../../domain/account.ts";
import type { ReportFile } from "../../domain/reportFile.ts";
import { readRowsText } from "../../view/importTexts.ts";
import { askForFiles, withLocalFiles } from "../openFiles.ts";
import type { Parts } from "../parts.ts";
import { withProgress } from "../progress.ts";

/** Work on report files that a person chooses, under progress that can be cancelled. */
export interface FileWork<T> {
  readonly title: string;
  readonly button: string;
  readonly progress: string;
  readonly work: (
    reading: FileReading & Pick<Parts, "ledger">,
    files: readonly ReportFile[],
    signal: AbortSignal,
  ) => Promise<T>;
}

/** Asks for report files and works on them; undefined when the dialog was closed. Throws what `work` throws. */
export async function withReportFiles<T>(
  parts: Parts,
  account: Account,
  { title, button, progress, work }: FileWork<T>,
): Promise<T | undefined> {
  const uris = await askForFiles({
    title,
    label: "Deepvue's reports",
    extensions: ["xlsx", "csv", "txt", "tsv"],
    button,
  });
  if (uris === undefined || uris.length === 0) return undefined;
  return withProgress(progress, async (cancel, report) =>
    withLocalFiles(uris, async (files) =>
      parts.application.runs.run(account.id, cancel, async (signal) => {
        const { readReportFiles } = await import("../../deepvue/reportFile/readReportFiles.ts");
        let reported = 0;
        const onProgress = (share: number, rows: number): void => {
          report({ message: readRowsText(rows), increment: (share - reported) * 100 });
          reported = share;
        };
        return work(
          { ledger: parts.ledger, readFiles: readReportFiles, now: parts.clock(), onProgress },
          files,
          signal,
        );
      }),
    ),
  );
}
