import type { TransactionFilter } from "../../domain/filter.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { DashboardSnapshot } from "../../protocol.ts";
import { debounce, element } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";
import { type ChargeFields, createChargeFields } from "./chargeFields.ts";
import { createChoiceList } from "./choiceList.ts";
import { withCondition } from "./filterChange.ts";
import type { OwnFilter } from "./ownFilter.ts";

const OUTCOMES: readonly Outcome[] = ["success", "failure", "unknown"];

export interface FilterControls extends Part {
  judgeCharges: ChargeFields["judge"];
}

/** The conditions that narrow the page: search, product, outcome, status, message, charge. */
export function createFilterControls(context: PanelContext, own: OwnFilter): FilterControls {
  const { text } = context;
  const set = <Key extends keyof TransactionFilter>(key: Key, value: TransactionFilter[Key]) =>
    own.set(withCondition(own.current(), key, value));

  const search = element("input", {
    type: "search",
    class: "search",
    placeholder: text("searchRows"),
    "aria-label": text("searchRows"),
    spellcheck: "false",
    autocomplete: "off",
  });
  const applySearch = () => {
    const wanted = search.value.trim();
    if (wanted !== (own.current().text ?? "")) set("text", wanted === "" ? undefined : wanted);
  };
  const applySearchSoon = debounce(applySearch, 250);
  search.addEventListener("input", applySearchSoon);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    // Or it would be applied once more, also when the filters have been cleared meanwhile.
    applySearchSoon.cancel();
    applySearch();
  });

  const products = createChoiceList(context, "products", text("products"), (values) => set("products", values));
  const outcomes = createChoiceList(context, "outcomes", text("outcome"), (values) =>
    set(
      "outcomes",
      OUTCOMES.filter((outcome) => values.includes(outcome)),
    ),
  );
  const statuses = createChoiceList(context, "statuses", text("status"), (values) =>
    set("statuses", values.map(Number)),
  );
  const messages = createChoiceList(context, "messages", text("message"), (values) => set("messages", values));
  const charge = element(
    "select",
    { "aria-label": text("charge") },
    element("option", { value: "" }, text("anyCharge")),
    element("option", { value: "charged" }, text("chargedOnly")),
    element("option", { value: "free" }, text("freeOnly")),
  );
  charge.addEventListener("change", () => set("charged", charge.value === "" ? undefined : charge.value === "charged"));

  const bounds = createChargeFields(context);
  const root = element(
    "div",
    { class: "controls filters", role: "search", "aria-label": text("filters") },
    search,
    products.root,
    outcomes.root,
    statuses.root,
    messages.root,
    charge,
    bounds.root,
  );
  const show = (snapshot: DashboardSnapshot) => {
    const filter = own.current();
    const { choices } = snapshot;
    products.update(choices.products.map(plain), filter.products ?? []);
    outcomes.update(
      OUTCOMES.map((value) => ({ value, label: text(value) })),
      filter.outcomes ?? [],
    );
    statuses.update(choices.statuses.map(String).map(plain), (filter.statuses ?? []).map(String));
    messages.update(choices.messages.map(plain), filter.messages ?? []);
    charge.value = filter.charged === undefined ? "" : filter.charged ? "charged" : "free";
    bounds.update(snapshot);
    if (document.activeElement !== search) search.value = filter.text ?? "";
  };
  return { root, update: show, judgeCharges: (charges) => bounds.judge(charges) };
}

function plain(value: string) {
  return { value, label: value };
}
