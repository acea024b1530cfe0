import type { Transaction } from "../domain/transaction.ts";

/** Rows that a team has, in the form in which a ledger takes rows in. */
export async function reportBytes(rows: readonly Transaction[]): Promise<Uint8Array> {
  const { reportText } = await import("../sandbox/reportText.ts");
  const envelope = { timestamp: Date.now(), transactionId: "team", fileUrl: null };
  return new TextEncoder().encode([...reportText([rows], envelope)].join(""));
}
