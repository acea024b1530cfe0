import { excelWindowOf, MOST_EXCEL_DAYS, openExcelReport } from "../../app/sync/excelReport.ts";
import { addDays } from "../../domain/day.ts";
import { formatPeriod } from "../../view/dates.ts";
import { excelCaveat, excelSavedText } from "../../view/excelTexts.ts";
import type { Parts } from "../parts.ts";
import { askDates } from "../prompts.ts";
import { saveFile, showSaved } from "../saveFile.ts";
import { fileDates } from "./exportTransactions.ts";

/** Deepvue's own file: it generates the report of at most 7 days, and the file goes where the user says. */
export async function downloadExcel(parts: Parts): Promise<void> {
  const { account, today } = parts.model.state;
  if (account === undefined) return;
  // The service counts UTC days; its file is kept as it comes.
  const dates = await askDates({
    title: "Download Excel Report from Deepvue (7 days at most)",
    today,
    initial: { since: addDays(today, 2 - MOST_EXCEL_DAYS), until: today },
    mostDays: MOST_EXCEL_DAYS,
    zone: "UTC, as Deepvue counts",
    note: (period) => excelCaveat(period, excelWindowOf(period).lastDate),
  });
  if (dates === undefined || dates === "back") return;
  const saved = await saveFile({
    name: `deepvue-report-${fileDates(dates)}.xlsx`,
    label: "Excel workbook",
    extension: "xlsx",
    title: `Downloading Deepvue's report of ${formatPeriod(dates)}`,
    write: async (path, cancel) =>
      parts.application.runs.run(account.id, cancel, async (signal) => {
        const service = await parts.services.serviceFor(account);
        const { file, lastDate } = await openExcelReport(service, dates, parts.clock(), signal);
        const { writeAtomically } = await import("../../app/export/exporter.ts");
        await writeAtomically(path, file, signal);
        return lastDate;
      }),
  });
  if (saved !== undefined) await showSaved(excelSavedText(dates, saved.written), saved.target);
}
