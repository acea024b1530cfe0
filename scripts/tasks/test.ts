import { type Counts, describeCounts, sumOf } from "../counts.ts";
import { run as check } from "./check.ts";
import { run as e2e } from "./e2e.ts";
import { run as host } from "./host.ts";
import { run as unit } from "./unit.ts";

const parts = { check, unit, host, e2e };

export async function run(): Promise<Counts> {
  const summary: { name: string; counts: Counts; seconds: number }[] = [];
  for (const [name, part] of Object.entries(parts)) {
    console.log(`\n== ${name}`);
    const start = performance.now();
    const counts = await part([]).catch(failedAsAWhole);
    summary.push({ name, counts, seconds: Math.round((performance.now() - start) / 1000) });
  }
  console.log();
  for (const { name, counts, seconds } of summary) console.log(`${name}: ${describeCounts(counts)} (${seconds} s)`);
  return sumOf(summary.map(({ counts }) => counts));
}

/** A part that could not even run is one failure; the other parts still show theirs. */
function failedAsAWhole(error: unknown): Counts {
  console.error(error instanceof Error ? error.message : error);
  return { passed: 0, failed: 1 };
}
