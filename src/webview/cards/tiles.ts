import type { Tile } from "../../protocol.ts";
import { element, whenChanged } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";

/** The period's key figures beside those of the period before. */
export function createTiles({ text }: PanelContext): Part {
  const list = element("dl", { class: "tiles" });
  const note = element("p", { class: "tax-note" });
  const root = element("section", { class: "totals", "aria-label": text("totals") }, list, note);
  const update = whenChanged((tiles: readonly Tile[]) => {
    list.style.setProperty("--most-digits", String(Math.max(...tiles.map(({ value }) => value.length))));
    list.replaceChildren(...tiles.map(tileOf));
  });
  const annotate = whenChanged((words: string) => {
    note.textContent = words;
    note.hidden = words === "";
  });
  return {
    root,
    update: ({ tiles, gstNote }) => {
      update(tiles);
      annotate(tiles.some(({ tax }) => tax !== "") ? gstNote : "");
    },
  };
}

function tileOf({ key, label, value, previous, change, tone, detail, tax }: Tile): HTMLElement {
  const comparison = element("dd", { class: "comparison" });
  if (change !== "") {
    const arrow = change.startsWith("+") ? [icon("up")] : change.startsWith("−") ? [icon("down")] : [];
    comparison.append(element("span", { class: `change change-${tone}` }, ...arrow, change));
  }
  if (previous !== "") comparison.append(element("span", { class: "previous" }, previous));
  const tile = element(
    "div",
    { class: `tile tile-${key}` },
    element("dt", {}, label),
    element("dd", { class: "value" }, value),
    comparison,
    element("dd", { class: "detail" }, detail),
    ...(tax === "" ? [] : [element("dd", { class: "tax" }, tax)]),
  );
  tile.style.setProperty("--digits", String(value.length));
  return tile;
}
