// Faults that a run of tests has to survive, each in a spec of its own; testRun.test.ts runs them.
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { patient } from "../../../../scripts/patience.ts";
import { root } from "../../../../scripts/setup/root.mjs";

export default defineConfig({
  testDir: ".",
  outputDir: join(root, "test-results", "planted"),
  reporter: [["list"], [join(root, "scripts", "playwrightReporter.ts")]],
  workers: 2,
  retries: 0,
  timeout: patient(4_000),
});
