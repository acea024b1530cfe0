import * as vscode from "vscode";
import { addDays } from "../../domain/day.ts";
import { formatPeriod } from "../../view/dates.ts";
import { showDone } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { withProgress } from "../progress.ts";
import { askDates } from "../prompts.ts";
import { askTarget, fileDates } from "./exportTransactions.ts";

/** The service's cap for one report. */
const MOST_DAYS = 7;

/** Deepvue's own file: it generates the report of at most 7 days, and the file goes where the user says. */
export async function downloadExcel(parts: Parts): Promise<void> {
  const { account, today } = parts.model.state;
  if (account === undefined) return;
  // The service counts UTC days; its file is kept as it comes.
  const dates = await askDates({
    title: "Download Excel Report from Deepvue (7 days at most)",
    today,
    initial: { since: addDays(today, 1 - MOST_DAYS), until: today },
    mostDays: MOST_DAYS,
    zone: "UTC, as Deepvue counts",
  });
  if (dates === undefined || dates === "back") return;
  const target = await askTarget(`deepvue-report-${fileDates(dates)}.xlsx`, "Excel workbook", "xlsx");
  if (target === undefined) return;
  await withProgress(`Downloading Deepvue's report of ${formatPeriod(dates)}`, async (cancelled) => {
    await parts.application.runs.run(account.id, cancelled, async (signal) => {
      const service = await parts.services.serviceFor(account);
      const file = await service.openExcel(dates, signal);
      const { writeAtomically } = await import("../../app/export/exporter.ts");
      await writeAtomically(target.fsPath, file, signal);
    });
  });
  if (await showDone(`Saved Deepvue's report of ${formatPeriod(dates)}.`, "Reveal File")) {
    await vscode.commands.executeCommand("revealFileInOS", target);
  }
}
