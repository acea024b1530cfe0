import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measurePatience } from "../calibration.ts";
import type { Counts } from "../counts.ts";
import { runPlaywright } from "../playwrightTests.ts";
import { installExtension, linkBuiltInExtensions } from "../workbench.ts";
import { run as makePackage, vsix } from "./package.ts";

/** Several times what all specs take on a quiet machine, so that only a hang is ended. */
const limitMs = 1_200_000;

/** Those of VS Code's own extensions with a program that ours has to do with: what renders its documents, and what it asks about files. */
const BUILT_IN_PROGRAMS = ["markdown-language-features", "git", "git-base"];

/** Arguments are spec files, or parts of their paths, and options of Playwright's own. */
export function run(args: string[]): Promise<Counts> {
  return runSpecs("specs", args);
}

/** In Playwright's configuration. */
const PROJECTS = { specs: ["specs", "short"], pictures: ["pictures"] } as const;

/** Without the pictures that specs leave for people, who look at none after a run of everything (`test/support/screenshots.ts`). */
export function runWithoutScreenshots(): Promise<Counts> {
  return runSpecs("specs", [], { DEEPVUE_USAGE_SCREENSHOTS: "none" });
}

export async function runSpecs(
  project: keyof typeof PROJECTS,
  args: string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Counts> {
  await measurePatience();
  await makePackage();
  const profile = mkdtempSync(join(tmpdir(), "deepvue-usage-e2e-installed-"));
  process.once("exit", () => rmSync(profile, { recursive: true, force: true }));
  const extensions = join(profile, "extensions");
  await installExtension(vsix, { profile, extensions });
  const builtIn = join(profile, "built-in");
  linkBuiltInExtensions(builtIn, BUILT_IN_PROGRAMS);
  return runPlaywright({
    config: "test/e2e/playwright.config.ts",
    args: [...PROJECTS[project].map((name) => `--project=${name}`), ...args],
    limitMs,
    env: { ...env, DEEPVUE_USAGE_E2E_EXTENSIONS: extensions, DEEPVUE_USAGE_E2E_BUILT_IN: builtIn },
  });
}
