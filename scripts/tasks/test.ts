import { measurePatience, weekParseNow } from "../calibration.ts";
import { type Counts, describeCounts, sumOf } from "../counts.ts";
import { fromNow, whenOver } from "../limitedRun.ts";
import { endProcessesOf, ownRun } from "../setup/runProcesses.mjs";
import { run as check } from "./check.ts";
import { runWithoutScreenshots as e2e } from "./e2e.ts";
import { run as host } from "./host.ts";
import { run as unit } from "./unit.ts";

const parts = { check, unit, host, e2e };

export async function run(): Promise<Counts> {
  const summary: { name: string; counts: Counts; seconds: number }[] = [];
  const parsed: string[] = [];
  for (const [name, part] of Object.entries(parts)) {
    parsed.push((await measurePatience()) ?? (await weekParseNow()));
    console.log(`\n== ${name}`);
    const start = performance.now();
    const counts = await withinItsLimit(name, part).catch(failedAsAWhole);
    summary.push({ name, counts, seconds: Math.round((performance.now() - start) / 1000) });
  }
  parsed.push(await weekParseNow());
  console.log(`\nJSON.parse of a week's report before each part, and at the end: ${parsed.join(", ")} s`);
  for (const { name, counts, seconds } of summary) console.log(`${name}: ${describeCounts(counts)} (${seconds} s)`);
  return sumOf(summary.map(({ counts }) => counts));
}

/** Parts end what hangs in them, and say what it was. This is for what hangs between it, such as a browser that does not start. */
const partMs = 1_500_000;

async function withinItsLimit(name: string, part: (args: string[]) => Promise<Counts>): Promise<Counts> {
  const { promise: hung, reject } = Promise.withResolvers<never>();
  const cancelLimit = whenOver(fromNow(partMs), () => {
    endProcessesOf(ownRun() ?? "");
    reject(new Error(`✖ hung: ${name}, as a whole`));
  });
  try {
    return await Promise.race([part([]), hung]);
  } finally {
    cancelLimit();
  }
}

/** A part that could not even run is one failure; the other parts still show theirs. */
function failedAsAWhole(error: unknown): Counts {
  const why = error instanceof Error ? error.message : String(error);
  console.error(why);
  return { passed: 0, failed: 1, failures: [why] };
}
