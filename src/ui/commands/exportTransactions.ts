import * as vscode from "vscode";
import { transactionPages } from "../../app/export/allTransactions.ts";
import type { ExportFormat, ExportResult } from "../../app/export/exporter.ts";
import { formatMoney } from "../../domain/money.ts";
import type { Period } from "../../domain/period.ts";
import { formatPeriod, inPeriod } from "../../view/dates.ts";
import { filterChipsOf } from "../../view/filterChips.ts";
import { formatCounted } from "../../view/numbers.ts";
import { showDone, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickOne } from "../picks.ts";
import { withProgress } from "../progress.ts";

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly extension: string;
  readonly byteOrderMark: "with" | "without";
}

const FORMATS: readonly FormatItem[] = [
  {
    label: "Excel workbook",
    description: ".xlsx",
    detail: "A summary sheet and a rows sheet; numbers as numbers, dates as dates",
    format: "xlsx",
    extension: "xlsx",
    byteOrderMark: "without",
  },
  {
    label: "CSV for Excel",
    description: ".csv",
    detail: "UTF-8 with a byte order mark, safe against formulas",
    format: "csv",
    extension: "csv",
    byteOrderMark: "with",
  },
  {
    label: "CSV",
    description: ".csv",
    detail: "RFC 4180, UTF-8, safe against formulas",
    format: "csv",
    extension: "csv",
    byteOrderMark: "without",
  },
  {
    label: "JSON Lines",
    description: ".jsonl",
    detail: "One JSON object a line",
    format: "jsonl",
    extension: "jsonl",
    byteOrderMark: "without",
  },
  {
    label: "Parquet",
    description: ".parquet",
    detail: "Typed columns for DuckDB, pandas and the like; by month when large",
    format: "parquet",
    extension: "parquet",
    byteOrderMark: "without",
  },
];

/** Exports exactly what is on screen: the period under the filter in force. The sum is the screen's. */
export async function exportTransactions(parts: Parts): Promise<void> {
  const { account, period, filter, usage, zone, failureMessages } = parts.model.state;
  if (account === undefined || usage === undefined) return;
  const { calls, charge } = usage.filtered.totals;
  if (calls === 0) {
    showInformation(`There is nothing to export ${inPeriod(period)} under the filter in force.`);
    return;
  }
  const what = `${formatCounted(calls, "transaction")}, ${formatMoney(charge)}, ${formatPeriod(period)}`;
  const choice = await pickOne(FORMATS, { title: "Export Transactions", placeHolder: what });
  if (choice === undefined) return;
  const target = await askTarget(`deepvue-${fileDates(period)}.${choice.extension}`, choice.label, choice.extension);
  if (target === undefined) return;
  const result = await withProgress(`Exporting ${what}`, async (signal, report): Promise<ExportResult> => {
    const { exportTransactions: write } = await import("../../app/export/exporter.ts");
    let reported = 0;
    return write(
      {
        format: choice.format,
        target: target.fsPath,
        heading: {
          accountLabel: account.label,
          period,
          zone,
          filter: filterChipsOf(filter)
            .map(({ text }) => text)
            .join("; "),
        },
        expectedRows: calls,
        failureMessages,
        byteOrderMark: choice.byteOrderMark === "with",
      },
      transactionPages(parts.ledger, account.id, period, filter),
      (rows) => {
        report({ message: formatCounted(rows, "row"), increment: ((rows - reported) / calls) * 100 });
        reported = rows;
      },
      signal,
    );
  });
  const done = `Exported ${formatCounted(result.rows, "transaction")}, ${formatMoney(result.charge)}.`;
  const [file] = result.files;
  if (file !== undefined && (await showDone(done, "Reveal File"))) {
    await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(file));
  }
}

/** Where to save; the file system of the extension host, because the exporter writes files of its own. */
export async function askTarget(name: string, label: string, extension: string): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [label]: [extension] },
    title: "Save",
  });
  return target;
}

/** "2026-11-01_2026-11-23" */
export function fileDates({ since, until }: Period): string {
  return since === until ? since : `${since}_${until}`;
}
