/** Red, green and blue 0…255, alpha 0…1. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

let probe: CanvasRenderingContext2D | null | undefined;

/** What a CSS colour of any notation looks like; a canvas can not use `var()`, and Chart.js not every notation. */
export function parseColor(css: string): Rgba {
  probe ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  if (!probe) return [128, 128, 128, 1];
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = css;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

/** `share` of `a`, the rest of `b`. */
export function mix(a: Rgba, b: Rgba, share: number): Rgba {
  const blend = (from: number, to: number) => from * share + to * (1 - share);
  return [blend(a[0], b[0]), blend(a[1], b[1]), blend(a[2], b[2]), blend(a[3], b[3])];
}

export function withAlpha([red, green, blue]: Rgba, alpha: number): Rgba {
  return [red, green, blue, alpha];
}

export function toCss([red, green, blue, alpha]: Rgba): string {
  return `rgba(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)}, ${Number(alpha.toFixed(3))})`;
}
