import { join } from "node:path";
import { anomalyFigures } from "../../test/bench/anomalyScore.ts";
import { codeFigures } from "../../test/bench/codeFigures.ts";
import { commandLineFigures } from "../../test/bench/commandLineFigures.ts";
import { editorFigures } from "../../test/bench/editorFigures.ts";
import { type Figure, printTable, writeResults } from "../../test/bench/figures.ts";
import { ledgerFigures } from "../../test/bench/ledgerFigures.ts";
import { panelFigures } from "../../test/bench/panelFigures.ts";
import { teamFigures } from "../../test/bench/teamFigures.ts";
import { measurePatience } from "../calibration.ts";
import { root } from "../setup/root.mjs";

/** Every part of the benchmark; each gives the figures of its own. */
const parts: Readonly<Record<string, (flags: readonly string[]) => Promise<readonly Figure[]>>> = {
  ledger: ledgerFigures,
  cli: commandLineFigures,
  panel: panelFigures,
  editor: editorFigures,
  anomalies: anomalyFigures,
  code: codeFigures,
  team: teamFigures,
};

/** Measures the figures of the design, prints them as a table and writes bench-results.json. Arguments name single parts; flags are for them. */
export async function run(args: string[]): Promise<undefined> {
  const names = args.filter((arg) => !arg.startsWith("--"));
  const flags = args.filter((arg) => arg.startsWith("--"));
  await measurePatience();
  const figures: Figure[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (names.length > 0 && !names.includes(name)) continue;
    try {
      figures.push(...(await part(flags)));
    } catch (error) {
      // What has been measured for minutes is worth seeing all the same.
      console.error(`${name}:`, error);
      process.exitCode = 1;
    }
  }
  printTable(figures);
  writeResults(join(root, "bench-results.json"), figures);
  if (figures.some(({ met }) => !met)) process.exitCode = 1;
}
