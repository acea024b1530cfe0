import { type Rgba, toCss, withAlpha } from "../base/colors.ts";
import type { Theme } from "../base/theme.ts";

/** Fillings that differ without colour. */
const PATTERNS = ["solid", "rising", "dots", "horizontal", "falling", "grid", "vertical"] as const;
export type Pattern = (typeof PATTERNS)[number];

const TILE = 8;

/** How the nth series of a chart is drawn: colours repeat, but never with the same pattern. */
export function seriesStyle(index: number, theme: Theme): { readonly color: Rgba; readonly pattern: Pattern } {
  const colors = theme.series.length;
  const color = theme.series[index % colors] ?? theme.other;
  const pattern = PATTERNS[((index % colors) + Math.floor(index / colors)) % PATTERNS.length] ?? "solid";
  return { color, pattern };
}

/** A canvas filling: quiet in ordinary themes, strong in high contrast. */
export function fillOf(
  context: CanvasRenderingContext2D,
  color: Rgba,
  pattern: Pattern,
  theme: Theme,
): string | CanvasPattern {
  if (pattern === "solid") return toCss(color);
  const scale = Math.max(1, Math.round(devicePixelRatio));
  const tile = document.createElement("canvas");
  tile.width = TILE * scale;
  tile.height = TILE * scale;
  const draw = tile.getContext("2d");
  if (!draw) return toCss(color);
  draw.scale(scale, scale);
  draw.fillStyle = toCss(color);
  draw.fillRect(0, 0, TILE, TILE);
  const ink = toCss(withAlpha(theme.background, theme.highContrast ? 1 : 0.3));
  draw.strokeStyle = ink;
  draw.fillStyle = ink;
  draw.lineWidth = theme.highContrast ? 2 : 1.2;
  drawPattern(draw, pattern);
  const filling = context.createPattern(tile, "repeat");
  filling?.setTransform(new DOMMatrix().scale(1 / scale));
  return filling ?? toCss(color);
}

function drawPattern(draw: CanvasRenderingContext2D, pattern: Exclude<Pattern, "solid">): void {
  const middle = TILE / 2;
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    draw.moveTo(x1, y1);
    draw.lineTo(x2, y2);
  };
  draw.beginPath();
  switch (pattern) {
    case "rising":
      for (const shift of [-TILE, 0, TILE]) line(shift - 1, TILE + 1, shift + TILE + 1, -1);
      break;
    case "falling":
      for (const shift of [-TILE, 0, TILE]) line(shift - 1, -1, shift + TILE + 1, TILE + 1);
      break;
    case "horizontal":
      line(0, middle, TILE, middle);
      break;
    case "vertical":
      line(middle, 0, middle, TILE);
      break;
    case "grid":
      line(0, middle, TILE, middle);
      line(middle, 0, middle, TILE);
      break;
    case "dots":
      draw.arc(middle, middle, 1.5, 0, 2 * Math.PI);
      draw.fill();
      return;
  }
  draw.stroke();
}
