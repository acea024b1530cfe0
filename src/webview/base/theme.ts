import { mix, parseColor, type Rgba, toCss, withAlpha } from "./colors.ts";

/** The colours that the canvases need, read from VS Code's variables. */
export interface Theme {
  readonly series: readonly Rgba[];
  readonly other: Rgba;
  readonly success: Rgba;
  readonly failure: Rgba;
  readonly unknown: Rgba;
  readonly background: Rgba;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly tooltip: { readonly background: string; readonly foreground: string; readonly border: string };
  /** Also when the operating system forces its own colours. */
  readonly highContrast: boolean;
  readonly fontFamily: string;
  readonly fontSize: number;
}

const forcedColors = matchMedia("(forced-colors: active)");

/** Reads the theme as it is now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const bodyClasses = document.body.classList;
  const highContrast =
    forcedColors.matches ||
    bodyClasses.contains("vscode-high-contrast") ||
    bodyClasses.contains("vscode-high-contrast-light");
  const color = (name: string, fallback: string, forced: string): Rgba =>
    parseColor(forcedColors.matches ? forced : style.getPropertyValue(`--vscode-${name}`).trim() || fallback);

  const foreground = color("foreground", "#616161", "CanvasText");
  const background = color("editor-background", "#ffffff", "Canvas");
  // Some themes take a chart colour from a highlight, which is translucent; as a filling it would hardly be seen.
  const chart = (name: string, fallback: string) => withAlpha(color(`charts-${name}`, fallback, "CanvasText"), 1);
  const blue = chart("blue", "#1a85ff");
  const green = chart("green", "#388a34");
  const orange = chart("orange", "#d18616");
  const purple = chart("purple", "#652d90");
  const yellow = chart("yellow", "#bf8803");
  const red = chart("red", "#e51400");
  // Large areas in a theme's accent colours shout; high contrast is meant to.
  const calm = (accent: Rgba) => (highContrast ? accent : mix(accent, background, 0.86));
  const muted = mix(foreground, background, 0.75);
  return {
    // Red is left to failures.
    series: [blue, orange, purple, mix(green, blue, 0.65), yellow, mix(purple, red, 0.45)].map(calm),
    other: mix(foreground, background, highContrast ? 0.7 : 0.35),
    success: calm(green),
    failure: calm(red),
    unknown: mix(foreground, background, highContrast ? 0.7 : 0.4),
    background,
    foreground: toCss(foreground),
    muted: toCss(highContrast ? foreground : muted),
    grid: toCss(withAlpha(foreground, highContrast ? 0.35 : 0.12)),
    tooltip: {
      background: toCss(color("editorHoverWidget-background", "#f3f3f3", "Canvas")),
      foreground: toCss(color("editorHoverWidget-foreground", toCss(foreground), "CanvasText")),
      border: toCss(color("editorHoverWidget-border", toCss(muted), "CanvasText")),
    },
    highContrast,
    fontFamily: style.getPropertyValue("--vscode-font-family").trim() || "sans-serif",
    fontSize: Number.parseFloat(style.getPropertyValue("--vscode-font-size")) || 13,
  };
}

/** Calls `changed` once per change of theme: VS Code sets the body's class and the root's variables one after the other. */
export function watchTheme(changed: () => void): void {
  let scheduled = false;
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      changed();
    });
  };
  const observer = new MutationObserver(schedule);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  forcedColors.addEventListener("change", schedule);
}
