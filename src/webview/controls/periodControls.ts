import type { PeriodPreset } from "../../domain/period.ts";
import type { Granularity } from "../../domain/summary.ts";
import type { DashboardSnapshot, DateCheck, ToWebview } from "../../protocol.ts";
import { button, debounce, element, setAttributes } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";

const GRANULARITIES: readonly Granularity[] = ["day", "week", "month"];
const CUSTOM = "custom";

export interface PeriodControls extends Part {
  /** The host's judgement of what is being typed. */
  judge(dates: Extract<ToWebview, { type: "dates" }>): void;
}

/** The period: by preset, or typed and checked while typing; and how finely it is divided. */
export function createPeriodControls(context: PanelContext): PeriodControls {
  const { text, post } = context;
  const presets = element("select", { id: "preset", "aria-label": text("period") });
  const since = dateField("since", text("since"));
  const until = dateField("until", text("until"));
  const range = element("p", { class: "range", id: "range", role: "status" });
  const apply = button(text("apply"), { class: "button" }, () => submit());
  // Not a form: VS Code's sandbox lets none submit.
  const form = element(
    "div",
    { class: "dates", role: "group", "aria-label": text("customPeriod") },
    since.root,
    until.root,
    apply,
    range,
  );
  const choice = element(
    "fieldset",
    { class: "segments" },
    element("legend", { class: "sr-only" }, text("granularity")),
  );
  const root = element("div", { class: "controls period" }, presets, form, choice);

  let edited = false;
  let valid = true;
  const typed = () => ({ since: since.input.value, until: until.input.value });
  const check = debounce(() => post({ type: "checkDates", ...typed() }), 120);
  for (const { input } of [since, until]) {
    input.addEventListener("input", () => {
      edited = true;
      check();
    });
  }
  const submit = () => {
    if (!edited) return;
    if (!valid) {
      (since.input.getAttribute("aria-invalid") === "true" ? since : until).input.focus();
      return;
    }
    edited = false;
    post({ type: "chooseDates", ...typed() });
  };
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) submit();
    if (event.key !== "Escape" || !edited) return;
    edited = false;
    if (shown) show(shown);
  });
  presets.addEventListener("change", () => {
    edited = false;
    if (presets.value === CUSTOM) since.input.focus();
    else post({ type: "choosePreset", preset: presets.value as PeriodPreset });
  });

  let shown: DashboardSnapshot | undefined;
  const show = (snapshot: DashboardSnapshot) => {
    shown = snapshot;
    const { period, granularity, granularities, monthsAreCycles } = snapshot;
    const nameOf = (value: Granularity) => text(value === "month" && monthsAreCycles ? "cycle" : value);
    presets.replaceChildren(
      ...period.groups.map(({ name, offers }) =>
        element(
          "optgroup",
          { label: name },
          ...offers.map(({ preset, label, dates }) =>
            element("option", { value: preset, selected: preset === period.preset }, `${label} · ${dates}`),
          ),
        ),
      ),
      element("option", { value: CUSTOM, selected: period.preset === undefined }, text("customPeriod")),
    );
    choice.replaceChildren(
      element("legend", { class: "sr-only" }, text("granularity")),
      ...GRANULARITIES.map((value) =>
        segment(
          value,
          { checked: value === granularity, disabled: !granularities.includes(value), name: nameOf(value) },
          context,
        ),
      ),
    );
    // What a person is typing is not overwritten by news from the ledger.
    if (edited) return;
    since.input.value = period.since;
    until.input.value = period.until;
    judge({ since: { error: "", day: period.since }, until: { error: "", day: period.until }, range: "" });
  };
  const judge = (dates: { readonly since: DateCheck; readonly until: DateCheck; readonly range: string }) => {
    since.judge(dates.since);
    until.judge(dates.until);
    range.textContent = dates.range;
    valid = dates.since.error === "" && dates.until.error === "";
    setAttributes(apply, { "aria-disabled": valid ? undefined : "true" });
  };

  let last = "";
  return {
    root,
    update: (snapshot) => {
      const now = JSON.stringify([
        snapshot.period,
        snapshot.granularity,
        snapshot.granularities,
        snapshot.monthsAreCycles,
      ]);
      if (now === last && edited) return;
      if (now === last) return;
      last = now;
      const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement.id : "";
      show(snapshot);
      if (focused.startsWith("granularity-")) document.querySelector<HTMLElement>(`#${CSS.escape(focused)}`)?.focus();
    },
    judge: (dates) => {
      if (edited) judge(dates);
    },
  };
}

function dateField(id: string, label: string) {
  const error = element("span", { class: "field-error", id: `${id}-error`, role: "alert" });
  const input = element("input", {
    id,
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "YYYY-MM-DD",
    size: 11,
    "aria-describedby": error.id,
  });
  const root = element("div", { class: "field" }, element("label", { for: id }, label), input, error);
  const judge = (check: DateCheck) => {
    setAttributes(input, { "aria-invalid": check.error === "" ? undefined : "true" });
    if (error.textContent !== check.error) error.textContent = check.error;
  };
  return { root, input, judge };
}

function segment(
  value: Granularity,
  { checked, disabled, name }: { readonly checked: boolean; readonly disabled: boolean; readonly name: string },
  { post, text }: PanelContext,
): HTMLElement {
  const id = `granularity-${value}`;
  const input = element("input", { type: "radio", name: "granularity", id, value, checked, disabled });
  input.addEventListener("change", () => post({ type: "setGranularity", granularity: value }));
  const reason = disabled ? { title: text("tooFine") } : {};
  return element("span", { class: "segment", ...reason }, input, element("label", { for: id }, name));
}
