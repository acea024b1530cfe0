import type { PanelTextKey } from "../../protocol.ts";
import { element, foreign } from "../base/dom.ts";
import type { ChartModel } from "./chartModel.ts";

/** A chart's numbers as a table: a row per bucket, a column per series. */
export function chartTable(model: ChartModel, text: (key: PanelTextKey) => string): HTMLTableElement {
  const { series, names, totals, description } = model;
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, text("period")),
    ...series.map(({ label }) => element("th", { scope: "col", class: "number" }, foreign(label))),
    ...(totals ? [element("th", { scope: "col", class: "number" }, text("total"))] : []),
  );
  const rows = names.map((name, bucket) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...series.map(({ texts }) => element("td", { class: "number" }, texts[bucket] ?? "—")),
      ...(totals ? [element("td", { class: "number" }, totals[bucket] ?? "")] : []),
    ),
  );
  return element(
    "table",
    { class: "data" },
    element("caption", { class: "sr-only" }, description),
    element("thead", {}, head),
    element("tbody", {}, ...rows),
  );
}
