import { type Rgba, toCss } from "../base/colors.ts";
import type { Theme } from "../base/theme.ts";
import { fillOf, type Pattern, seriesStyle } from "./patterns.ts";

/** What a series stands for; how that looks depends on the theme. */
export type SeriesLook =
  | { readonly kind: "series"; readonly index: number }
  | { readonly kind: "other" | "success" | "failure" | "unknown" | "current" | "previous" | "budget" };

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
  const scale = Math.max(1, Math.round(devicePixelRatio));
  const [wide, high] = width > 0 ? [24, 12] : [12, 12];
  const canvas = document.createElement("canvas");
  canvas.className = width > 0 ? "swatch swatch-line" : "swatch";
  canvas.width = wide * scale;
  canvas.height = high * scale;
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.scale(scale, scale);
  if (width > 0) {
    context.strokeStyle = toCss(color);
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(0, high / 2);
    context.lineTo(wide, high / 2);
    context.stroke();
  } else {
    context.fillStyle = fillOf(context, color, pattern, theme);
    context.fillRect(0, 0, wide, high);
  }
  return canvas;
}
