import type { BarRow } from "../../protocol.ts";
import { element, foreign } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";

/** What stands in a ranked bar, whatever it is a bar of; `rest`: of what has no name of its own. */
export function barContents(
  name: string,
  row: BarRow,
  text: PanelContext["text"],
  { isRest }: { readonly isRest: boolean } = { isRest: false },
): readonly HTMLElement[] {
  const bar = element("span", { class: isRest ? "bar bar-rest" : "bar" });
  bar.style.setProperty("--share", String(row.share));
  return [
    element("span", { class: isRest ? "bar-name muted" : "bar-name" }, foreign(name)),
    element("span", { class: "bar-charge" }, row.charge),
    element("span", { class: "bar-track" }, bar),
    element(
      "span",
      { class: "bar-detail" },
      `${row.shareText} · ${row.calls} · ${row.successRate} ${text("successRate").toLowerCase()}`,
    ),
  ];
}
