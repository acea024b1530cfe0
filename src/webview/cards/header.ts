import type { DashboardSnapshot } from "../../protocol.ts";
import { button, element, foreign, setAttributes, whenChanged } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";

/** Whose numbers these are, how old, in which zone; and what can be done with all of them. */
export function createHeader({ text, post, announce }: PanelContext): Part {
  const account = element("span", { class: "account" });
  const badge = element("span", { class: "badge", hidden: true }, text("sample"));
  const facts = element("p", { class: "facts" });
  const busy = element("span", { class: "busy", hidden: true }, icon("progress"), element("span"));
  const refresh = button(icon("refresh"), { class: "button" }, () => post({ type: "run", command: "deepvue.refresh" }));
  refresh.append(text("refresh"));
  const exportRows = button(icon("save"), { class: "button" }, () =>
    post({ type: "run", command: "deepvue.exportTransactions" }),
  );
  exportRows.append(text("export"));
  const root = element(
    "div",
    { class: "header" },
    element("div", { class: "who" }, element("h1", {}, text("title")), account, badge),
    facts,
    element("div", { class: "header-tools" }, busy, refresh, exportRows),
  );

  let wasBusy = false;
  const update = whenChanged((header: Header) => {
    account.replaceChildren(...(header.account === "" ? [] : [foreign(header.account)]));
    badge.hidden = !header.sample;
    const asOf = element("span", { class: header.stale ? "as-of stale" : "as-of" }, header.asOf);
    if (header.stale) asOf.prepend(icon("warning"));
    facts.replaceChildren(element("span", {}, header.zone), ...(header.asOf === "" ? [] : [asOf]));
    setAttributes(busy, { hidden: header.busy === "" });
    busy.lastElementChild?.replaceChildren(header.busy);
    setAttributes(refresh, { hidden: header.account === "" });
    setAttributes(exportRows, { hidden: !header.hasNumbers });
    if (wasBusy && header.busy === "" && header.asOf !== "") announce(text("updated", header.asOf));
    wasBusy = header.busy !== "";
  });
  return {
    root,
    update: ({ account: name, sample, zone, asOf, stale, busy: work, hasNumbers }) =>
      update({ account: name, sample, zone, asOf, stale, busy: work, hasNumbers }),
  };
}

type Header = Pick<DashboardSnapshot, "account" | "sample" | "zone" | "asOf" | "stale" | "busy" | "hasNumbers">;
