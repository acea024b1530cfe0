import * as v from "valibot";
import { spendOf } from "../app/report/spendOf.ts";
import type { TransactionFilter } from "../domain/filter.ts";
import { gstOf } from "../domain/gst.ts";
import type { Extent } from "../domain/known.ts";
import { readLabels } from "../domain/labelRules.ts";
import { formatMoney } from "../domain/money.ts";
import type { SpendDivision, SpendFigures, SpendReport, SpendRow } from "../domain/spendReport.ts";
import { NO_TOTALS } from "../domain/summary.ts";
import { gstAssumption, gstText } from "../view/gstTexts.ts";
import { formatCalls, formatCounted } from "../view/numbers.ts";
import { ArgumentError, choiceOf, limitArgument, PERIOD_ARGUMENTS, PRODUCT_ARGUMENT } from "./arguments.ts";
import type { Sitting } from "./desk.ts";
import { foreignData, foreignQuote } from "./foreignQuote.ts";
import { amount, figuresData, figuresText, framed } from "./frame.ts";
import { knownProduct } from "./knownProduct.ts";
import {
  AMOUNT,
  answerOf,
  CHARGED_FAILURES,
  DAY,
  EXTENT,
  FIGURES,
  listOf,
  NUMBER,
  objectOf,
  oneOf,
  TEXT,
  WHOLE,
} from "./outputSchema.ts";
import { defineTool } from "./tool.ts";

const DIVISIONS = [
  "product",
  "outcome",
  "day",
  "week",
  "month",
  "message",
  "label",
] as const satisfies readonly SpendDivision[];

export const GET_SPEND = defineTool({
  name: "get_deepvue_spend",
  title: "Deepvue: Spend",
  description:
    "What the user's Deepvue (Indian KYC/verification API: PAN, GST, Aadhaar, UPI, bank account) account spent in a period: exact total in INR, number of calls, successes, failures, charged failures, divided by product, outcome, day, week, month, message, or label (team member or project, by the team's own rules). Reads the local ledger of fetched usage; sends nothing to Deepvue. Use it for “what did we spend”, “which product costs most”, “spend per day”. For the change between two periods use compare_deepvue_spend.",
  input: v.strictObject({
    ...PERIOD_ARGUMENTS,
    by: v.optional(
      v.pipe(
        v.picklist(DIVISIONS),
        v.description(
          "How to divide the sum. message lists the service's own message texts: only when the user asked for messages.",
        ),
      ),
      "product",
    ),
    product: v.optional(PRODUCT_ARGUMENT),
    outcome: v.optional(
      v.pipe(
        v.picklist(["success", "failure", "unknown"]),
        v.description("Only calls that ended so. Not with by: message."),
      ),
    ),
    limit: limitArgument(100, 31),
  }),
  output: answerOf(
    {
      by: oneOf(...DIVISIONS),
      totals: objectOf(FIGURES, CHARGED_FAILURES),
      rows: listOf(
        objectOf(FIGURES, {
          ...CHARGED_FAILURES,
          product: TEXT,
          message: TEXT,
          label: TEXT,
          outcome: TEXT,
          since: DAY,
          until: DAY,
          extent: EXTENT,
        }),
      ),
    },
    {
      product: TEXT,
      outcome: TEXT,
      gst: objectOf({
        assumed: objectOf({ charges: TEXT, ratePercent: NUMBER }),
        taxable: AMOUNT,
        tax: AMOUNT,
        total: AMOUNT,
      }),
      others: objectOf({ rows: WHOLE, calls: WHOLE, charge: AMOUNT }),
    },
  ),
  tells: ({ by }) =>
    by === "message"
      ? "sums of calls and charges, product ids, and the messages with which the service answered"
      : `sums of calls and charges${by === "product" ? " by product id" : by === "label" ? " by the team's labels" : by === "outcome" ? " by outcome" : ` by ${by}`}`,
  async answer(sitting, { by, product: named, outcome, limit, ...when }) {
    const { ledger, account, zone, cycleStart, now, labels } = sitting;
    if (by === "message" && outcome !== undefined)
      throw new ArgumentError("by: message can not be combined with outcome. Nothing was answered.");
    const choice = choiceOf(when);
    const product = named === undefined ? undefined : await knownProduct(sitting, choice, named);
    const filter: TransactionFilter = {
      ...(product === undefined ? {} : { products: [product] }),
      ...(outcome === undefined ? {} : { outcomes: [outcome] }),
    };
    const report = await spendOf(
      ledger,
      account,
      { choice, by, filter, labels: readLabels(labels).rules },
      { zone, cycleStart, now },
    );
    return answered(sitting, report, {
      limit,
      ...(product === undefined ? {} : { product }),
      ...(outcome === undefined ? {} : { outcome }),
    });
  },
});

