import type { PanelTextKey } from "../../protocol.ts";
import { toCss } from "../base/colors.ts";
import { shortText } from "../base/dom.ts";
import type { Theme } from "../base/theme.ts";
import { type ChartModel, stateKeys } from "./chartModel.ts";
import { stateSwatchOf, swatchOf } from "./seriesLook.ts";

const MARGIN = 16;
const LINE = 20;
/** Longest name in the legend. */
const NAME_LENGTH = 40;

/** The chart as it stands, with title and legend, as base64 of a PNG. */
export function chartImage(
  chart: HTMLCanvasElement,
  model: ChartModel,
  title: string,
  theme: Theme,
  text: (key: PanelTextKey) => string,
): string {
  const scale = chart.width / Math.max(1, chart.clientWidth);
  const width = chart.clientWidth + 2 * MARGIN;
  const font = `12px ${theme.fontFamily}`;
  const measure = document.createElement("canvas").getContext("2d");
  if (measure) measure.font = font;
  const places = legendPlaces(entriesOf(model, theme, text), width, (label) => measure?.measureText(label).width ?? 0);
  const legendTop = MARGIN + 2 * LINE + chart.clientHeight;
  const height = legendTop + ((places.at(-1)?.line ?? 0) + 1) * LINE + MARGIN;

  const image = document.createElement("canvas");
  image.width = Math.round(width * scale);
  image.height = Math.round(height * scale);
  const draw = image.getContext("2d");
  if (!draw) return "";
  draw.scale(scale, scale);
  draw.fillStyle = toCss(theme.background);
  draw.fillRect(0, 0, width, height);
  draw.drawImage(chart, MARGIN, MARGIN + LINE * 1.5, chart.clientWidth, chart.clientHeight);
  draw.fillStyle = theme.foreground;
  draw.textBaseline = "middle";
  draw.font = `bold 14px ${theme.fontFamily}`;
  draw.fillText(title, MARGIN, MARGIN + LINE / 2, width - 2 * MARGIN);
  draw.font = font;
  for (const { label, sample, x, line } of places) {
    const y = legendTop + line * LINE;
    draw.drawImage(sample, x, y + 4, sample.width / Math.max(1, Math.round(devicePixelRatio)), 12);
    draw.fillText(label, x + 30, y + 10);
  }
  return image.toDataURL("image/png").split(",")[1] ?? "";
}

interface Entry {
  readonly label: string;
  readonly sample: HTMLCanvasElement;
}

function entriesOf(model: ChartModel, theme: Theme, text: (key: PanelTextKey) => string): readonly Entry[] {
  return [
    ...model.series.map(({ label, look }) => ({ label, sample: swatchOf(look, theme) })),
    ...stateKeys(model).map((key) => ({ label: text(key.text), sample: stateSwatchOf(key, theme) })),
  ];
}

/** Lays the legend out in lines of text. */
function legendPlaces(entries: readonly Entry[], width: number, widthOf: (label: string) => number) {
  let x = MARGIN;
  let line = 0;
  return entries.map(({ label: foreignLabel, sample }) => {
    const label = shortText(foreignLabel, NAME_LENGTH);
    const needed = 30 + widthOf(label) + MARGIN;
    if (x > MARGIN && x + needed > width) {
      x = MARGIN;
      line += 1;
    }
    const place = { label, sample, x, line };
    x += needed;
    return place;
  });
}
