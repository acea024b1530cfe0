import { button, element, foreign, setAttributes, setChildren } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ChoiceList {
  readonly root: HTMLElement;
  update(choices: readonly Choice[], chosen: readonly string[]): void;
}

/** A page of options is drawn; the others are found by typing. */
const DRAWN = 100;

/** A button that opens a list of checkboxes, with a search field where the list is long. */
export function createChoiceList(
  { text }: PanelContext,
  name: string,
  label: string,
  changed: (chosen: readonly string[]) => void,
): ChoiceList {
  const id = `choices-${name}`;
  let choices: readonly Choice[] = [];
  let chosen: readonly string[] = [];
  /** What is drawn, by value. */
  let options = new Map<string, { readonly root: HTMLElement; readonly box: HTMLInputElement }>();

  const count = element("span", { class: "count", hidden: true });
  const open = button(
    label,
    {
      class: "button dropdown",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      "aria-controls": id,
    },
    () => {
      popover.togglePopover();
      if (popover.matches(":popover-open")) opened();
    },
  );
  open.append(" ", count, icon("chevron"));
  const search = element("input", {
    type: "search",
    class: "list-search",
    placeholder: text("searchList"),
    "aria-label": `${text("searchList")}: ${label}`,
    spellcheck: "false",
  });
  const list = element("div", { class: "options", role: "group", "aria-label": label });
  const popover = element(
    "div",
    { id, class: "popover", popover: "auto", role: "dialog", "aria-label": label },
    search,
    list,
  );
  const root = element("div", { class: "choice" }, open, popover);

  // At once, not with the toggle event that comes later: the next key already belongs to the list.
  const opened = () => {
    search.value = "";
    draw();
    placeBelow(popover, open);
    (search.hidden ? list.querySelector("input") : search)?.focus();
  };
  popover.addEventListener("toggle", () => {
    setAttributes(open, { "aria-expanded": String(popover.matches(":popover-open")) });
  });
  search.addEventListener("input", () => draw());
  popover.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [...popover.querySelectorAll<HTMLInputElement>("input:not([hidden])")];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    stops[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), stops.length - 1)]?.focus();
    event.preventDefault();
  });

  const draw = () => {
    const wanted = search.value.trim().toLowerCase();
    const fitting = choices.filter((choice) => choice.label.toLowerCase().includes(wanted));
    search.hidden = choices.length <= 6;
    const before = options;
    options = new Map(
      fitting.slice(0, DRAWN).map((choice) => [choice.value, before.get(choice.value) ?? optionOf(choice)]),
    );
    for (const { box } of options.values()) box.checked = chosen.includes(box.value);
    const more = fitting.length > DRAWN ? text("moreInList", String(fitting.length - DRAWN)) : "";
    const note = fitting.length === 0 ? text("nothingFound") : more;
    setChildren(list, [
      ...[...options.values()].map(({ root: option }) => option),
      ...(note === "" ? [] : [element("p", { class: "muted" }, note)]),
    ]);
  };
  const optionOf = (choice: Choice) => {
    const box = element("input", { type: "checkbox", value: choice.value });
    box.addEventListener("change", () => {
      chosen = box.checked ? [...chosen, choice.value] : chosen.filter((value) => value !== choice.value);
      tell();
      changed(chosen);
    });
    return { root: element("label", { class: "option" }, box, foreign(choice.label)), box };
  };
  const tell = () => {
    count.hidden = chosen.length === 0;
    count.textContent = chosen.length === 0 ? "" : String(chosen.length);
  };

  return {
    root,
    update: (nextChoices, nextChosen) => {
      // What is chosen stays in the list even when it no longer occurs, so that it can be taken away again.
      const missing = nextChosen.filter((value) => !nextChoices.some((choice) => choice.value === value));
      choices = [...nextChoices, ...missing.map((value) => ({ value, label: value }))];
      chosen = nextChosen;
      tell();
      if (popover.matches(":popover-open")) draw();
    },
  };
}

/** Below its button, but inside the panel. */
export function placeBelow(popover: HTMLElement, anchor: HTMLElement): void {
  const { left, bottom, top } = anchor.getBoundingClientRect();
  const gap = 2;
  const edge = 8;
  const { width, height } = popover.getBoundingClientRect();
  const below = bottom + gap + height <= innerHeight - edge || top < innerHeight - bottom;
  popover.style.left = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
  popover.style.top = below ? `${bottom + gap}px` : `${Math.max(edge, top - gap - height)}px`;
}
