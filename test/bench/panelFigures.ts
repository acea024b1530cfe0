import { atMost, type Figure, median, quantile, ratioAtMost, told } from "./figures.ts";
import { yearLedger } from "./ledgerFigures.ts";
import { type FilterName, panelTimes } from "./panelInEditor.ts";

/** Parts of ids are looked for in the ids themselves, all 18 million; the figure is that of finding a transaction. */
const MOST_OF_FILTER: Partial<Record<FilterName, number>> = { "part of an id": 1_000 };

/**
 * The figures of the dashboard in a real VS Code, with 18.25 million transactions behind it, held against what VS Code itself needs
 * to make the empty panel: that is the machine's, and the version's, own measure. Takes about two minutes.
 */
export async function panelFigures(): Promise<Figure[]> {
  const { opening, frameMade, filtering, frames, rowElements } = await panelTimes(await yearLedger());
  const empty = { name: "VS Code's empty panel", value: median(frameMade) };
  return [
    ratioAtMost("panel, opened and drawn, median", median(opening), "ms", empty, 2.2),
    told("panel, opened and drawn, p95", quantile(opening, 0.95), "ms"),
    ...filtering.map(({ name, times }) => {
      const most = MOST_OF_FILTER[name];
      const figure = `panel, filtered by ${name} and drawn, median`;
      return most === undefined
        ? ratioAtMost(figure, median(times), "ms", empty, 1)
        : atMost(figure, median(times), "ms", most);
    }),
    atMost(
      "panel, longest frame while scrolling",
      Math.max(...frames),
      "ms",
      Math.max(50, Math.round(empty.value / 4)),
    ),
    atMost("panel, rows held while scrolling", rowElements, "", 60),
  ];
}
