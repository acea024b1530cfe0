// A team's store: beside the collector's ledger, and ClickHouse where it has 100 million rows.
import type { Figure } from "./figures.ts";
import { growthFigures, scaleFigures } from "./teamAtScale.ts";
import { sideBySideFigures } from "./teamSideBySide.ts";

/**
 * Takes about ten minutes with 100 million rows in the cache, which the first run makes in some minutes more. `--small`: a hundredth of
 * it, to try the benchmark itself; its goals say nothing. `--growth`: also what questions cost with 1, 10 and 100 million rows.
 */
export async function teamFigures(flags: readonly string[]): Promise<readonly Figure[]> {
  const isSmall = flags.includes("--small");
  return [
    ...(await sideBySideFigures(isSmall ? 4 : 100)),
    ...(await scaleFigures(isSmall ? 68 : 6_850)),
    ...(flags.includes("--growth") ? await growthFigures(isSmall ? 0.01 : 1) : []),
  ];
}
