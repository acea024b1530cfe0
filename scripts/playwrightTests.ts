// Runs specs with Playwright's test runner and counts them.
import { join } from "node:path";
import type { Counts } from "./counts.ts";
import { fromNow } from "./limitedRun.ts";
import { root } from "./setup/root.mjs";
import { runTests, type TestRunOptions } from "./testRun.ts";

export interface PlaywrightOptions extends Pick<TestRunOptions, "say" | "output"> {
  /** The configuration, as a path below the project's folder. */
  readonly config: string;
  /** Files and options of Playwright's own. */
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** Milliseconds for the whole run, on the reference machine. */
  readonly limitMs: number;
}

export function runPlaywright({ config, args = [], env, limitMs, ...told }: PlaywrightOptions): Promise<Counts> {
  const program = join(root, "node_modules", "@playwright", "test", "cli.js");
  return runTests(process.execPath, [program, "test", `--config=${join(root, config)}`, ...args], {
    cwd: root,
    // Node strips the types of the sources itself, as in all other tests.
    env: { ...process.env, PW_DISABLE_TS_ESM: "1", ...env },
    msLeft: fromNow(limitMs),
    ...told,
  });
}
