import * as v from "valibot";
import { spendOf } from "../app/report/spendOf.ts";
import { NO_FILTER } from "../domain/filter.ts";
import type { Extent } from "../domain/known.ts";
import type { SpendFigures, SpendRow } from "../domain/spendReport.ts";
import type { BilledAs, CalledEndpoint, WorkspaceCode } from "../domain/workspaceCode.ts";
import { formatCounted } from "../view/numbers.ts";
import { ArgumentError, choiceOf, PERIOD_ARGUMENTS } from "./arguments.ts";
import { foreignData, foreignQuote } from "./foreignQuote.ts";
import { amount, figuresText, framed } from "./frame.ts";
import { AMOUNT, answerOf, listOf, objectOf, oneOf, SUM, TEXT, WHOLE } from "./outputSchema.ts";
import { defineTool } from "./tool.ts";

const BILLED_AS = ["confirmed", "probably", "notCharged", "unknown"] as const satisfies readonly BilledAs["kind"][];

export const GET_CODE_COST = defineTool({
  name: "get_deepvue_code_cost",
  title: "Deepvue: Cost of a Code Path",
  description:
    "What code of the open workspace costs in Deepvue calls: which Deepvue endpoints a file, a folder or one function calls (itself or through functions that hold a call), which product each is billed as, and what the account spent on those products in a period (last30Days unless told otherwise), as exact INR. billedAs “probably” is a guess from names that nobody confirmed. The bill does not say which code made a call, so sums are of all calls of a product. Use it before changing or adding code that calls Deepvue. Code is read on this computer only.",
  input: v.strictObject({
    path: v.pipe(
      v.string(),
      v.maxLength(1_000),
      v.description(
        "A file or folder of the workspace, as src/kyc.ts or src; “.” for all of it. Nothing outside is read.",
      ),
    ),
    function: v.optional(
      v.pipe(v.string(), v.maxLength(200), v.description("Only what the function or method of this name calls.")),
    ),
    ...PERIOD_ARGUMENTS,
  }),
  output: answerOf(
    {
      path: TEXT,
      endpoints: listOf(
        objectOf(
          { endpoint: TEXT, title: TEXT, billedAs: oneOf(...BILLED_AS), places: WHOLE, files: WHOLE },
          { product: TEXT, spent: SUM },
        ),
      ),
      totals: objectOf({ confirmed: AMOUNT, probably: AMOUNT }),
      lookedAt: oneOf("all", "part"),
    },
    { function: TEXT },
  ),
  tells: () => "which endpoints of Deepvue a piece of this workspace's code calls, with product ids and their sums",
  async answer(sitting, { path, function: functionName, ...when }) {
    const { ledger, account, zone, cycleStart, now, code } = sitting;
    const isUsual = when.period === undefined && when.since === undefined && when.until === undefined;
    const period = choiceOf(isUsual ? { period: "last30Days" } : when);
    const moment = { zone, cycleStart, now };
    const spend = await spendOf(ledger, account, { choice: period, by: "product", filter: NO_FILTER }, moment);
    const products = new Map(spend.rows.map((row) => [row.name, row]));
    const asked = { path, ...(functionName === undefined ? {} : { functionName }) };
    const { place, endpoints, isComplete } = await callsOf(code, asked, [...products.keys()]);
    const where = place === "" ? "the workspace" : foreignQuote(place);
    const of = functionName === undefined ? where : `${foreignQuote(functionName)} in ${where}`;
    const { extent } = spend;
    const confirmed = sumOf(endpoints, "confirmed", products);
    const probably = sumOf(endpoints, "probably", products);
    return framed(sitting, spend, {
      lines: [
        endpoints.length === 0
          ? `No call of Deepvue was found in ${of}.`
          : `Calls of Deepvue in ${of}: ${formatCounted(endpoints.length, "endpoint")}.`,
        ...endpoints.map((each) => `- ${endpointText(each, products, extent)}`),
        ...(endpoints.length === 0
          ? []
          : [
              `Spent on products that are confirmed for them: ${figuresText(confirmed, extent)}; on further ones that are probably theirs: ${figuresText(probably, extent)}.`,
            ]),
      ],
      data: {
        path: foreignData(place),
        ...(functionName === undefined ? {} : { function: foreignData(functionName) }),
        endpoints: endpoints.map((each) => endpointData(each, products, extent)),
        totals: { confirmed: amount(confirmed.charge, extent), probably: amount(probably.charge, extent) },
        lookedAt: isComplete ? "all" : "part",
      },
      notes: [
        ...(endpoints.length === 0 ? [] : [WHOSE]),
        ...(isComplete ? [] : ["There is more code in the workspace than was looked at."]),
      ],
    });
  },
});

