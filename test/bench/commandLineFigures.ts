// Figures of the command line: a whole process over a year of 18.25 million transactions, beside a Node that does nothing.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/setup/root.mjs";
import { run as build } from "../../scripts/tasks/build.ts";
import { maxPackedBytes, packCommandLine } from "../../scripts/tasks/package.ts";
import { YEAR } from "./enterprise.ts";
import { atMost, atMostCalibrated, type Figure, median } from "./figures.ts";
import { yearLedger } from "./ledgerFigures.ts";
import { probe } from "./probes.ts";

const TURNS = 9;
/** `node -e 0` took this on the machine on which the absolute goals were set, in ms. */
const BARE_NODE_MS = 45;
/** The evening of the year's last day, when its current month is whole. */
const EVENING = Date.parse(`${YEAR.until}T18:00:00Z`);

/** Takes a minute, and some more where the year is not there yet. */
export async function commandLineFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-bench-cli-"));
  try {
    const ledger = join(folder, "year.db");
    copyFileSync(await yearLedger(), ledger);
    await probe("signIn", { path: ledger });
    await build(["--production"]);
    const program = [join(root, "dist-cli", "cli.mjs")];
    const [bare, statusline, daily, year]: readonly number[][] = [[], [], [], []];
    // In turns, so that a slow moment of the machine meets all of them.
    for (let turn = 0; turn < TURNS; turn++) {
      bare?.push(run(folder, ["-e", "0"]));
      statusline?.push(run(folder, [...program, "statusline", "--ledger", ledger]));
      daily?.push(run(folder, [...program, "daily", "--offline", "--ledger", ledger]));
      year?.push(run(folder, [...program, "daily", "--offline", "--ledger", ledger, "--since", YEAR.since]));
    }
    const calibration = { name: "node -e 0", ms: median(bare ?? []), referenceMs: BARE_NODE_MS };
    return [
      atMostCalibrated("statusline of a year, whole process", median(statusline ?? []), 250, calibration),
      atMostCalibrated("daily of a month of it, whole process", median(daily ?? []), 250, calibration),
      atMostCalibrated("daily of all of it, whole process", median(year ?? []), 350, calibration),
      atMost("packed for npm", (await packCommandLine()) / 1000, "KB", maxPackedBytes / 1000),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of a whole process, at a moment of the year. */
function run(home: string, args: readonly string[]): number {
  const preload = `const real=Date.now,first=real();Date.now=()=>${EVENING}+real()-first;`;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
  };
  const before = performance.now();
  try {
    execFileSync(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  } catch (error) {
    // 5: the year was read some other day, so that its numbers count as not whole.
    if ((error as { status?: unknown }).status !== 5) throw error;
  }
  return performance.now() - before;
}
