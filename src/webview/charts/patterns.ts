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

/** How strong a light filling is: that of a bar that may still grow. */
export const OPEN_ALPHA = 0.32;

/** A canvas filling: quiet in ordinary themes, strong in high contrast. */
export function fillOf(
  context: CanvasRenderingContext2D,
  color: Rgba,
  pattern: Pattern,
  theme: Theme,
): string | CanvasPattern {
  if (pattern === "solid") return toCss(color);
  return tiled(context, theme, `${toCss(color)} ${pattern}`, (draw) => {
    draw.fillStyle = toCss(color);
    draw.fillRect(0, 0, TILE, TILE);
    drawPattern(draw, pattern, withAlpha(theme.background, theme.highContrast ? 1 : 0.3), theme);
  });
}

/** Thin lines across what is not known, behind everything. */
export function gapFill(context: CanvasRenderingContext2D, theme: Theme): string | CanvasPattern {
  return tiled(context, theme, "gap", (draw) =>
    drawPattern(draw, "rising", gapInk(theme), { ...theme, highContrast: false }),
  );
}

export function gapInk({ unknown, highContrast }: Theme): Rgba {
  return withAlpha(unknown, highContrast ? 0.9 : 0.4);
}

/** By what is on them and how large a pixel is. They belong to no canvas, and each drawing of a chart and its legend needs a dozen. */
const tilesOf = new WeakMap<Theme, Map<string, CanvasPattern>>();

function tiled(
  context: CanvasRenderingContext2D,
  theme: Theme,
  name: string,
  fill: (draw: CanvasRenderingContext2D) => void,
): string | CanvasPattern {
  const scale = Math.max(1, Math.round(devicePixelRatio));
  const tiles = tilesOf.get(theme) ?? new Map<string, CanvasPattern>();
  tilesOf.set(theme, tiles);
  const key = `${name} ${scale}`;
  const known = tiles.get(key);
  if (known) return known;
  const tile = document.createElement("canvas");
  tile.width = TILE * scale;
  tile.height = TILE * scale;
  const draw = tile.getContext("2d");
  if (!draw) return toCss(theme.unknown);
  draw.scale(scale, scale);
  fill(draw);
  const filling = context.createPattern(tile, "repeat");
  if (!filling) return toCss(theme.unknown);
  filling.setTransform(new DOMMatrix().scale(1 / scale));
  tiles.set(key, filling);
  return filling;
}

function drawPattern(
  draw: CanvasRenderingContext2D,
  pattern: Exclude<Pattern, "solid">,
  ink: Rgba,
  { highContrast }: Theme,
): void {
  draw.strokeStyle = toCss(ink);
  draw.fillStyle = toCss(ink);
  draw.lineWidth = highContrast ? 2 : 1.2;
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
