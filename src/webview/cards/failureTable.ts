import type { TransactionFilter } from "../../domain/filter.ts";
import type { FailureRow, FailureTable } from "../../protocol.ts";
import { button, element, foreign, replaceKeepingFocus, whenChanged } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";

const SHOWN = 6;

/** "What am I paying for that fails?": every group leads to its rows. */
export function createFailureTable(context: PanelContext, showRows: (filter: TransactionFilter) => void): Part {
  const { text } = context;
  const summary = element("p", { class: "card-summary" });
  const body = element("tbody");
  const table = element(
    "table",
    { class: "data failures" },
    element("caption", { class: "sr-only" }, text("failureTable")),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, text("message")),
        element("th", { scope: "col", class: "number" }, text("calls")),
        element("th", { scope: "col", class: "number" }, text("charge")),
        element("th", { scope: "col", class: "number" }, text("share")),
      ),
    ),
    body,
  );
  const scroller = element(
    "div",
    { class: "twin", tabindex: 0, role: "group", "aria-label": text("failureTable") },
    table,
  );
  const empty = element("p", { class: "empty" }, text("failureTableEmpty"));
  const rest = element("div", { class: "more" });
  const root = element(
    "section",
    { class: "card card-failures", "aria-label": text("failureTable") },
    element("div", { class: "card-head" }, element("h2", {}, text("failureTable"))),
    summary,
    scroller,
    empty,
    rest,
  );
  let all = false;

  const draw = (failures: FailureTable) => {
    const none = failures.rows.length === 0;
    scroller.hidden = none;
    empty.hidden = !none;
    summary.textContent = none ? "" : failures.summary;
    const shown = all ? failures.rows : failures.rows.slice(0, SHOWN);
    replaceKeepingFocus(
      body,
      shown.map((row) => rowOf(row, context, () => showRows(row.filter))),
    );
    const hidden = failures.rows.length > SHOWN;
    const label = all ? text("showFewer") : text("showAll", String(failures.rows.length));
    replaceKeepingFocus(rest, [
      ...(hidden
        ? [
            button(label, { class: "link", "data-key": "more", "aria-expanded": String(all) }, () => {
              all = !all;
              draw(failures);
            }),
          ]
        : []),
      ...(failures.rest !== "" && (all || !hidden) ? [element("span", { class: "muted" }, failures.rest)] : []),
    ]);
  };
  const update = whenChanged(draw);
  return { root, update: (snapshot) => update(snapshot.failures) };
}

function rowOf(row: FailureRow, { text }: PanelContext, show: () => void): HTMLElement {
  const bar = element("span", { class: "bar" });
  bar.style.setProperty("--share", String(row.share));
  const key = `${row.product}\n${row.status}\n${row.message}`;
  const lead = button("", { class: "lead", title: text("showRows"), "data-key": key }, show);
  lead.append(
    foreign(row.message, "foreign lead-message"),
    element("span", { class: "muted lead-product" }, foreign(row.product), ` · ${row.status}`),
  );
  return element(
    "tr",
    { "data-vscode-context": contextOf(row) },
    element("th", { scope: "row" }, lead),
    element("td", { class: "number" }, row.calls),
    element("td", { class: "number" }, row.charge),
    element("td", { class: "number share" }, row.shareText, element("span", { class: "bar-track" }, bar)),
  );
}

/** What VS Code's own context menu is told of the row under the pointer. */
function contextOf({ product, message }: FailureRow): string {
  return JSON.stringify({
    webviewSection: "chargedFailure",
    preventDefaultContextMenuItems: true,
    product,
    message,
  });
}
