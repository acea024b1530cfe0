import type { EpochMs } from "../../domain/epoch.ts";
import type { ImportedFile } from "../../domain/importRecord.ts";
import type { FileIntakes } from "../../domain/ledgerPorts.ts";
import type { FileRows } from "../../domain/ports.ts";
import type { FileFault, ReadReportFiles, ReportFile } from "../../domain/reportFile.ts";

/** Unreadable rows that are listed; beyond them only their number is told. */
const MOST_FAULTS = 200;

/** What reads files, and what takes their rows. */
export interface FileReading {
  readonly ledger: FileIntakes;
  readonly readFiles: ReadReportFiles;
  readonly now: EpochMs;
  /** How much of all files has been read, 0…1, and how many rows so far. */
  readonly onProgress: (share: number, rows: number) => void;
}

/** The rows of files, staged: whoever has them commits or aborts them. */
export interface StagedFiles {
  readonly rows: FileRows;
  readonly files: readonly ImportedFile[];
  readonly faultCount: number;
  readonly faults: readonly FileFault[];
}

/** Reads files into an intake of the ledger. Throws `ProblemError` (notAReport, cancelled, storage), and then nothing is left. */
export async function stageFiles(
  { ledger, readFiles, now, onProgress }: FileReading,
  accountId: string,
  files: readonly ReportFile[],
  signal: AbortSignal,
): Promise<StagedFiles> {
  const counts = files.map(() => 0);
  const faults: FileFault[] = [];
  let faultCount = 0;
  let readRows = 0;
  const rows = await ledger.beginFileRows(accountId);
  try {
    const body = readFiles(
      files,
      (page) => {
        const found = page.rows.length + page.faults.length;
        counts[page.file] = (counts[page.file] ?? 0) + found;
        readRows += found;
        faultCount += page.faults.length;
        faults.push(...page.faults.slice(0, MOST_FAULTS - faults.length));
        onProgress(page.share, readRows);
      },
      now,
      signal,
    );
    for await (const chunk of body) await rows.write(chunk);
  } catch (error) {
    await rows.abort().catch(() => undefined);
    throw error;
  }
  return { rows, files: files.map(({ name }, i) => ({ name, rows: counts[i] ?? 0 })), faultCount, faults };
}
