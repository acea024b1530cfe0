import {
  BarElement,
  CategoryScale,
  Chart,
  type ChartData,
  type ChartDataset,
  type ChartOptions,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  Tooltip,
  type TooltipItem,
} from "chart.js";
import { type Rgba, toCss, withAlpha } from "../base/colors.ts";
import { shortText } from "../base/dom.ts";
import { inSightFirst } from "../base/inSightFirst.ts";
import type { Theme } from "../base/theme.ts";
import { axisText } from "./axisFormat.ts";
import { type ChartModel, type ChartPoint, isOpen, type ModelSeries } from "./chartModel.ts";
import { fillOf, gapFill, OPEN_ALPHA } from "./patterns.ts";
import { lookIn, UNCERTAIN_DASH } from "./seriesLook.ts";
import { StateBarController } from "./stateBars.ts";

Chart.register(
  StateBarController,
  BarElement,
  LineController,
  LineElement,
  PointElement,
  CategoryScale,
  LinearScale,
  Tooltip,
  Filler,
);

/** In Chart.js. */
type Kind = "stateBars" | "line";
const KINDS = { bar: "stateBars", line: "line" } as const satisfies Record<ChartModel["type"], Kind>;

interface Drawing {
  readonly model: ChartModel;
  readonly theme: Theme;
}

/** A drawn chart. */
export interface Plot {
  /** Draws, or, while the chart is out of sight, remembers what to draw: a year's bars take longer than all else on the page. */
  draw(model: ChartModel, theme: Theme): void;
  /** Draws what is remembered, in sight or not: somebody wants the picture. */
  drawRemembered(): void;
  /** Marks a point and shows its tooltip; undefined takes both away. */
  mark(point: ChartPoint | undefined): void;
}

/** Puts a chart on a canvas. `chosen` gets the point that was clicked; without a series when the click hit none. */
export function createPlot(
  canvas: HTMLCanvasElement,
  chosen: (point: { readonly bucket: number; readonly series: number | undefined }) => void,
): Plot {
  let chart: Chart<Kind> | undefined;
  let drawn: Drawing | undefined;

  const show = (drawing: Drawing) => {
    const { model, theme } = drawing;
    const before = drawn;
    drawn = drawing;
    const data = dataOf(model, theme, canvas);
    if (!chart || before?.model.type !== model.type) {
      chart?.destroy();
      chart = new Chart(canvas, {
        type: KINDS[model.type],
        data,
        options: optionsOf(model, theme, canvas, shown, chosen),
        plugins: [gaps(() => drawn)],
      });
      return;
    }
    chart.data = data;
    // The same options again would be resolved anew for every bar.
    if (before.theme !== theme || before.model.unit !== model.unit) {
      chart.options = optionsOf(model, theme, canvas, shown, chosen);
    }
    chart.update("none");
  };
  const shown = () => drawn?.model;
  const { update, catchUp } = inSightFirst(canvas, show);

  const mark = (point: ChartPoint | undefined) => {
    if (point) catchUp();
    if (!chart) return;
    const active = point ? [{ datasetIndex: point.series, index: point.bucket }] : [];
    const atBucket = point
      ? chart.data.datasets.flatMap((_, datasetIndex) =>
          chart?.getDatasetMeta(datasetIndex).data[point.bucket] ? [{ datasetIndex, index: point.bucket }] : [],
        )
      : [];
    chart.setActiveElements(active);
    const place = point && chart.getDatasetMeta(point.series).data[point.bucket];
    // A gap has a place in time, but no height.
    chart.tooltip?.setActiveElements(atBucket, place ? { x: place.x, y: place.y || 0 } : { x: 0, y: 0 });
    chart.update("none");
  };

  return { draw: (model, theme) => update({ model, theme }), drawRemembered: catchUp, mark };
}

function dataOf(model: ChartModel, theme: Theme, canvas: HTMLCanvasElement): ChartData<Kind> {
  return { labels: [...model.labels], datasets: datasetsOf(model, theme, canvas) };
}

