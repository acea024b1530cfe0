import type { TransactionFilter } from "../../domain/filter.ts";
import type { LabelCard, LabelRow } from "../../protocol.ts";
import { button, element, replaceKeepingFocus, whenChanged } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";
import { barContents } from "./barContents.ts";

/** As many as are seen at a glance. */
const SHOWN = 12;

/** Spend by team member or project, where the team has rules for it; `offer` stands for it where it has none. */
export function createLabelBars(
  context: PanelContext,
  setFilter: (filter: TransactionFilter) => void,
): Part & { readonly offer: HTMLElement } {
  const { text, post } = context;
  const summary = element("p", { class: "card-summary" });
  const faults = element("p", { class: "card-summary label-faults" });
  const list = element("ol", { class: "bars label-bars" });
  const more = element("div", { class: "more" });
  const edit = (key: "editLabels" | "setLabels") =>
    button(text(key), { class: "link", "data-key": key }, () => post({ type: "editLabels" }));
  const root = element(
    "section",
    { class: "card card-labels", "aria-label": text("labelList") },
    element(
      "div",
      { class: "card-head" },
      element("h2", {}, text("labelList")),
      element("div", { class: "card-tools" }, edit("editLabels")),
    ),
    summary,
    faults,
    list,
    more,
  );
  const offer = element("div", { class: "more" }, edit("setLabels"));
  let all = false;

  const draw = (card: LabelCard | undefined) => {
    root.hidden = card === undefined;
    offer.hidden = card !== undefined;
    if (card === undefined) return;
    root.classList.toggle("pending", card.pending);
    root.setAttribute("aria-busy", String(card.pending));
    summary.textContent = card.summary;
    faults.textContent = card.faults.join(" ");
    const { rows } = card;
    // What has no label is always in sight, so that what is shown adds up.
    const shown = all || rows.length <= SHOWN + 1 ? rows : [...rows.slice(0, SHOWN), ...rows.slice(-1)];
    replaceKeepingFocus(
      list,
      shown.map((row) => element("li", {}, barOf(row, text, setFilter))),
    );
    const label = all ? text("showFewer") : text("showAll", String(rows.length));
    replaceKeepingFocus(
      more,
      rows.length <= SHOWN + 1
        ? []
        : [
            button(label, { class: "link", "data-key": "more", "aria-expanded": String(all) }, () => {
              all = !all;
              draw(card);
            }),
          ],
    );
  };
  const update = whenChanged(({ labels }: { readonly labels?: LabelCard | undefined }) => draw(labels));
  return { root, offer, update: ({ labels }) => update({ labels }) };
}

function barOf(row: LabelRow, text: PanelContext["text"], setFilter: (filter: TransactionFilter) => void): HTMLElement {
  const { narrows } = row;
  const root =
    narrows === undefined
      ? element("div", { class: "bar-row still" })
      : button(
          "",
          {
            class: "bar-row",
            "aria-pressed": String(row.selected),
            "data-key": row.label,
            title: row.selected ? undefined : text("labelNarrows"),
          },
          () => setFilter(narrows),
        );
  root.append(...barContents(row.label, row, text, row));
  return root;
}
