import { button, setAttributes } from "./dom.ts";
import { icon } from "./icons.ts";
import type { PanelContext } from "./panelContext.ts";
import type { ChartName } from "./rememberedView.ts";

export interface TwinToggle {
  readonly root: HTMLButtonElement;
  readonly shown: () => boolean;
  /** Brings the page into the remembered state; to be called once everything is built. */
  readonly apply: () => void;
}

/** The button that turns a chart into its table and back. On by default for people who use a screen reader. */
export function twinToggle(
  { text, view, remember }: PanelContext,
  name: ChartName,
  title: string,
  changed: (shown: boolean) => void,
): TwinToggle {
  const shown = () => view().tables[name] ?? document.body.classList.contains("vscode-using-screen-reader");
  const root = button("", { class: "icon-button", "data-key": `twin-${name}` }, () => {
    remember({ tables: { ...view().tables, [name]: !shown() } });
    apply();
  });
  const apply = () => {
    const asTable = shown();
    root.replaceChildren(icon(asTable ? "chart" : "table"));
    setAttributes(root, {
      "aria-pressed": String(asTable),
      "aria-label": `${text("showAsTable")}: ${title}`,
      title: asTable ? text("showAsChart") : text("showAsTable"),
    });
    changed(asTable);
  };
  return { root, shown, apply };
}
