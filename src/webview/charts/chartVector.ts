import type { PanelTextKey } from "../../protocol.ts";
import { type Rgba, toCss, withAlpha } from "../base/colors.ts";
import { plainText, shortText } from "../base/dom.ts";
import type { Theme } from "../base/theme.ts";
import { axisText } from "./axisFormat.ts";
import { type ChartModel, isOpen, type ModelSeries, type StateKey, stateKeys } from "./chartModel.ts";
import { gapInk, OPEN_ALPHA, type Pattern } from "./patterns.ts";
import { lookIn, type SeriesLook, UNCERTAIN_DASH } from "./seriesLook.ts";

const WIDTH = 960;
const MARGIN = 16;
const LINE = 20;
const PLOT = { left: 72, top: 52, width: WIDTH - 72 - MARGIN, height: 300 };
const NAME_LENGTH = 40;

/** The chart as a drawing (SVG): axes, bars or lines, legend and title. Foreign text stands in text nodes only. */
export function chartVector(
  model: ChartModel,
  title: string,
  theme: Theme,
  text: (key: PanelTextKey) => string,
): string {
  const { series, labels } = model;
  const stacks = model.type === "bar" ? stacked(series, labels.length) : [];
  const heights = model.type === "bar" ? stacks.flat().flatMap(({ from, to }) => [from, to]) : series.flatMap(valuesOf);
  const steps = axisSteps(Math.min(0, ...heights), Math.max(0, ...heights), model.unit === "count");
  const scale = scaleOf(steps);
  const legend = legendOf([
    ...series.map(({ label, look }) => ({ label, look })),
    ...stateKeys(model).map((state) => ({ label: text(state.text), state })),
  ]);
  const height = PLOT.top + PLOT.height + 2 * LINE + (legend.at(-1)?.line ?? 0) * LINE + LINE + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(title)}</title><desc>${escaped(model.description)}</desc>`,
    `<defs>${series.map((one, index) => patternOf(one, index, theme)).join("")}${gapPattern(theme)}</defs>`,
    `<rect width="100%" height="100%" fill="${toCss(theme.background)}"/>`,
    `<g font-family="${escaped(theme.fontFamily)}" font-size="12" fill="${theme.foreground}">`,
    textAt(MARGIN, MARGIN + LINE / 2 + 4, title, 'font-size="14" font-weight="bold"'),
    ...gapsOf(model),
    ...steps.map((step) => axisLine(step, scale(step), model.unit, theme)),
    ...dayLabels(labels, theme),
    ...(model.type === "bar"
      ? stacks.flatMap((stack, index) => stack.map((part, bucket) => barOf(model, part, bucket, index, scale, theme)))
      : series.flatMap((one) => linesOf(one, model, scale, theme))),
    ...legend.map((entry, index) => legendEntry(entry, index, theme)),
    "</g></svg>",
  ].join("\n");
}

interface StackPart {
  readonly from: number;
  readonly to: number;
}

/** Where each series' bar begins and ends per bucket; refunds are stacked downwards. */
function stacked(series: readonly ModelSeries[], buckets: number): readonly (readonly StackPart[])[] {
  const above = Array.from({ length: buckets }, () => 0);
  const below = Array.from({ length: buckets }, () => 0);
  return series.map(({ values }) =>
    above.map((_, bucket) => {
      const value = values[bucket] ?? 0;
      const pile = value < 0 ? below : above;
      const from = pile[bucket] ?? 0;
      pile[bucket] = from + value;
      return { from, to: from + value };
    }),
  );
}

/** Round numbers that hold both ends, five or so. */
function axisSteps(low: number, high: number, whole: boolean): readonly number[] {
  const rough = Math.max((high - low) / 5, whole ? 1 : 0.01);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

type Scale = (value: number) => number;

function scaleOf(steps: readonly number[]): Scale {
  const [low = 0] = steps;
  const high = steps.at(-1) ?? 1;
  return (value) => round(PLOT.top + PLOT.height * (1 - (value - low) / (high - low)));
}

function valuesOf({ values }: ModelSeries): readonly number[] {
  return values.filter((value) => value !== null);
}

/** What is not known, behind everything, from top to bottom: a gap must not look like a zero. */
function gapsOf({ states, labels }: ChartModel): readonly string[] {
  const width = round(PLOT.width / labels.length);
  return states.flatMap((state, bucket) =>
    state === "unknown"
      ? [
          `<rect x="${round(middleOf(bucket, labels.length) - width / 2)}" y="${PLOT.top}" width="${width}" height="${PLOT.height}" fill="url(#gap)"/>`,
        ]
      : [],
  );
}

function gapPattern(theme: Theme): string {
  return `<pattern id="gap" width="8" height="8" patternUnits="userSpaceOnUse"><path d="${STROKES.rising}" stroke="${toCss(gapInk(theme))}" stroke-width="1.2" fill="none"/></pattern>`;
}

function axisLine(step: number, y: number, unit: ChartModel["unit"], { grid, muted }: Theme): string {
  const line = `<line x1="${PLOT.left}" x2="${PLOT.left + PLOT.width}" y1="${y}" y2="${y}" stroke="${grid}"/>`;
  return line + textAt(PLOT.left - 8, y + 4, axisText(unit, step), `text-anchor="end" fill="${muted}"`);
}

function dayLabels(labels: readonly string[], { muted }: Theme): readonly string[] {
  const every = Math.ceil(labels.length / 12);
  return labels.flatMap((label, bucket) =>
    bucket % every === 0
      ? [
          textAt(
            middleOf(bucket, labels.length),
            PLOT.top + PLOT.height + LINE,
            label,
            `text-anchor="middle" fill="${muted}"`,
          ),
        ]
      : [],
  );
}

function middleOf(bucket: number, buckets: number): number {
  return round(PLOT.left + ((bucket + 0.5) * PLOT.width) / buckets);
}

function barOf(
  { labels, states, series }: ChartModel,
  { from, to }: StackPart,
  bucket: number,
  index: number,
  scale: Scale,
  theme: Theme,
): string {
  if (from === to) return "";
  const width = Math.min(56, (PLOT.width / labels.length) * 0.84);
  const [top, bottom] = [scale(Math.max(from, to)), scale(Math.min(from, to))];
  const x = round(middleOf(bucket, labels.length) - width / 2);
  return `<rect x="${x}" y="${top}" width="${round(width)}" height="${round(bottom - top)}" fill="url(#look-${index})"${openLook(isOpen(states[bucket]), series[index], theme)}/>`;
}

/** A bar that may still grow is light with an outline. */
function openLook(open: boolean, one: ModelSeries | undefined, theme: Theme): string {
  if (!open || one === undefined) return "";
  return ` fill-opacity="${OPEN_ALPHA}" stroke="${toCss(lookIn(one.look, theme).color)}"`;
}

/** A line, cut where nothing is known, and dashed from where on it is only "at least". */
function linesOf(
  { values, look }: ModelSeries,
  { labels, atLeastFrom }: ChartModel,
  scale: Scale,
  theme: Theme,
): readonly string[] {
  const { color, dash, width } = lookIn(look, theme);
  const uncertainFrom = look.kind === "current" ? (atLeastFrom ?? values.length) : values.length;
  const runs: { readonly points: string[]; readonly uncertain: boolean }[] = [];
  let last: string | undefined;
  for (const [bucket, value] of values.entries()) {
    const point = value === null ? undefined : `${middleOf(bucket, labels.length)},${scale(value)}`;
    const uncertain = bucket >= uncertainFrom;
    const run = runs.at(-1);
    if (point !== undefined) {
      if (last !== undefined && run?.uncertain === uncertain) run.points.push(point);
      else runs.push({ points: last === undefined ? [point] : [last, point], uncertain });
    }
    last = point;
  }
  return runs.map(({ points, uncertain }) => {
    const dashes = (uncertain ? UNCERTAIN_DASH : dash).join(" ");
    const stroke = `stroke="${toCss(color)}" stroke-width="${width}" stroke-dasharray="${dashes}"`;
    return `<polyline points="${points.join(" ")}" fill="none" ${stroke}/>`;
  });
}

/** A series' filling, under the number of its place: told apart by more than colour, as on screen. */
function patternOf({ look }: ModelSeries, index: number, theme: Theme): string {
  const { color, pattern } = lookIn(look, theme);
  const ink = inkOf(theme.background, theme.highContrast);
  const size = `width="8" height="8" patternUnits="userSpaceOnUse"`;
  const marks = `<path d="${STROKES[pattern]}" stroke="${ink}" stroke-width="1.2" stroke-linecap="round" fill="none"/>`;
  return `<pattern id="look-${index}" ${size}><rect width="8" height="8" fill="${toCss(color)}"/>${marks}</pattern>`;
}

function inkOf(background: Rgba, highContrast: boolean): string {
  return toCss(withAlpha(background, highContrast ? 1 : 0.3));
}

const STROKES: Readonly<Record<Pattern, string>> = {
  solid: "",
  rising: "M-1 1L1 -1M-1 9L9 -1M7 9L9 7",
  falling: "M-1 7L1 9M-1 -1L9 9M7 -1L9 1",
  horizontal: "M0 4H8",
  vertical: "M4 0V8",
  grid: "M0 4H8M4 0V8",
  // A round cap alone is a dot.
  dots: "M4 3.5V4.5M3.5 4H4.5",
};

type Named =
  | { readonly label: string; readonly look: SeriesLook }
  | { readonly label: string; readonly state: StateKey };

interface LegendEntry {
  readonly named: Named;
  /** As much of its label as there is room for. */
  readonly label: string;
  readonly x: number;
  readonly line: number;
}

/** Lays the legend out in lines; a letter is taken for 7 pixels wide, as whoever opens the drawing may have another font. */
function legendOf(all: readonly Named[]): readonly LegendEntry[] {
  let x = MARGIN;
  let line = 0;
  return all.map((named) => {
    const label = shortText(named.label, NAME_LENGTH);
    const needed = 46 + label.length * 7;
    if (x > MARGIN && x + needed > WIDTH) {
      x = MARGIN;
      line += 1;
    }
    const entry = { named, label, x, line };
    x += needed;
    return entry;
  });
}

function legendEntry({ named, label, x, line }: LegendEntry, index: number, theme: Theme): string {
  const y = PLOT.top + PLOT.height + 2 * LINE + line * LINE;
  const { width, dash, color } =
    "look" in named ? lookIn(named.look, theme) : { width: 0, dash: [], color: theme.unknown };
  const sample =
    width > 0
      ? `<line x1="${x}" x2="${x + 24}" y1="${y}" y2="${y}" stroke="${toCss(color)}" stroke-width="${width}" stroke-dasharray="${dash.join(" ")}"/>`
      : `<rect x="${x}" y="${y - 6}" width="12" height="12" ${sampleFill(named, index, theme)}/>`;
  return sample + textAt(x + (width > 0 ? 30 : 18), y + 4, label, "");
}

function sampleFill(named: Named, index: number, theme: Theme): string {
  if ("look" in named) return `fill="url(#look-${index})"`;
  if (named.state.look === "gap") return 'fill="url(#gap)"';
  const color = toCss(theme.unknown);
  return `fill="${color}" fill-opacity="${OPEN_ALPHA}" stroke="${color}"`;
}

function textAt(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(text)}</text>`;
}

/** Text that can be nothing else in XML: no markup, no characters that XML refuses. */
function escaped(text: string): string {
  return plainText(text).replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
