const SHAPES = {
  refresh: "M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",
  close: "M4 4l8 8M12 4l-8 8",
  chevron: "M4 6l4 4 4-4",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6",
  chart: "M2.5 2.5v11h11M5.5 11V8M8.5 11V5M11.5 11V7",
  save: "M8 2.5v7M5 7l3 3 3-3M2.5 12.5h11",
  info: "M8 7.5v4M8 4.8v.4M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z",
  warning: "M8 2.5l6 11H2zM8 6.5v3.4M8 11.4v.4",
  error: "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  progress: "M8 2a6 6 0 1 1-6 6",
  success: "M3 8.5l3.5 3.5L13 4.5",
  failure: "M4 4l8 8M12 4l-8 8",
  unknown: "M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 11.6v.4",
  columns: "M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  back: "M7 3.5L2.5 8 7 12.5M2.5 8h11",
  up: "M8 13V3M4.5 6.5L8 3l3.5 3.5",
  down: "M8 3v10M4.5 9.5L8 13l3.5-3.5",
} as const;
export type IconName = keyof typeof SHAPES;

const SVG = "http://www.w3.org/2000/svg";

/** A 16 px line drawing in the text's colour, for the eye only: what it means stands in words beside it or in a label. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
