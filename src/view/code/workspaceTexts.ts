import { inertText, rowText } from "../../domain/foreignText.ts";
import { formatMoney } from "../../domain/money.ts";
import type { ProductCosts } from "../../domain/productCost.ts";
import { asFarAsKnown, SAMPLE } from "../honestStates.ts";
import { formatCalls, formatCount, formatCounted } from "../numbers.ts";
import type { CostOfCall } from "./callTexts.ts";

/** A row of the view of the workspace. */
export interface WorkspaceRow {
  readonly label: string;
  readonly description: string;
}

/** An endpoint that code of the workspace calls, with its cost of 30 days. */
export function endpointRow({ endpoint, product, costs, account }: CostOfCall): WorkspaceRow {
  const label = endpoint.title;
  const mark = account === "sample" ? `${SAMPLE} · ` : "";
  switch (product.kind) {
    case "free":
      return { label, description: "not charged" };
    case "unknown":
      return { label, description: "which product is it on the bill?" };
    case "confirmed":
    case "guess": {
      const name = inertText(rowText(product.product));
      const title = product.kind === "confirmed" ? name : `probably ${name}?`;
      return {
        label,
        description: costs === undefined ? title : `${mark}${title} · ${costText(costs, product.product)}`,
      };
    }
  }
}

/** A product on the bill that no code here calls. */
export function uncalledRow(product: string, costs: ProductCosts): WorkspaceRow {
  return { label: inertText(rowText(product)), description: costText(costs, product) };
}

function costText({ products, extent }: ProductCosts, product: string): string {
  if (extent === "nothing") return "not fetched yet";
  const cost = products.get(product);
  if (cost === undefined || cost.calls === 0) {
    return extent === "wholly"
      ? "this account made no calls in 30 days"
      : "no calls in the days fetched of the last 30";
  }
  return `${asFarAsKnown(formatMoney(cost.charge), extent)}, ${formatCalls(cost.calls)} in 30 days`;
}

/** "3 calls in 2 files" */
export function placesText(calls: number, files: number): string {
  return `${formatCounted(calls, "call")} in ${formatCounted(files, "file")}`;
}

/** The message above the rows; undefined where they say it all. */
export function workspaceMessage(
  scan: { readonly isRunning: boolean; readonly isComplete: boolean },
  found: number,
): string | undefined {
  if (scan.isRunning) return "Looking for calls of Deepvue's API in the files of this workspace…";
  if (!scan.isComplete) return "This workspace has more files than are looked at; open a file to have it looked at.";
  if (found > 0) return undefined;
  return "No code here calls Deepvue's API, as far as can be seen. Calls are found by the service's address or its paths; nothing leaves this computer.";
}

/** What a file's calls cost, in the explorer's tooltip: "Calls PAN Plus, GST Basic: ₹3,551.80 in 30 days, from all code together". */
export function fileCostText(costs: readonly CostOfCall[]): string {
  const named = costs.slice(0, MOST_NAMED).map(({ endpoint }) => endpoint.title);
  const more = costs.length - named.length;
  const titles = [...named, ...(more > 0 ? [`${formatCount(more)} more`] : [])].join(", ");
  const products = new Map<string, ProductCosts>();
  for (const { product, costs: known } of costs) {
    if (product.kind === "confirmed" && known !== undefined) products.set(product.product, known);
  }
  const [first] = products.values();
  if (first === undefined || first.extent === "nothing") return `Calls ${titles}`;
  const charge = [...products].reduce((sum, [name, known]) => sum + (known.products.get(name)?.charge ?? 0), 0);
  const mark = costs[0]?.account === "sample" ? `${SAMPLE}: ` : "";
  return `${mark}Calls ${titles}: ${asFarAsKnown(formatMoney(charge), first.extent)} in 30 days, from all code together`;
}

const MOST_NAMED = 4;
