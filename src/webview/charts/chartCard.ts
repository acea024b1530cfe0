import type { PanelTextKey } from "../../protocol.ts";
import { button, element, foreign, replaceKeepingFocus, setAttributes, whenChanged } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { ChartName } from "../base/rememberedView.ts";
import type { Theme } from "../base/theme.ts";
import { twinToggle } from "../base/twinToggle.ts";
import { chartImage } from "./chartImage.ts";
import {
  type ChartModel,
  type ChartPoint,
  isFlat,
  type ModelSeries,
  movePoint,
  pointText,
  type StateKey,
  stateKeys,
} from "./chartModel.ts";
import { chartTable } from "./chartTable.ts";
import { chartVector } from "./chartVector.ts";
import { createPlot } from "./plot.ts";
import { createSaveMenu } from "./saveMenu.ts";
import { stateSwatchOf, swatchOf } from "./seriesLook.ts";

/** What a click or Enter on a chart asks for. */
export interface Narrowing {
  readonly series: { readonly narrows?: ModelSeries["narrows"] | undefined } | undefined;
  readonly bucket: { readonly since: string; readonly until: string } | undefined;
}

type LegendSeries = Pick<ModelSeries, "label" | "look"> & { readonly narrows: ModelSeries["narrows"] | undefined };

/** All that a legend's look depends on. */
interface Legend {
  readonly series: readonly LegendSeries[];
  readonly states: readonly StateKey[];
  readonly theme: Theme;
  readonly pixels: number;
  readonly ends: readonly string[] | undefined;
}

export interface ChartPanelOptions {
  readonly name: ChartName;
  readonly title: PanelTextKey;
  /** Stands in the chart's place where there is nothing to draw. */
  readonly nothing: PanelTextKey;
  readonly narrow: (narrowing: Narrowing) => void;
  /** More controls for the legend's end. */
  readonly legendEnd?: () => readonly HTMLElement[];
}

export interface ChartPanel {
  readonly root: HTMLElement;
  update(model: ChartModel): void;
  restyle(theme: Theme): void;
}

/** A canvas chart with its heading, legend, table twin, keyboard and image. */
export function createChartPanel(context: PanelContext, options: ChartPanelOptions, theme: Theme): ChartPanel {
  const { text, announce, post } = context;
  let model: ChartModel | undefined;
  let point: ChartPoint | undefined;
  let look = theme;

  const narrowTo = (bucket: number, series: number | undefined) =>
    options.narrow({
      series: series === undefined ? undefined : model?.series[series],
      bucket: model?.buckets?.[bucket],
    });
  const canvas = element("canvas", { "aria-hidden": "true" });
  const plot = createPlot(canvas, ({ bucket, series }) => narrowTo(bucket, series));
  const keys = element("span", { id: `${options.name}-keys`, class: "sr-only" }, text("chartKeys"));
  const plotBox = element(
    "div",
    { class: "plot", tabindex: 0, role: "application", "aria-describedby": keys.id },
    canvas,
  );
  const legend = element("ul", { class: "legend" });
  const table = element("div", { class: "twin", tabindex: 0, role: "group", hidden: true });

  const mark = (next: ChartPoint | undefined) => {
    point = next;
    plot.mark(next);
    if (model && next) announce(pointText(model, next));
  };
  plotBox.addEventListener("keydown", (event) => {
    if (!model || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && point) narrowTo(point.bucket, point.series);
    else if (event.key === "Escape") mark(undefined);
    else {
      const next = movePoint(point, event.key, model);
      if (!next) return;
      mark(next);
    }
    event.preventDefault();
  });
  plotBox.addEventListener("blur", () => {
    point = undefined;
    plot.mark(undefined);
  });

  const save = createSaveMenu(context, options.name, text(options.title), (format) => {
    if (!model) return;
    const title = text(options.title);
    plot.drawRemembered();
    const content =
      format === "png" ? chartImage(canvas, model, title, look, text) : chartVector(model, title, look, text);
    post({ type: "saveImage", name: options.name, format, content });
  });
  const toggle = twinToggle(context, options.name, text(options.title), () => draw());
  const nothing = element("p", { class: "empty", hidden: true }, text(options.nothing));
  const root = element(
    "section",
    { class: `card card-${options.name}`, "aria-label": text(options.title) },
    element(
      "div",
      { class: "card-head" },
      element("h2", {}, text(options.title)),
      element("div", { class: "card-tools" }, save, toggle.root),
    ),
    plotBox,
    keys,
    legend,
    table,
    nothing,
  );

  // A filter often leaves it as it is, and its samples are canvases.
  const drawLegend = whenChanged(({ series, states }: Legend) =>
    replaceKeepingFocus(legend, [
      ...legendItems(series, look, options.narrow),
      ...states.map((key) =>
        element("li", {}, element("span", { class: "legend-entry" }, stateSwatchOf(key, look), text(key.text))),
      ),
      ...(options.legendEnd?.() ?? []).map((end) => element("li", {}, end)),
    ]),
  );
  const draw = () => {
    const asTable = toggle.shown();
    const flat = model !== undefined && isFlat(model);
    nothing.hidden = !flat;
    toggle.root.hidden = flat;
    for (const part of [plotBox, legend, save]) part.hidden = flat || asTable;
    table.hidden = flat || !asTable;
    if (!model || flat) return;
    setAttributes(plotBox, { "aria-label": model.description });
    setAttributes(table, { "aria-label": `${text(options.title)}, ${text("showAsTable")}` });
    if (asTable) table.replaceChildren(chartTable(model, text));
    else {
      drawLegend({
        series: model.series.map(({ label, look: sample, narrows }) => ({ label, look: sample, narrows })),
        states: stateKeys(model),
        theme: look,
        pixels: devicePixelRatio,
        ends: options.legendEnd?.().map(({ outerHTML }) => outerHTML),
      });
      // After the legend: its height decides how much is left for the plot.
      plot.draw(model, look);
    }
  };
  toggle.apply();
  return {
    root,
    update: (next) => {
      model = next;
      point = undefined;
      draw();
    },
    restyle: (next) => {
      look = next;
      draw();
    },
  };
}

function legendItems(
  series: readonly LegendSeries[],
  theme: Theme,
  narrow: (narrowing: Narrowing) => void,
): readonly HTMLElement[] {
  return series.map((entry) => {
    const content = [swatchOf(entry.look, theme), foreign(entry.label)];
    if (!entry.narrows) return element("li", {}, element("span", { class: "legend-entry" }, ...content));
    const choose = button("", { class: "legend-entry", "data-key": entry.label }, () =>
      narrow({ series: entry, bucket: undefined }),
    );
    choose.append(...content);
    return element("li", {}, choose);
  });
}
