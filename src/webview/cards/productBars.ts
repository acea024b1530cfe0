import type { TransactionFilter } from "../../domain/filter.ts";
import type { ProductRow } from "../../protocol.ts";
import { button, element, replaceKeepingFocus, whenChanged } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";
import { barContents } from "./barContents.ts";

/** As many as stand beside the chart without scrolling. */
const SHOWN = 8;

/** Products by their share of the spend: ranked bars, because a pie of twenty slices tells nothing. */
export function createProductBars(
  context: PanelContext,
  toggleProduct: (product: string, filter: TransactionFilter) => void,
): Part {
  const { text } = context;
  const list = element("ol", { class: "bars" });
  const more = element("div", { class: "more" });
  const empty = element("p", { class: "empty" }, text("noRows"));
  const root = element(
    "section",
    { class: "card card-products", "aria-label": text("productList") },
    element("div", { class: "card-head" }, element("h2", {}, text("productList"))),
    list,
    empty,
    more,
  );
  let all = false;

  const draw = ({ products, filter }: Shown) => {
    empty.hidden = products.length > 0;
    const shown = all || products.length <= SHOWN + 1 ? products : products.slice(0, SHOWN);
    replaceKeepingFocus(
      list,
      shown.map((row) =>
        element(
          "li",
          {},
          barOf(row, text, () => toggleProduct(row.product, filter)),
        ),
      ),
    );
    const label = all ? text("showFewer") : text("showAll", String(products.length));
    replaceKeepingFocus(
      more,
      products.length <= SHOWN + 1
        ? []
        : [
            button(label, { class: "link", "data-key": "more", "aria-expanded": String(all) }, () => {
              all = !all;
              draw({ products, filter });
            }),
          ],
    );
  };
  const update = whenChanged(draw);
  return { root, update: ({ products, filter }) => update({ products, filter }) };
}

interface Shown {
  readonly products: readonly ProductRow[];
  readonly filter: TransactionFilter;
}

function barOf(row: ProductRow, text: PanelContext["text"], toggle: () => void): HTMLElement {
  const choose = button(
    "",
    { class: "bar-row", "aria-pressed": String(row.selected), "data-key": row.product },
    toggle,
  );
  choose.append(...barContents(row.product, row, text));
  return choose;
}
