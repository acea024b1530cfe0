import { join } from "node:path";
import { anomalyFigures } from "../../test/bench/anomalyScore.ts";
import { editorFigures } from "../../test/bench/editorFigures.ts";
import { type Figure, printTable, writeResults } from "../../test/bench/figures.ts";
import { ledgerFigures } from "../../test/bench/ledgerFigures.ts";
import { root } from "../setup/root.mjs";

/** Every part of the benchmark; each gives the figures of its own. */
const parts: readonly (() => Promise<readonly Figure[]>)[] = [ledgerFigures, editorFigures, anomalyFigures];

/** Measures the figures of the design, prints them as a table and writes bench-results.json. */
export async function run(): Promise<undefined> {
  const figures: Figure[] = [];
  for (const part of parts) figures.push(...(await part()));
  printTable(figures);
  writeResults(join(root, "bench-results.json"), figures);
  if (figures.some(({ met }) => !met)) process.exitCode = 1;
}
