import { moneyToDecimal } from "../domain/money.ts";
import { csvCell } from "../domain/sheetText.ts";
import type { SpendReport, SpendRow } from "../domain/spendReport.ts";

const COLUMNS = "name,since,until,product,extent,calls,charge_inr,successes,failures,unknowns,charged_failure_inr";

/** A report as CSV after RFC 4180: a line a row, without a sum; what nobody knows is an empty cell, never 0. */
export function spendCsv({ rows }: SpendReport): string {
  return [COLUMNS, ...rows.map(csvLine), ""].join("\r\n");
}

function csvLine(row: SpendRow): string {
  const { name, days, product, extent, calls, charge, successes, failures, unknowns, chargedFailureCharge } = row;
  const known = (text: string): string => (extent === "nothing" ? "" : text);
  return [
    csvCell(name),
    days?.since ?? "",
    days?.until ?? "",
    product === undefined ? "" : csvCell(product),
    extent,
    known(String(calls)),
    known(moneyToDecimal(charge)),
    known(String(successes)),
    known(String(failures)),
    known(String(unknowns)),
    chargedFailureCharge === undefined ? "" : known(moneyToDecimal(chargedFailureCharge)),
  ].join(",");
}
