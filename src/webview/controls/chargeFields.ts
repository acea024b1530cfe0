import type { DashboardSnapshot, ToWebview } from "../../protocol.ts";
import { debounce, element, setAttributes } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";

export interface ChargeFields extends Part {
  /** The host's judgement of what is typed. */
  judge(charges: Extract<ToWebview, { type: "charges" }>): void;
}

/** The least and the highest charge, checked while they are typed and applied with Enter or on leaving a field. */
export function createChargeFields({ text, post }: PanelContext): ChargeFields {
  const min = chargeField("min-charge", text("chargeFrom"), text("minCharge"));
  const max = chargeField("max-charge", text("chargeTo"), text("maxCharge"));
  const root = element("div", { class: "charges", role: "group", "aria-label": text("charge") }, min.root, max.root);

  let edited = false;
  let valid = true;
  let shown = { min: "", max: "" };
  const typed = () => ({ min: min.input.value, max: max.input.value });
  const check = debounce(() => post({ type: "checkCharges", ...typed() }), 120);
  const apply = () => {
    if (!edited) return;
    edited = false;
    post({ type: "chooseCharges", ...typed() });
  };
  for (const { input } of [min, max]) {
    input.addEventListener("input", () => {
      edited = true;
      check();
    });
    input.addEventListener("change", apply);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") apply();
      if (event.key === "Escape") show(shown);
    });
  }
  const show = (bounds: typeof shown) => {
    shown = bounds;
    edited = false;
    min.input.value = bounds.min;
    max.input.value = bounds.max;
    judge({ type: "charges", minError: "", maxError: "" });
  };
  const judge = ({ minError, maxError }: Extract<ToWebview, { type: "charges" }>) => {
    min.judge(minError);
    max.judge(maxError);
    valid = minError === "" && maxError === "";
  };
  return {
    root,
    update: ({ chargeBounds }: DashboardSnapshot) => {
      // What a person is typing, or has to correct, is not overwritten by news from the ledger.
      const changed = chargeBounds.min !== shown.min || chargeBounds.max !== shown.max;
      if (changed || (!edited && valid)) show(chargeBounds);
    },
    judge,
  };
}

function chargeField(id: string, label: string, name: string) {
  const error = element("span", { class: "field-error", id: `${id}-error`, role: "alert" });
  const input = element("input", {
    id,
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "₹",
    "aria-label": name,
    "aria-describedby": error.id,
  });
  const root = element("div", { class: "field" }, element("label", { for: id }, label), input, error);
  const judge = (text: string) => {
    setAttributes(input, { "aria-invalid": text === "" ? undefined : "true" });
    if (error.textContent !== text) error.textContent = text;
  };
  return { root, input, judge };
}
