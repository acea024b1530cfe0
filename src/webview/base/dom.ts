import { lineOf, shortLineOf } from "../../domain/foreignText.ts";

type Child = Node | string;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with attributes and children. Strings become text nodes, so foreign text can never turn into markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  setAttributes(created, attributes);
  created.append(...children);
  return created;
}

/** True sets a bare attribute; false and undefined take it away. */
export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(name);
    else {
      const text = value === true ? "" : String(value);
      if (target.getAttribute(name) !== text) target.setAttribute(name, text);
    }
  }
}

/** Longest foreign text that goes into a hover; a page of it helps nobody. */
const HOVER_LENGTH = 500;

/** Foreign text as it may be looked at; nothing at all is a dash. */
export function plainText(text: string): string {
  return lineOf(text) || "—";
}

/** The same, cut for where there is no room. */
export function shortText(text: string, length: number): string {
  return shortLineOf(text, length) || "—";
}

/** Foreign text on its own: whatever writing direction it claims ends with it. The whole of it shows on hover. */
export function foreign(text: string, className = "foreign"): HTMLElement {
  return element("bdi", { class: className, title: hoverText(text) }, plainText(text));
}

export function hoverText(text: string): string {
  return shortText(text, HOVER_LENGTH);
}

export function button(label: Child, attributes: Attributes, onClick: (event: MouseEvent) => void): HTMLButtonElement {
  const created = element("button", { type: "button", ...attributes }, label);
  created.addEventListener("click", onClick);
  return created;
}

/**
 * Replaces children; those that stay are not touched. A key that is down, a button that is pressed and the keyboard's place belong to
 * an element, and are lost with it.
 */
export function setChildren(container: Element, children: readonly Element[]): void {
  const gone = [...container.children].filter((child) => !children.includes(child));
  for (const child of gone) child.remove();
  for (const [place, child] of children.entries()) {
    const there = container.children[place] ?? null;
    if (there !== child) container.insertBefore(child, there);
  }
}

/** Replaces children; the keyboard stays where it was when an element with the same `data-key` exists afterwards. */
export function replaceKeepingFocus(container: Element, children: readonly Node[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && container.contains(active) ? active.dataset["key"] : undefined;
  const had = active !== null && active !== container && container.contains(active);
  container.replaceChildren(...children);
  if (!had) return;
  const same = key === undefined ? null : container.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  const next = same ?? container.querySelector<HTMLElement>("button, input, select, [tabindex]");
  if (next) next.focus();
  else if (container instanceof HTMLElement) {
    container.tabIndex = -1;
    container.focus();
  }
}

/** Calls `apply` only when its argument has changed by value: most snapshots change little. */
export function whenChanged<Value>(apply: (value: Value) => void): (value: Value) => void {
  let last: string | undefined;
  return (value) => {
    const text = JSON.stringify(value);
    if (text === last) return;
    last = text;
    apply(value);
  };
}

export interface Debounced {
  (): void;
  /** Calls that have not led to anything yet lead to nothing. */
  cancel(): void;
}

/** Calls `action` once the calls have paused for `ms`. */
export function debounce(action: () => void, ms: number): Debounced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  const soon = () => {
    cancel();
    timer = setTimeout(action, ms);
  };
  return Object.assign(soon, { cancel });
}
