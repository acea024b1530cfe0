import { resolve } from "node:path";
import { transactionPages } from "../../app/export/allTransactions.ts";
import type { ExportFormat } from "../../app/export/exporter.ts";
import { DATE_FORMS, EXPORT_CLOCKS, EXPORT_FIELDS, type ExportOptions } from "../../app/export/exportOptions.ts";
import { spendOf } from "../../app/report/spendOf.ts";
import { formatMoney } from "../../domain/money.ts";
import { filterChipsOf } from "../../view/filterChips.ts";
import { gstAssumption } from "../../view/gstTexts.ts";
import { formatCounted } from "../../view/numbers.ts";
import { exitOfAnswer } from "../answering.ts";
import { type Answer, type Asked, answerTo } from "../asking.ts";
import type { Context } from "../context.ts";
import { type Exit, usageError } from "../exits.ts";
import { readLabelRules } from "../labelNotes.ts";
import { nearest } from "../nearest.ts";

const FORMATS: Readonly<Record<string, ExportFormat>> = {
  csv: "csv",
  "sheet-csv": "sheetCsv",
  jsonl: "jsonl",
  xlsx: "xlsx",
  parquet: "parquet",
};

/** Writes every transaction of a period to a file, as the editor's export does: whole or not at all, and adding up to the ledger's sum. */
export async function run(context: Context): Promise<Exit> {
  const { typed } = context;
  const [target, another] = typed.words;
  if (target === undefined || another !== undefined) {
    throw usageError("Name one file to write: deepvue-usage export november.xlsx.");
  }
  const format = formatOf(typed.texts["format"], target);
  const options = optionsOf(context);
  return answerTo(context, { usual: "thisMonth" }, async (asked) =>
    exportTo(context, asked, { target: resolve(target), format, options }),
  );
}

interface Wanted {
  readonly target: string;
  readonly format: ExportFormat;
  readonly options: ExportOptions;
}

async function exportTo(context: Context, asked: Asked, { target, format, options }: Wanted): Promise<Answer> {
  const { terminal, signal } = context;
  const { opened, account, choice, filter, moment, maxAge } = asked;
  const { inForce, application } = opened;
  const { ledger } = application;
  const spend = await spendOf(ledger, account, { choice, by: "day", filter }, moment);
  const { exportTransactions } = await import("../../app/export/exporter.ts");
  const held = await ledger.openRows(account.id, spend.period, filter);
  try {
    const gst = inForce.gst;
    const heading = {
      accountLabel: account.label,
      period: spend.period,
      zone: moment.zone,
      filter: filterChipsOf(filter)
        .map(({ text }) => text)
        .join("; "),
      ...(gst.treatment === "off" ? {} : { gst: { rule: gst, assumption: gstAssumption(gst) } }),
    };
    const labels = readLabelRules(context, opened);
    const request = {
      format,
      target,
      heading,
      options: { ...options, labels },
      expected: held.totals,
      outcomes: inForce.outcomes,
    };
    const written = await exportTransactions(
      request,
      transactionPages(held),
      (rows) => {
        if (terminal.hasMovingLine) terminal.progress(formatCounted(rows, "row"));
      },
      signal,
    );
    if (terminal.hasMovingLine) terminal.progress("");
    terminal.note(`Exported ${formatCounted(written.rows, "transaction")}, ${formatMoney(written.charge)}.`);
    return { text: `${written.files.join("\n")}\n`, exit: exitOfAnswer(spend, maxAge) };
  } finally {
    await held.close();
  }
}

function formatOf(name: string | undefined, target: string): ExportFormat {
  const wanted = name ?? /\.([a-z]+)$/i.exec(target)?.[1]?.toLowerCase() ?? "";
  const format = Object.hasOwn(FORMATS, wanted) ? FORMATS[wanted] : undefined;
  if (format !== undefined) return format;
  const meant = nearest(wanted, Object.keys(FORMATS));
  throw usageError(
    `The file's ending or --format says how it is written: ${Object.keys(FORMATS).join(", ")}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
  );
}

function optionsOf({ typed }: Context): ExportOptions {
  const { clock = "both", dates = "iso" } = typed.texts;
  const fields = EXPORT_FIELDS.filter((field) => typed.lists["field"]?.includes(field) ?? true);
  return {
    fields,
    clock: EXPORT_CLOCKS.find((known) => known === clock) ?? "both",
    dateForm: DATE_FORMS.find((known) => known === dates) ?? "iso",
  };
}
