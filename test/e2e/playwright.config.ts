import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { patience, patient } from "../../scripts/patience.ts";
import { root } from "../../scripts/setup/root.mjs";
import { browserProgram, SHORT_LIVED } from "../support/browser.ts";

/** Several times what the slowest test takes on a quiet machine; what needs more says so itself. */
const TEST_MS = 120_000;
/** Until what a person should see is there. */
const EXPECT_MS = 30_000;
const ACTION_MS = 15_000;

/**
 * A spec also waits: of two cores two specs left a sixth idle, three a sixteenth. On a machine so many times slower than the reference
 * already a window that nobody uses keeps a core busy: there two finish later than one after the other.
 */
const SLOW = 4;
const AT_A_TIME = 3;

const SHORT = "**/dashboardPage.spec.ts";

export default defineConfig({
  projects: [
    // In the order of their names: what waits longest is the first of them, or it would end alone.
    { name: "specs", testDir: "specs", testIgnore: SHORT },
    // Last, for its many tests share out among the processes of the runner, whichever has ended.
    { name: "short", testDir: "specs", testMatch: SHORT },
    // The README's, taken by `npm run pictures` only.
    { name: "pictures", testDir: "pictures" },
  ],
  outputDir: join(root, "test-results", "e2e"),
  reporter: [
    ["list"],
    [join(root, "scripts", "playwrightReporter.ts")],
    // What costs how much: DEEPVUE_USAGE_PROCESSOR_TIME=1 npm run test:e2e -- --workers=1
    ...(process.env.DEEPVUE_USAGE_PROCESSOR_TIME ? [[join(root, "scripts", "processorReporter.ts")] as const] : []),
  ],
  workers: patience() < SLOW ? Math.min(AT_A_TIME, availableParallelism() + 1) : 1,
  retries: 1,
  timeout: patient(TEST_MS),
  expect: { timeout: patient(EXPECT_MS), toPass: { timeout: patient(EXPECT_MS) } },
  use: {
    launchOptions: browserProgram(SHORT_LIVED),
    actionTimeout: patient(ACTION_MS),
    navigationTimeout: patient(60_000),
    screenshot: "only-on-failure",
    // Every step, and what page and network said; pictures of every step would slow all tests down.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: false },
  },
});
