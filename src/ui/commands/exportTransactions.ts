import * as vscode from "vscode";
import { transactionPages } from "../../app/export/allTransactions.ts";
import type { ExportFormat, ExportResult } from "../../app/export/exporter.ts";
import type { ExportOptions } from "../../app/export/exportOptions.ts";
import { readExportOptions, rememberExportOptions } from "../../app/export/rememberedOptions.ts";
import { readLabels } from "../../domain/labelRules.ts";
import { formatMoney } from "../../domain/money.ts";
import type { Period } from "../../domain/period.ts";
import { formatPeriod, inPeriod } from "../../view/dates.ts";
import { filterChipsOf } from "../../view/filterChips.ts";
import { gstAssumption } from "../../view/gstTexts.ts";
import { formatCounted } from "../../view/numbers.ts";
import { showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickOne } from "../picks.ts";
import { saveFile, showSaved } from "../saveFile.ts";
import { gstRule, readSetting } from "../settings.ts";
import { chooseExportOptions, exportOptionsInWords } from "./chooseExportOptions.ts";

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly extension: string;
}

const FORMATS: readonly FormatItem[] = [
  {
    label: "Excel workbook",
    description: ".xlsx",
    detail: "A summary sheet and a rows sheet; amounts in lakh and crore, dates as dates, texts as they are",
    format: "xlsx",
    extension: "xlsx",
  },
  {
    label: "CSV for Excel",
    description: ".csv",
    detail: "Dates as dates; a sheet may change texts such as 007, 3E5 or 2-3, which the workbook keeps",
    format: "sheetCsv",
    extension: "csv",
  },
  {
    label: "CSV",
    description: ".csv",
    detail: "For programs: RFC 4180, UTF-8, exact times",
    format: "csv",
    extension: "csv",
  },
  {
    label: "JSON Lines",
    description: ".jsonl",
    detail: "One JSON object a line",
    format: "jsonl",
    extension: "jsonl",
  },
  {
    label: "Parquet",
    description: ".parquet",
    detail: "Typed columns for DuckDB, pandas and the like; by month when large",
    format: "parquet",
    extension: "parquet",
  },
];

/** Exports exactly what is on screen: the period under the filter in force. The sum is the screen's. */
export async function exportTransactions(parts: Parts): Promise<void> {
  const { account, period, filter, usage, zone, outcomes } = parts.model.state;
  if (account === undefined || usage === undefined) return;
  const { calls, charge } = usage.filtered.totals;
  if (calls === 0) {
    showInformation(`There is nothing to export ${inPeriod(period)} under the filter in force.`);
    return;
  }
  const what = `${formatCounted(calls, "transaction")}, ${formatMoney(charge)}, ${formatPeriod(period)}`;
  const chosen = await chooseFormat(parts, what, zone);
  if (chosen === undefined) return;
  const { format: choice, options } = chosen;
  const gst = gstRule();
  const saved = await saveFile({
    name: `deepvue-${fileDates(period)}.${choice.extension}`,
    label: choice.label,
    extension: choice.extension,
    title: `Exporting ${what}`,
    write: async (path, signal, report): Promise<ExportResult> => {
      const { exportTransactions: write } = await import("../../app/export/exporter.ts");
      // As the ledger is now: what is on screen may have grown while it was asked where to.
      const held = await parts.ledger.openRows(account.id, period, filter);
      try {
        let reported = 0;
        return await write(
          {
            format: choice.format,
            target: path,
            heading: {
              accountLabel: account.label,
              period,
              zone,
              filter: filterChipsOf(filter)
                .map(({ text }) => text)
                .join("; "),
              ...(gst.treatment === "off" ? {} : { gst: { rule: gst, assumption: gstAssumption(gst) } }),
            },
            options: { ...options, labels: readLabels(readSetting("deepvue.labels")).rules },
            expected: held.totals,
            outcomes,
          },
          transactionPages(held),
          (rows) => {
            const increment = ((rows - reported) / held.totals.calls) * 100;
            report({ message: formatCounted(rows, "row"), increment });
            reported = rows;
          },
          signal,
        );
      } finally {
        await held.close();
      }
    },
  });
  if (saved === undefined) return;
  const { rows, charge: sum, files } = saved.written;
  const [file] = files;
  const { target } = saved;
  const shown = target.scheme === "file" && file !== undefined ? vscode.Uri.file(file) : target;
  await showSaved(`Exported ${formatCounted(rows, "transaction")}, ${formatMoney(sum)}.`, shown);
}

/** The format and what holds for all of them, which can be changed from the same list, as often as one likes. */
async function chooseFormat(
  { ledger }: Parts,
  what: string,
  zone: string,
): Promise<{ readonly format: FormatItem; readonly options: ExportOptions } | undefined> {
  for (;;) {
    const options = await readExportOptions(ledger);
    const change = {
      label: "Columns, Clock and Dates…",
      detail: exportOptionsInWords(options, zone),
      format: undefined,
    };
    const choice = await pickOne<FormatItem | typeof change>([...FORMATS, change], {
      title: "Export Transactions",
      placeHolder: what,
    });
    if (choice === undefined) return undefined;
    if (choice.format !== undefined) return { format: choice, options };
    const changed = await chooseExportOptions(options, zone);
    if (changed !== undefined) await rememberExportOptions(ledger, changed);
  }
}

/** "2026-11-01_2026-11-23" */
export function fileDates({ since, until }: Period): string {
  return since === until ? since : `${since}_${until}`;
}