/** Depends on nothing of the model but its type and unit; what varies from draw to draw is asked of `shown`. */
function optionsOf(
  { type, unit }: ChartModel,
  theme: Theme,
  canvas: HTMLCanvasElement,
  shown: () => ChartModel | undefined,
  chosen: (point: { readonly bucket: number; readonly series: number | undefined }) => void,
): ChartOptions<Kind> {
  const font = { family: theme.fontFamily, size: Math.max(10, theme.fontSize - 2) };
  const stacked = type === "bar";
  return {
    responsive: true,
    maintainAspectRatio: false,
    // A year's bars would be drawn a dozen times before they stand still.
    animation: false,
    interaction: { mode: "index", intersect: false },
    layout: { padding: { top: 6, right: 4 } },
    scales: {
      x: {
        stacked,
        grid: { display: false },
        border: { color: theme.grid },
        // Dates are of like width: a few of a year's 365 tell how many of them fit.
        ticks: { color: theme.muted, font, maxRotation: 0, autoSkip: true, autoSkipPadding: 14, sampleSize: 24 },
      },
      y: {
        stacked,
        beginAtZero: true,
        border: { display: false },
        grid: { color: theme.grid, drawTicks: false },
        ticks: {
          color: theme.muted,
          font,
          maxTicksLimit: 6,
          padding: 6,
          // Half a call does not exist.
          ...(unit === "count" && { precision: 0 }),
          callback: (value) => axisText(unit, Number(value)),
        },
      },
    },
    onClick: (event, _, chart) => {
      const [hit] = chart.getElementsAtEventForMode(event as unknown as Event, "nearest", { intersect: true }, false);
      const [column] = chart.getElementsAtEventForMode(event as unknown as Event, "index", { intersect: false }, false);
      if (column) chosen({ bucket: column.index, series: hit?.datasetIndex });
    },
    onHover: (_, elements) => {
      canvas.style.cursor = elements.length > 0 && shown()?.buckets ? "pointer" : "default";
    },
    plugins: {
      tooltip: {
        backgroundColor: theme.tooltip.background,
        titleColor: theme.tooltip.foreground,
        bodyColor: theme.tooltip.foreground,
        footerColor: theme.tooltip.foreground,
        borderColor: theme.tooltip.border,
        borderWidth: 1,
        cornerRadius: 3,
        caretSize: 0,
        caretPadding: 8,
        padding: 8,
        boxPadding: 4,
        boxWidth: 10,
        boxHeight: 10,
        titleFont: { ...font, weight: "bold" },
        bodyFont: font,
        footerFont: font,
        // The stack is read from the top.
        itemSort: (a, b) => (stacked ? b.datasetIndex - a.datasetIndex : a.datasetIndex - b.datasetIndex),
        filter: ({ raw }) => raw !== 0 || !stacked,
        callbacks: {
          title: ([item]) => shown()?.names[item?.dataIndex ?? 0] ?? "",
          label: ({ datasetIndex, dataIndex }) => labelOf(shown(), datasetIndex, dataIndex),
          footer: (items) => footerOf(shown(), items),
        },
      },
    },
  };
}

/** Longest name in a tooltip; a hostile product id could be a page long. */
const NAME_LENGTH = 40;

function labelOf(model: ChartModel | undefined, datasetIndex: number, dataIndex: number): string {
  const { label = "", texts = [] } = model?.series[datasetIndex] ?? {};
  return `${shortText(label, NAME_LENGTH)}  ${texts[dataIndex] ?? ""}`;
}

function footerOf(model: ChartModel | undefined, [item]: readonly TooltipItem<Kind>[]): string {
  return (item && model?.totals?.[item.dataIndex]) ?? "";
}