interface Narrowed {
  readonly limit: number;
  readonly product?: string;
  readonly outcome?: string;
}

function answered(sitting: Sitting, report: SpendReport, { limit, product, outcome }: Narrowed) {
  const { by, extent, totals } = report;
  const all =
    by === "message" && product !== undefined ? report.rows.filter((row) => row.product === product) : report.rows;
  // Rows by time are a series: the latest matter most, and their order is the order of time.
  const isSeries = by === "day" || by === "week" || by === "month";
  const shown = isSeries ? all.slice(-limit) : all.slice(0, limit);
  const others = without(totals, shown);
  const left = all.length - shown.length;
  const only = [
    product === undefined ? "" : ` of ${foreignQuote(product)}`,
    outcome === undefined ? "" : `, ${outcome} only`,
  ];
  return framed(sitting, report, {
    lines: [
      `Total${only.join("")}: ${figuresText(totals, extent)}${outcomesText(totals, extent)}.`,
      ...taxLines(sitting, totals, extent),
      ...(shown.length === 0 ? [] : [`By ${by}:`]),
      ...shown.map((row) => `- ${nameText(row, by)}: ${figuresText(row, row.extent)}`),
      ...(others.calls === 0 && others.charge === 0
        ? []
        : [`- ${left > 0 ? formatCounted(left, "other row") : "the rest"}: ${figuresText(others, extent)}`]),
    ],
    data: {
      ...(product === undefined ? {} : { product: foreignData(product) }),
      ...(outcome === undefined ? {} : { outcome }),
      by,
      totals: figuresData(totals, extent),
      ...taxData(sitting, totals, extent),
      rows: shown.map((row) => rowData(row, by)),
      ...(others.calls === 0 && others.charge === 0
        ? {}
        : { others: { rows: left, calls: others.calls, charge: amount(others.charge, extent) } }),
    },
  });
}

function outcomesText(
  { successes, failures, unknowns, chargedFailures = 0, chargedFailureCharge = 0 }: SpendFigures,
  extent: Extent,
) {
  if (extent === "nothing") return "";
  const charged =
    chargedFailures === 0
      ? ""
      : `; ${formatCalls(chargedFailures)} failed and were charged ${formatMoney(chargedFailureCharge)}`;
  return ` (${successes} succeeded, ${failures} failed, ${unknowns} of unknown outcome${charged})`;
}

function taxLines({ gst }: Sitting, { charge }: SpendFigures, extent: Extent): readonly string[] {
  const text = gstText({ totals: { ...NO_TOTALS, charge }, extent }, gst).replaceAll("\u00A0", " ");
  return text === "" ? [] : [`Tax: ${text}, ${gstAssumption(gst)}.`];
}

function taxData({ gst }: Sitting, { charge }: SpendFigures, extent: Extent): object {
  const split = gstOf(charge, gst);
  if (split === undefined || extent === "nothing") return {};
  const { taxable, tax, total } = split;
  const assumed = { charges: gst.treatment, ratePercent: gst.rate / 100 };
  return { gst: { assumed, taxable: amount(taxable), tax: amount(tax), total: amount(total) } };
}

function nameText({ name, product, days }: SpendRow, by: SpendDivision): string {
  if (by === "product" || by === "label") return foreignQuote(name);
  if (by === "message") return `${foreignQuote(name)} of ${foreignQuote(product ?? "")}`;
  return days === undefined || days.since === days.until ? name : `${days.since} to ${days.until}`;
}

function rowData(row: SpendRow, by: SpendDivision): object {
  const { name, product, days, extent, ...figures } = row;
  return {
    ...(by === "product" ? { product: foreignData(name) } : {}),
    ...(by === "message" ? { message: foreignData(name), product: foreignData(product ?? "") } : {}),
    ...(by === "outcome" ? { outcome: name } : {}),
    ...(by === "label" ? { label: foreignData(name) } : {}),
    ...(days === undefined ? {} : { since: days.since, until: days.until, ...(extent === "wholly" ? {} : { extent }) }),
    ...figuresData(figures, extent),
  };
}

function without(whole: SpendFigures, parts: readonly SpendFigures[]): Pick<SpendFigures, "calls" | "charge"> {
  return parts.reduce(({ calls, charge }, part) => ({ calls: calls - part.calls, charge: charge - part.charge }), {
    calls: whole.calls,
    charge: whole.charge,
  });
}
