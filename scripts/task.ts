// Runs one task of scripts/tasks/ and turns its counts into the last line and the exit code.
import { type Counts, describeCounts } from "./counts.ts";
import { exitOnSignals } from "./processTree.ts";

exitOnSignals();
const [name, ...args] = process.argv.slice(2);

try {
  const { run }: { run: (args: string[]) => Promise<Counts | undefined> } = await import(`./tasks/${name}.ts`);
  const counts = await run(args);
  if (counts) {
    for (const failure of counts.failures ?? []) console.log(`failed: ${failure}`);
    for (const test of counts.flaky ?? []) console.log(`flaky: ${test}`);
    console.log(describeCounts(counts));
    process.exitCode = counts.failed === 0 ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
