import { button, element, setAttributes } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";
import { placeBelow } from "../controls/choiceList.ts";

export type ImageFormat = "png" | "svg";

/** The button that saves a chart: it asks for the kind of image first. */
export function createSaveMenu(
  { text }: PanelContext,
  name: string,
  title: string,
  save: (format: ImageFormat) => void,
): HTMLElement {
  const id = `save-${name}`;
  const open = button(
    icon("save"),
    {
      class: "icon-button",
      "aria-label": `${text("saveImage")}: ${title}`,
      title: text("saveImage"),
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      "aria-controls": id,
    },
    () => {
      popover.togglePopover();
      if (!popover.matches(":popover-open")) return;
      placeBelow(popover, open);
      png.focus();
    },
  );
  const choice = (format: ImageFormat, label: string) =>
    button(label, { class: "menu-item" }, () => {
      popover.hidePopover();
      save(format);
    });
  const png = choice("png", text("asPng"));
  const svg = choice("svg", text("asSvg"));
  const popover = element(
    "div",
    { id, class: "popover", popover: "auto", role: "dialog", "aria-label": text("saveImage") },
    png,
    svg,
  );
  popover.addEventListener("toggle", () => {
    setAttributes(open, { "aria-expanded": String(popover.matches(":popover-open")) });
  });
  popover.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    (document.activeElement === png ? svg : png).focus();
    event.preventDefault();
  });
  return element("div", { class: "choice" }, open, popover);
}
