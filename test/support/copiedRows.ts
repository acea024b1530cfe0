import type { Transaction } from "../../src/domain/transaction.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const KOLKATA_MS = 330 * 60_000;

/**
 * What a person who copies rows of the generated account gets, reckoned without the code that copies. `outcomes`: as the table shows
 * them for these rows. The generated texts hold nothing that a format has to escape.
 */
export function copiedRows(
  rows: readonly Transaction[],
  outcomes: readonly string[],
): { readonly text: string; readonly csv: string } {
  const cells = rows.map((row, at) => [
    { text: timeInKolkata(row.at), isText: true },
    { text: timeInUtc(row.at), isText: false },
    { text: row.product, isText: true },
    { text: String(row.status), isText: false },
    { text: (outcomes[at] ?? "").toLowerCase(), isText: false },
    { text: row.message, isText: true },
    { text: (row.charge / 10_000).toFixed(2), isText: false },
    { text: row.id, isText: true },
  ]);
  const heading = ["Time", "Time UTC", "Product", "Status", "Outcome", "Message", "Charge INR", "Transaction id"];
  return {
    text: [heading, ...cells.map((line) => line.map(({ text }) => text))].map((line) => line.join("\t")).join("\n"),
    csv: [heading, ...cells.map((line) => line.map(({ text, isText }) => (isText ? `"${text}"` : text)))]
      .map((line) => line.join(","))
      .join("\r\n"),
  };
}

function timeInKolkata(at: number): string {
  const [date = "", time = ""] = new Date(Math.floor(at / 1000) + KOLKATA_MS).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}, ${time.slice(0, 8)}`;
}

function timeInUtc(at: number): string {
  const seconds = new Date(Math.floor(at / 1_000_000) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(at % 1_000_000).padStart(6, "0")}+00:00`;
}
