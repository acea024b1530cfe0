import { moneyToDecimal } from "../../domain/money.ts";
import type { ByteSink, ExportRow, RowSink } from "./exportRow.ts";
import { type TimeWriter, timeWriter } from "./timeText.ts";

/** Half of a surrogate pair: JSON can escape it, but strict readers refuse the whole file. */
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** A first look that costs a twentieth; almost no text has any. */
const SURROGATE = /[\uD800-\uDFFF]/;

/** JSON Lines: one object a line, UTF-8, the charge as a number with its exact decimals. */
export function openJsonLines(write: ByteSink): RowSink {
  const time = timeWriter();
  return {
    write: (rows) => write(Buffer.from(rows.map((row) => lineOf(row, time)).join(""))),
    end: () => Promise.resolve(),
  };
}

function lineOf({ transaction, offset, outcome }: ExportRow, time: TimeWriter): string {
  const { id, at, product, status, message, charge } = transaction;
  const times = `"time_utc":"${time(at, 0)}","time_billing_zone":"${time(at, offset)}"`;
  const call = `"product":${jsonText(product)},"status":${status},"outcome":"${outcome}","message":${jsonText(message)}`;
  return `{"id":${jsonText(id)},${times},${call},"charge_inr":${moneyToDecimal(charge)}}\n`;
}

function jsonText(text: string): string {
  return JSON.stringify(SURROGATE.test(text) ? text.replace(LONE_SURROGATE, "\uFFFD") : text);
}
