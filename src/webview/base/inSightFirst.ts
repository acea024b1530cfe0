import { debounce } from "./dom.ts";

/** What is out of sight is brought up to date when nothing has changed for so long: who clicks on is not kept waiting for it. */
const REST_MS = 250;
/** Then it waits for an idle moment, but no longer than this. */
const LATEST_MS = 1_000;

export interface InSightFirst<Value> {
  /** Shows the value at once where it is seen, otherwise when the page rests or before it is seen. */
  readonly update: (value: Value) => void;
  /** Shows what waits, seen or not. */
  readonly catchUp: () => void;
}

/**
 * What is in sight of the page comes first: laying out all of it takes several times as long. `place` is in sight when any
 * of it is, or when the keyboard is in it; while it waits it is marked as busy.
 */
export function inSightFirst<Value>(place: Element, show: (value: Value) => void): InSightFirst<Value> {
  let waiting: { readonly value: Value } | undefined;
  let inSight = false;
  const catchUp = () => {
    if (!waiting) return;
    const { value } = waiting;
    waiting = undefined;
    show(value);
    place.removeAttribute("aria-busy");
  };
  const catchUpAtRest = debounce(() => requestIdleCallback(catchUp, { timeout: LATEST_MS }), REST_MS);
  new IntersectionObserver((changes) => {
    inSight = changes.at(-1)?.isIntersecting ?? true;
    if (inSight) catchUp();
  }).observe(place);
  place.addEventListener("focusin", catchUp);
  return {
    update: (value) => {
      waiting = { value };
      if (inSight || place.contains(document.activeElement)) return catchUp();
      place.setAttribute("aria-busy", "true");
      catchUpAtRest();
    },
    catchUp,
  };
}
