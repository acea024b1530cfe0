import type { Day } from "../domain/day.ts";
import { rowText } from "../domain/foreignText.ts";
import type { ImportedFile } from "../domain/importRecord.ts";
import { formatMoney } from "../domain/money.ts";
import type { ImportResult, IntakeForecast } from "../domain/reconciliation.ts";
import type { RowCount } from "../domain/report.ts";
import type { FileFault } from "../domain/reportFile.ts";
import { formatPeriod } from "./dates.ts";
import { formatCount, formatCounted } from "./numbers.ts";

interface Forecast {
  readonly files: readonly ImportedFile[];
  readonly rows: RowCount;
  readonly intake: IntakeForecast;
  readonly since: Day;
  readonly until: Day;
  readonly setAside: number;
  readonly faults: readonly FileFault[];
}

/** Files that are named one by one. */
const MOST_FILES = 5;

/** Before rows of files are stored: what will come in, of when, for how much, and into which account. */
export function importQuestion(
  forecast: Forecast,
  account: string,
): { readonly question: string; readonly detail: string } {
  const { files, rows, intake, since, until } = forecast;
  const names = files
    .slice(0, MOST_FILES)
    .map(({ name, rows: count }) => `${rowText(name)} (${formatCounted(count, "row")})`);
  const more = files.length - names.length;
  return {
    question: `Import ${formatCounted(rows.calls, "transaction")} into ${rowText(account)}?`,
    detail: [
      `${formatPeriod({ since, until })} (UTC dates), ${formatMoney(rows.charge)} in all.`,
      `${countsText(intake)}.`,
      ...faultLines(forecast),
      `From ${names.join(", ")}${more > 0 ? ` and ${formatCounted(more, "other file")}` : ""}.`,
      "No date counts as fetched by it. It can not be undone.",
    ].join("\n\n"),
  };
}

function countsText({ inserted, updated, kept, known }: IntakeForecast): string {
  return [
    `${formatCount(inserted)} new`,
    `${formatCount(updated)} changed`,
    `${formatCount(known)} already known`,
    ...(kept === 0 ? [] : [`${formatCount(kept)} that differ and stay as Deepvue's API reported them`]),
  ].join(", ");
}

function faultLines({ setAside, faults }: Pick<Forecast, "setAside" | "faults">): readonly string[] {
  if (setAside === 0) return [];
  const [first] = faults;
  const example =
    first === undefined
      ? ""
      : ` The first is row ${formatCount(first.row)} of ${rowText(first.file)}, ${rowText(first.field)}: ${rowText(first.reason)}.`;
  return [`${formatCounted(setAside, "row")} can not be read and will be left out.${example}`];
}

/** Nothing of the files is news. */
export function nothingToImportText({ intake, setAside }: Pick<Forecast, "intake" | "setAside">): string {
  const kept =
    intake.kept === 0
      ? ""
      : ` ${formatCount(intake.kept)} differ and stay as Deepvue's API reported them; Reconcile with Invoice… names each.`;
  const left = setAside === 0 ? "" : ` ${formatCounted(setAside, "row")} can not be read.`;
  return `There is nothing to import: ${formatCounted(intake.known + intake.kept, "transaction")} of the files are in the ledger already.${kept}${left}`;
}

/** After rows of files were stored. */
export function importedText(result: ImportResult): string {
  const { received, setAside, charge } = result;
  const left = setAside === 0 ? "" : `, ${formatCount(setAside)} set aside`;
  return `Imported: ${formatCounted(received, "row")} read, ${countsText(result)}${left}; ${formatMoney(charge)} in the files.`;
}

/** "12,000 rows" while files are being read. */
export function readRowsText(rows: number): string {
  return formatCounted(rows, "row");
}
