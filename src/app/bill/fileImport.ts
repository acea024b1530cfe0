import type { Day } from "../../domain/day.ts";
import { utcDayOf } from "../../domain/day.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { IMPORTS_KEY, type ImportedFile, type ImportRecord, storedImports } from "../../domain/importRecord.ts";
import type { FileIntakes, StatesReading } from "../../domain/ledgerPorts.ts";
import { intervalOf } from "../../domain/period.ts";
import type { ImportResult, IntakeForecast } from "../../domain/reconciliation.ts";
import type { RowCount } from "../../domain/report.ts";
import type { FileFault, ReportFile } from "../../domain/reportFile.ts";
import type { Micros } from "../../domain/transaction.ts";
import { type FileReading, stageFiles } from "./fileReading.ts";

/** What files would bring into the ledger. */
export interface ImportForecast {
  readonly files: readonly ImportedFile[];
  /** Distinct readable rows. */
  readonly rows: RowCount;
  readonly intake: IntakeForecast;
  /** UTC dates of the first and the last row. */
  readonly since: Day;
  readonly until: Day;
  readonly first: Micros;
  readonly last: Micros;
  readonly setAside: number;
  readonly faults: readonly FileFault[];
}

/** An import that has been read and waits for a yes or a no: exactly one of its methods is called. */
export interface WaitingImport {
  readonly forecast: ImportForecast;
  /** All of it is stored, or, where it throws `ProblemError`, nothing. */
  commit(): Promise<ImportResult>;
  abort(): Promise<void>;
}

/** Reads files and says what they would bring. Throws `ProblemError` (notAReport, cancelled, storage), and then nothing is left. */
export async function openImport(
  reading: FileReading & { readonly ledger: FileIntakes },
  accountId: string,
  files: readonly ReportFile[],
  signal: AbortSignal,
): Promise<WaitingImport> {
  const { rows, faultCount, ...staged } = await stageFiles(reading, accountId, files, signal);
  try {
    // Any period will do: what is asked is how the rows themselves stand to the ledger.
    const anyDay = utcDayOf(microsOf(reading.now));
    const bounds = intervalOf({ since: anyDay, until: anyDay }, "UTC");
    const { there, intake, span, setAside } = await rows.reconcile({ billing: bounds, utc: bounds });
    const { first, last } = span ?? { first: 0, last: 0 };
    const forecast = {
      ...staged,
      rows: there,
      intake,
      since: utcDayOf(first),
      until: utcDayOf(last),
      first,
      last,
      setAside: faultCount + setAside,
    };
    return {
      forecast,
      commit: async () => rows.commitImport({ files: staged.files, at: reading.now, setAside: faultCount }),
      abort: async () => rows.abort(),
    };
  } catch (error) {
    await rows.abort().catch(() => undefined);
    throw error;
  }
}

/** The account's imports, newest first. */
export async function readImports(
  ledger: StatesReading,
  accountId: string,
  now: EpochMs,
): Promise<readonly ImportRecord[]> {
  return storedImports(await ledger.readState(accountId, IMPORTS_KEY), now);
}
