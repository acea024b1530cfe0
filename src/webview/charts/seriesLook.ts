import { type Rgba, toCss, withAlpha } from "../base/colors.ts";
import type { Theme } from "../base/theme.ts";
import type { StateKey } from "./chartModel.ts";
import { fillOf, gapFill, OPEN_ALPHA, type Pattern, seriesStyle } from "./patterns.ts";

/** What a series stands for; how that looks depends on the theme. */
export type SeriesLook =
  | { readonly kind: "series"; readonly index: number }
  | { readonly kind: "other" | "success" | "failure" | "unknown" | "current" | "previous" | "budget" };

/** Of a line from where on it is only "at least". */
export const UNCERTAIN_DASH: readonly number[] = [3, 4];

interface LookInTheme {
  readonly color: Rgba;
  readonly pattern: Pattern;
  /** Of a line, in pixels; empty for a solid one. */
  readonly dash: readonly number[];
  readonly width: number;
}

function bar(color: Rgba, pattern: Pattern): LookInTheme {
  return { color, pattern, dash: [], width: 0 };
}

function line(color: Rgba, dash: readonly number[], width: number): LookInTheme {
  return { color, pattern: "solid", dash, width };
}

/** A look in a theme: never told by colour alone, but also by a pattern or a dash. */
export function lookIn(look: SeriesLook, theme: Theme): LookInTheme {
  switch (look.kind) {
    case "series": {
      const { color, pattern } = seriesStyle(look.index, theme);
      return bar(color, pattern);
    }
    case "other":
      return bar(theme.other, "solid");
    case "success":
      return bar(theme.success, "solid");
    case "failure":
      return bar(theme.failure, "rising");
    case "unknown":
      return bar(theme.unknown, "dots");
    case "current":
      return line(theme.series[0] ?? theme.other, [], 2);
    case "previous":
      return line(theme.unknown, [5, 4], 1.5);
    case "budget":
      return line(theme.failure, [10, 3, 2, 3], 1.5);
  }
}

/** A legend's sample of a look. */
export function swatchOf(look: SeriesLook, theme: Theme): HTMLCanvasElement {
  const { color, pattern, dash, width } = lookIn(look, theme);
  if (width === 0) {
    return sample("swatch", 12, (context) => {
      context.fillStyle = fillOf(context, color, pattern, theme);
      context.fillRect(0, 0, 12, 12);
    });
  }
  return sample("swatch swatch-line", 24, (context) => {
    context.strokeStyle = toCss(color);
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(0, 6);
    context.lineTo(24, 6);
    context.stroke();
  });
}

/** A legend's sample of what the looks of buckets mean: an outline for what may still grow, thin lines for a gap. */
export function stateSwatchOf({ look }: StateKey, theme: Theme): HTMLCanvasElement {
  return sample("swatch", 12, (context) => {
    context.fillStyle = look === "gap" ? gapFill(context, theme) : toCss(withAlpha(theme.unknown, OPEN_ALPHA));
    context.fillRect(0, 0, 12, 12);
    if (look === "gap") return;
    context.strokeStyle = toCss(theme.unknown);
    context.strokeRect(0.5, 0.5, 11, 11);
  });
}

function sample(className: string, wide: number, draw: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const scale = Math.max(1, Math.round(devicePixelRatio));
  const canvas = document.createElement("canvas");
  canvas.className = className;
  canvas.width = wide * scale;
  canvas.height = 12 * scale;
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  context?.scale(scale, scale);
  if (context) draw(context);
  return canvas;
}
