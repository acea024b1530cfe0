import type { BillCard, BillPart } from "../../protocol.ts";
import { button, element, replaceKeepingFocus, whenChanged } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";

/** The last reconciliation with an invoice: whether it agrees, and what the difference is made of, each part with the way to its rows. */
export function createBillCard(context: PanelContext): Part {
  const root = element("section", { class: "card card-bill" });
  const update = whenChanged((bill: BillCard | null) => {
    root.hidden = bill === null;
    if (bill === null) return root.replaceChildren();
    root.setAttribute("aria-label", bill.title);
    replaceKeepingFocus(root, childrenOf(bill, context));
  });
  return { root, update: (snapshot) => update(snapshot.bill ?? null) };
}

function childrenOf(bill: BillCard, context: PanelContext): readonly HTMLElement[] {
  const { post, text } = context;
  const { head, rest } = bill.verdict;
  return [
    element(
      "div",
      { class: "card-head" },
      element("h2", {}, bill.title),
      element("span", { class: "muted" }, bill.asOf),
      element(
        "div",
        { class: "card-tools" },
        button(text("openDocument"), { class: "link", "data-key": "document" }, () =>
          post({ type: "run", command: "deepvue.showReconciliation" }),
        ),
        button(text("reconcileAgain"), { class: "link", "data-key": "again" }, () =>
          post({ type: "run", command: "deepvue.reconcile" }),
        ),
        button(
          icon("close"),
          {
            class: "icon-button",
            "data-key": "close",
            "aria-label": `${text("close")}: ${bill.title}`,
            title: text("close"),
          },
          () => post({ type: "dismissBill" }),
        ),
      ),
    ),
    element(
      "p",
      { class: "bill-verdict" },
      element(
        "span",
        { class: bill.isEqual ? "bill-equal" : "bill-differs" },
        icon(bill.isEqual ? "success" : "warning"),
      ),
      element("strong", {}, head),
      rest,
    ),
    ...(bill.outdated === ""
      ? []
      : [element("p", { class: "bill-outdated" }, icon("warning"), element("span", {}, bill.outdated))]),
    element(
      "div",
      { class: "bill-body" },
      element(
        "dl",
        { class: "bill-sums" },
        ...bill.sums.map(({ label, amount }) =>
          element("div", {}, element("dt", {}, label), element("dd", {}, amount)),
        ),
      ),
      ...(bill.parts.length === 0 ? [] : [partsTable(bill, context)]),
    ),
    element("p", { class: "muted bill-notes" }, bill.notes.join(" ")),
  ];
}

function partsTable({ partsHead, parts }: BillCard, context: PanelContext): HTMLElement {
  const { text } = context;
  return element(
    "div",
    { class: "bill-parts" },
    element(
      "table",
      { class: "data" },
      element("caption", {}, partsHead),
      element(
        "thead",
        { class: "sr-only" },
        element(
          "tr",
          {},
          element("th", { scope: "col" }, text("partOfDifference")),
          element("th", { scope: "col" }, text("rows")),
          element("th", { scope: "col" }, text("difference")),
        ),
      ),
      element("tbody", {}, ...parts.map((part) => partRow(part, context))),
    ),
  );
}

function partRow({ part, label, rows, difference, leads }: BillPart, { post, text }: PanelContext): HTMLElement {
  const name = leads
    ? button(label, { class: "link", title: text("showRows"), "data-key": part }, () =>
        post({ type: "showDifference", part }),
      )
    : label;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name),
    element("td", { class: "number" }, rows),
    element("td", { class: "number" }, difference),
  );
}
