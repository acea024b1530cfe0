import type { Period } from "../../domain/period.ts";
import { countCell, moneyCell, textCell } from "./cells.ts";
import type { ExportTotals } from "./exportRow.ts";
import { moneyTotalStyle, STYLE } from "./sheetStyles.ts";
import { SHEET_END, sheetStart } from "./workbookParts.ts";

/** What an export is of; the summary sheet and the properties of a Parquet file say it. */
export interface ExportHeading {
  readonly accountLabel: string;
  readonly period: Period;
  /** The billing time zone. */
  readonly zone: string;
  /** The filter in words; empty when nothing is filtered. */
  readonly filter: string;
}

/** The heading as pairs of name and value, for whichever place a format has for it. */
export function headingFacts(heading: ExportHeading): readonly (readonly [string, string])[] {
  return [
    ["Account", heading.accountLabel],
    ["Period", `${heading.period.since} to ${heading.period.until}`],
    ["Billing time zone", heading.zone],
    ["Filter", heading.filter === "" ? "none" : heading.filter],
  ];
}

/** The sheet that adds up: what was exported, totals by product, grand total. */
export function summarySheet(heading: ExportHeading, totals: ExportTotals): string {
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
  addRow(
    (n) =>
      textCell(`A${n}`, "Product", STYLE.heading) +
      textCell(`B${n}`, "Transactions", STYLE.heading) +
      textCell(`C${n}`, "Charge (INR)", STYLE.heading),
  );
  for (const { product, rows: count, charge } of totals.products) {
    addRow((n) => textCell(`A${n}`, product) + countCell(`B${n}`, count) + moneyCell(`C${n}`, charge));
  }
  addRow(
    (n) =>
      textCell(`A${n}`, "Total", STYLE.heading) +
      countCell(`B${n}`, totals.rows, STYLE.countTotal) +
      moneyCell(`C${n}`, totals.charge, moneyTotalStyle(totals.charge)),
  );
  return sheetStart({ widths: [40, 28, 18], rows: rows.length, frozenRows: 0 }) + rows.join("") + SHEET_END;
}