/** Draws what is not known behind everything, from top to bottom: a gap must not look like a zero. */
function gaps(drawn: () => Drawing | undefined): Plugin<Kind> {
  return {
    id: "gaps",
    beforeDatasetsDraw: ({ ctx, chartArea, scales }) => {
      const { model, theme } = drawn() ?? {};
      const axis = scales["x"];
      if (!model || !theme || !axis || !model.states.includes("unknown")) return;
      const width = axis.width / model.labels.length;
      ctx.save();
      ctx.fillStyle = gapFill(ctx, theme);
      for (const [bucket, state] of model.states.entries()) {
        if (state !== "unknown") continue;
        const from = Math.max(axis.left, axis.getPixelForValue(bucket) - width / 2);
        ctx.fillRect(from, chartArea.top, Math.min(width, axis.right - from), chartArea.bottom - chartArea.top);
      }
      ctx.restore();
    },
  };
}

function datasetsOf(model: ChartModel, theme: Theme, canvas: HTMLCanvasElement): ChartDataset<Kind>[] {
  const context = canvas.getContext("2d");
  return model.series.map((series): ChartDataset<Kind> => {
    if (model.type === "line") return lineDataset(model, series, theme);
    const { label, look, values } = series;
    const { color, pattern } = lookIn(look, theme);
    return {
      label,
      data: [...values],
      type: KINDS.bar,
      ...barLooks(model, color, context ? fillOf(context, color, pattern, theme) : toCss(color), theme),
      hoverBorderColor: theme.foreground,
      hoverBorderWidth: 2,
      borderSkipped: false,
      // There is one stack; telling stacks apart would be asked of every bar.
      grouped: false,
      maxBarThickness: 56,
      barPercentage: 0.96,
      categoryPercentage: values.length > 60 ? 0.96 : 0.86,
    };
  });
}

/** A hair of background parts neighbours; where bars are a few pixels wide it would eat them. */
function hairline(buckets: number) {
  return buckets > 120 ? 0 : { top: 1, bottom: 0, left: 0, right: 0 };
}

/** Fillings and outlines; bars that may still grow are light with an outline. One look for all is quicker to draw than one each. */
function barLooks({ states, labels }: ChartModel, color: Rgba, filling: string | CanvasPattern, theme: Theme) {
  const edge = toCss(theme.background);
  const width = hairline(labels.length);
  if (!states.some(isOpen)) return { backgroundColor: filling, borderColor: edge, borderWidth: width };
  const light = toCss(withAlpha(color, OPEN_ALPHA));
  return {
    backgroundColor: states.map((state) => (isOpen(state) ? light : filling)),
    borderColor: states.map((state) => (isOpen(state) ? toCss(color) : edge)),
    borderWidth: states.map((state) => (isOpen(state) ? 1 : width)),
  };
}

function lineDataset(
  { atLeastFrom }: ChartModel,
  { label, look, values }: ModelSeries,
  theme: Theme,
): ChartDataset<Kind> {
  const { color, dash, width } = lookIn(look, theme);
  const current = look.kind === "current";
  const last = values.findLastIndex((value) => value !== null);
  const stands = (place: number): boolean => place === last || (values[place - 1] ?? null) === null;
  const uncertainFrom = current ? (atLeastFrom ?? values.length) : values.length;
  return {
    label,
    data: [...values],
    type: "line",
    borderColor: toCss(color),
    borderWidth: width,
    borderDash: [...dash],
    segment: { borderDash: ({ p1DataIndex }) => (p1DataIndex >= uncertainFrom ? [...UNCERTAIN_DASH] : undefined) },
    backgroundColor: toCss(withAlpha(color, 0.12)),
    fill: current && !theme.highContrast ? "origin" : false,
    pointStyle: current ? "circle" : "triangle",
    pointBackgroundColor: toCss(color),
    pointBorderColor: toCss(theme.background),
    // A point marks where the period stands, and where the line begins again after a gap; a line of one point would be nothing.
    pointRadius: values.map((value, place) =>
      look.kind !== "budget" && value !== null && (place === last || (place > 0 && stands(place))) ? 4 : 0,
    ),
    pointHoverRadius: look.kind === "budget" ? 0 : 5,
    tension: 0,
  };
}