const WHOSE =
  "The bill does not say which code made a call: every sum is of all calls of that product by this account, from wherever.";

type Products = ReadonlyMap<string, SpendRow>;

async function callsOf(
  code: WorkspaceCode | undefined,
  asked: Parameters<WorkspaceCode["callsOf"]>[0],
  products: readonly string[],
) {
  if (code === undefined) {
    throw new ArgumentError(
      "There is no code to look at: no folder is open in VS Code, or “deepvue-usage mcp” was started without --folder.",
    );
  }
  const found = await code.callsOf(asked, products);
  if (found === "outside") throw new ArgumentError("The path does not lie in the workspace. Nothing was read.");
  if (found === "nothing")
    throw new ArgumentError("There is no code at that path of the workspace. Nothing was answered.");
  return found;
}

/** Of the products, each once; those that are confirmed for one endpoint are no guess for another. */
function sumOf(endpoints: readonly CalledEndpoint[], kind: "confirmed" | "probably", products: Products) {
  const of = (wanted: BilledAs["kind"]) =>
    endpoints.flatMap(({ billedAs }) => (billedAs.kind === wanted && "product" in billedAs ? [billedAs.product] : []));
  const confirmed = new Set(of("confirmed"));
  const names = kind === "confirmed" ? confirmed : new Set(of("probably").filter((name) => !confirmed.has(name)));
  let [calls, charge] = [0, 0];
  for (const name of names) {
    calls += products.get(name)?.calls ?? 0;
    charge += products.get(name)?.charge ?? 0;
  }
  return { calls, charge };
}

function spentOn(product: string, products: Products): Pick<SpendFigures, "calls" | "charge"> {
  return products.get(product) ?? { calls: 0, charge: 0 };
}

function endpointText({ path, title, billedAs, places, files }: CalledEndpoint, products: Products, extent: Extent) {
  const where = `${formatCounted(places, "place")} in ${formatCounted(files, "file")}`;
  return `${title} (${path}), ${where}: ${billedText(billedAs, products, extent)}`;
}

function billedText(billedAs: BilledAs, products: Products, extent: Extent): string {
  switch (billedAs.kind) {
    case "confirmed":
      return `${foreignQuote(billedAs.product)}, ${figuresText(spentOn(billedAs.product, products), extent)}`;
    case "probably":
      return `probably ${foreignQuote(billedAs.product)}, ${figuresText(spentOn(billedAs.product, products), extent)}`;
    case "notCharged":
      return "not charged";
    case "unknown":
      return "its product is not known; the user can choose it with “Deepvue: Choose Product of Endpoint…”";
  }
}

function endpointData({ path, title, billedAs, places, files }: CalledEndpoint, products: Products, extent: Extent) {
  const head = { endpoint: path, title, billedAs: billedAs.kind, places, files };
  if (!("product" in billedAs)) return head;
  const { calls, charge } = spentOn(billedAs.product, products);
  const spent = { calls: extent === "nothing" ? amount(0, extent) : calls, charge: amount(charge, extent) };
  return { ...head, product: foreignData(billedAs.product), spent };
}
