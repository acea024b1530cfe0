import { formatMoney, MOST_OF_AN_ACCOUNT, parseWrittenMoney } from "../domain/money.ts";

/** What is said below the field of an invoice's total while it is typed. */
export function checkTotal(text: string): { readonly error: string } | { readonly note: string } {
  const amount = parseWrittenMoney(text);
  if (amount === undefined) return { error: "Write an amount in rupees, as 123456.78 or 1,23,456.78." };
  if (Math.abs(amount) > MOST_OF_AN_ACCOUNT) return { error: "That is more than any account's." };
  return { note: formatMoney(amount) };
}
