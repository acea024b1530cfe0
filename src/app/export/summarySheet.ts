import { type GstInvoice, type GstRule, type GstSplit, gstOf, gstOfParts } from "../../domain/gst.ts";
import { type LabelRules, NO_LABEL, NO_RULES } from "../../domain/labelRules.ts";
import { type Money, moneyToDecimal } from "../../domain/money.ts";
import type { Period } from "../../domain/period.ts";
import { countCell, moneyCell, textCell } from "./cells.ts";
import type { ExportTotals } from "./exportRow.ts";
import { moneyTotalStyle, STYLE } from "./sheetStyles.ts";
import { columnLetter, SHEET_END, sheetStart } from "./workbookParts.ts";

/** What an export is of; the summary sheet and the properties of a Parquet file say it. */
export interface ExportHeading {
  readonly accountLabel: string;
  readonly period: Period;
  /** The billing time zone. */
  readonly zone: string;
  /** The filter in words; empty when nothing is filtered. */
  readonly filter: string;
  /** Absent where nothing is said about tax. */
  readonly gst?: {
    readonly rule: GstRule;
    /** What the rule rests on, in words. */
    readonly assumption: string;
  };
}

/** The heading as pairs of name and value, for whichever place a format has for it. */
export function headingFacts({
  accountLabel,
  period,
  zone,
  filter,
  gst,
}: ExportHeading): readonly (readonly [string, string])[] {
  return [
    ["Account", accountLabel],
    ["Period", `${period.since} to ${period.until}`],
    ["Billing time zone", zone],
    ["Filter", filter === "" ? "none" : filter],
    ...(gst === undefined ? [] : ([["GST", `${gst.assumption}; ${ROUNDING}`]] as const)),
  ];
}

/** Rows have no tax of their own: rounded row by row, it drifts from the invoice by half a paisa a row. */
const ROUNDING = "rounded to the paisa once for the total of this file, as on an invoice";

/** What a file's charges come to under the tax, as pairs of name and amount; none where nothing is said about tax. */
export function taxFacts({ gst }: ExportHeading, charge: Money): readonly (readonly [string, string])[] {
  const split = gst === undefined ? undefined : gstOf(charge, gst.rule);
  if (split === undefined) return [];
  return TAX_COLUMNS.map(({ heading, amountOf }) => [heading, moneyToDecimal(amountOf(split))] as const);
}

/** An accountant's columns beside a charge. */
const TAX_COLUMNS: readonly { readonly heading: string; readonly amountOf: (split: GstSplit) => Money }[] = [
  { heading: "Taxable value (INR)", amountOf: ({ taxable }) => taxable },
  { heading: "GST (INR)", amountOf: ({ tax }) => tax },
  { heading: "Total with GST (INR)", amountOf: ({ total }) => total },
];
const FIRST_TAX_COLUMN = 3;

/** The sheet that adds up: what was exported, totals by product, grand total, in each the tax, and by label where there are rules. */
export function summarySheet(heading: ExportHeading, totals: ExportTotals, labels: LabelRules = NO_RULES): string {
  const invoice = invoiceOf(heading, totals);
  const rows: string[] = [];
  const addRow = (cells: (number: number) => string) => {
    const number = rows.length + 1;
    rows.push(`<row r="${number}">${cells(number)}</row>`);
  };
  addRow((n) => textCell(`A${n}`, "Deepvue usage", STYLE.heading));
  for (const [name, value] of headingFacts(heading)) {
    addRow((n) => textCell(`A${n}`, name, STYLE.heading) + textCell(`B${n}`, value));
  }
  addRow(() => "");
  const headings = ["Product", "Transactions", "Charge (INR)"];
  if (invoice !== undefined) headings.push(...TAX_COLUMNS.map((column) => column.heading));
  addRow((n) => headings.map((text, i) => textCell(`${columnLetter(i)}${n}`, text, STYLE.heading)).join(""));
  for (const [i, { product, rows: count, charge }] of totals.products.entries()) {
    addRow(
      (n) =>
        textCell(`A${n}`, product) +
        countCell(`B${n}`, count) +
        moneyCell(`C${n}`, charge) +
        taxCells(n, invoice?.parts[i]),
    );
  }
  addRow(
    (n) =>
      textCell(`A${n}`, "Total", STYLE.heading) +
      countCell(`B${n}`, totals.rows, STYLE.countTotal) +
      moneyCell(`C${n}`, totals.charge, moneyTotalStyle(totals.charge)) +
      taxCells(n, invoice?.whole, moneyTotalStyle),
  );
  if (labels.length > 0) {
    addRow(() => "");
    const parts = ["Label", "Transactions", "Charge (INR)"];
    addRow((n) => parts.map((text, i) => textCell(`${columnLetter(i)}${n}`, text, STYLE.heading)).join(""));
    for (const { label = NO_LABEL, rows: count, charge } of totals.labels) {
      addRow((n) => textCell(`A${n}`, label) + countCell(`B${n}`, count) + moneyCell(`C${n}`, charge));
    }
  }
  const widths = [40, 28, 18, ...(invoice === undefined ? [] : TAX_COLUMNS.map(() => 22))];
  return sheetStart({ widths, rows: rows.length, frozenRows: 0 }) + rows.join("") + SHEET_END;
}

function invoiceOf({ gst }: ExportHeading, { products }: ExportTotals): GstInvoice | undefined {
  if (gst === undefined) return undefined;
  return gstOfParts(
    products.map(({ charge }) => charge),
    gst.rule,
  );
}

function taxCells(row: number, split: GstSplit | undefined, styleOf?: (amount: Money) => number): string {
  if (split === undefined) return "";
  return TAX_COLUMNS.map(({ amountOf }, i) => {
    const amount = amountOf(split);
    return moneyCell(`${columnLetter(FIRST_TAX_COLUMN + i)}${row}`, amount, styleOf?.(amount));
  }).join("");
}
