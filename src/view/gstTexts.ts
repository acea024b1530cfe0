import { type GstRule, gstOf } from "../domain/gst.ts";
import type { Extent } from "../domain/known.ts";
import { formatMoney, type Money } from "../domain/money.ts";
import { asFarAsKnown, atLeast } from "./honestStates.ts";

interface Sum {
  readonly totals: { readonly charge: Money };
  readonly extent: Extent;
}

/**
 * The tax in a sum of charges: "₹100.00 taxable, ₹18.00 GST"; where the two are not the sum on screen, because the tax comes on top
 * or the sum has a fraction of a paisa, also what they come to. "at least …" of what is known in part; empty of what is not known,
 * and where nothing is said about tax.
 */
export function gstText(sum: Sum, rule: GstRule): string {
  return wordsOf(sum, rule, atLeast);
}

/** The same for narrow places: "≥ ₹100.00 taxable, ₹18.00 GST" of what is known in part. */
export function gstFigures(sum: Sum, rule: GstRule): string {
  return wordsOf(sum, rule, asFarAsKnown);
}

function wordsOf({ totals: { charge }, extent }: Sum, rule: GstRule, known: typeof atLeast): string {
  const split = gstOf(charge, rule);
  if (split === undefined || extent === "nothing") return "";
  const { taxable, tax, total } = split;
  const parts = [`${formatMoney(taxable)} taxable`, `${formatMoney(tax)} GST`];
  if (total !== charge) parts.push(`${formatMoney(total)} in all`);
  if (charge !== (rule.treatment === "included" ? total : taxable)) parts.push("rounded");
  return known(parts.map(unbroken).join(", "), extent);
}

/** An amount and what it is stay in one line. */
function unbroken(part: string): string {
  return part.replaceAll(" ", "\u00A0");
}

/** "assuming charges include 18 % GST; setting deepvue.gst", for the end of a sentence; empty where nothing is said about tax. */
export function gstAssumption({ treatment, rate }: GstRule): string {
  if (treatment === "off") return "";
  return `assuming charges ${treatment === "included" ? "include" : "exclude"} ${rate / 100} % GST; setting deepvue.gst`;
}

/** Beside an assumption, where there is room for a second sentence. */
export const GST_ROUNDING = "Rounded to the paisa once for the whole sum, as on an invoice.";
