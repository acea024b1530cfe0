import type { TransactionFilter } from "../../domain/filter.ts";
import type { DashboardSnapshot, FilterChip } from "../../protocol.ts";
import { button, element, foreign, replaceKeepingFocus, whenChanged } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";
import type { PeriodBefore } from "../base/rememberedView.ts";

export interface WaysOut {
  readonly goBack: (back: PeriodBefore) => void;
  /** To a filter that was made from the one on the page. */
  readonly change: (filter: TransactionFilter) => void;
  readonly clear: () => void;
}

/** What the numbers are of, always in sight: the period and every condition, each with its way out. */
export function createFilterBar(context: PanelContext, { goBack, change, clear }: WaysOut): Part {
  const { text, view } = context;
  const root = element("div", { class: "filter-bar", role: "group", "aria-label": text("filters") });

  const chipOf = (chip: FilterChip) => {
    const remove = button(
      foreign(chip.text),
      { class: "chip", "aria-label": text("removeFilter", chip.text), "data-key": chip.text },
      () => change(chip.without),
    );
    remove.append(icon("close"));
    return remove;
  };
  const draw = ({ period, chips, back }: Shown) => {
    const content: Node[] = [element("span", { class: "period-label" }, period.label)];
    if (back) {
      const label = text("backTo", back.label);
      const lead = button(icon("back"), { class: "chip chip-back", "data-key": "back" }, () => goBack(back));
      lead.append(label);
      content.push(lead);
    }
    content.push(...chips.map(chipOf));
    if (chips.length > 0) {
      content.push(button(text("clearFilters"), { class: "link", "data-key": "clear" }, clear));
    }
    replaceKeepingFocus(root, content);
  };
  const update = whenChanged(draw);
  return {
    root,
    update: ({ period, chips }) => {
      const { back } = view();
      const still = back?.narrowed.since === period.since && back.narrowed.until === period.until;
      update({ period, chips, back: still ? back : undefined });
    },
  };
}

interface Shown {
  readonly period: DashboardSnapshot["period"];
  readonly chips: readonly FilterChip[];
  readonly back: PeriodBefore | undefined;
}
