import type * as vscode from "vscode";
import {
  DATE_FORMS,
  type DateForm,
  EXPORT_CLOCKS,
  EXPORT_FIELDS,
  type ExportClock,
  type ExportField,
  type ExportOptions,
} from "../../app/export/exportOptions.ts";
import { pickOne, pickSeveral } from "../picks.ts";

const FIELDS: Readonly<Record<ExportField, string>> = {
  id: "Id",
  time: "Time",
  product: "Product",
  status: "Status",
  outcome: "Outcome",
  message: "Message",
  charge: "Charge",
};
const DATES: Readonly<Record<DateForm, string>> = {
  iso: "2026-10-05",
  monthName: "05-Oct-2026",
  dayFirst: "05/10/2026",
};

function clockName(clock: ExportClock, zone: string): string {
  return { both: `${zone} and UTC`, billing: zone, utc: "UTC" }[clock];
}

/** "All columns · Asia/Kolkata and UTC · 2026-10-05" */
export function exportOptionsInWords({ fields, clock, dateForm }: ExportOptions, zone: string): string {
  const columns = fields.length === EXPORT_FIELDS.length ? "All columns" : fields.map((f) => FIELDS[f]).join(", ");
  return [columns, clockName(clock, zone), DATES[dateForm]].join(" · ");
}

/** Asks for columns, clock and dates; undefined when one of the lists was closed. */
export async function chooseExportOptions(current: ExportOptions, zone: string): Promise<ExportOptions | undefined> {
  const picked = await pickSeveral<Item<ExportField>>(
    EXPORT_FIELDS.map((value) => ({ label: FIELDS[value], value, picked: current.fields.includes(value) })),
    { title: "Columns of Exports", placeHolder: "Kept for every export; none is all" },
  );
  if (picked === undefined) return undefined;
  const chosen = EXPORT_FIELDS.filter((field) => picked.some(({ value }) => value === field));
  const clock = await pickMarked(
    EXPORT_CLOCKS.map((value) => ({ label: clockName(value, zone), value })),
    current.clock,
    { title: "Times by Which Clock", placeHolder: "Each clock has columns of its own" },
  );
  if (clock === undefined) return undefined;
  const dateForm = await pickMarked(
    DATE_FORMS.map((value) => ({ label: DATES[value], value })),
    current.dateForm,
    { title: "Dates in an Excel Workbook", placeHolder: "The fifth of October 2026; other formats have 2026-10-05" },
  );
  if (dateForm === undefined) return undefined;
  return { fields: chosen.length === 0 ? EXPORT_FIELDS : chosen, clock, dateForm };
}

interface Item<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** Asks for one value; the present one says that it is. */
async function pickMarked<Value>(
  items: readonly Item<Value>[],
  present: Value,
  words: { readonly title: string; readonly placeHolder: string },
): Promise<Value | undefined> {
  const marked = items.map((item) => (item.value === present ? { ...item, description: "as now" } : item));
  return (await pickOne(marked, { ...words }))?.value;
}
