import { atMost, type Figure, median, quantile } from "./figures.ts";
import { yearLedger } from "./ledgerFigures.ts";
import { type FilterName, panelTimes } from "./panelInEditor.ts";

/** Parts of ids are looked for in the ids themselves, all 18 million; the figure is that of finding a transaction. */
const GOAL_OF_FILTER: Partial<Record<FilterName, number>> = { "part of an id": 1_000 };

/** The figures of the dashboard in a real VS Code, with 18.25 million transactions behind it. Takes about two minutes. */
export async function panelFigures(): Promise<Figure[]> {
  const { opening, frameMade, filtering, frames, rowElements } = await panelTimes(await yearLedger());
  return [
    {
      ...atMost("panel, opened and drawn, p95", quantile(opening, 0.95), "ms", 400),
      reference: { name: "VS Code's own part", value: median(frameMade) },
    },
    ...filtering.map(({ name, times }) =>
      atMost(`panel, filtered by ${name} and drawn, median`, median(times), "ms", GOAL_OF_FILTER[name] ?? 150),
    ),
    atMost("panel, longest frame while scrolling", Math.max(...frames), "ms", 50),
    atMost("panel, rows held while scrolling", rowElements, "", 60),
  ];
}
