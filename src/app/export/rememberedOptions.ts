import type { SharedStates, StatesReading } from "../../domain/ledgerPorts.ts";
import { type ExportOptions, exportOptionsIn, exportOptionsText } from "./exportOptions.ts";

/** What holds for all accounts, in all editor windows, is kept under this key in place of an account's. */
const EVERYWHERE = "";
const OPTIONS_KEY = "exportOptions";

/** The options that were chosen last, or those at first. Throws `ProblemError` (storage, internal). */
export async function readExportOptions(ledger: StatesReading): Promise<ExportOptions> {
  return exportOptionsIn(await ledger.readState(EVERYWHERE, OPTIONS_KEY));
}

/** Throws `ProblemError` (storage, internal). */
export async function rememberExportOptions(
  ledger: Pick<SharedStates, "writeState">,
  options: ExportOptions,
): Promise<void> {
  await ledger.writeState(EVERYWHERE, OPTIONS_KEY, exportOptionsText(options));
}
