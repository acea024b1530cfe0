import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Counts } from "../counts.ts";
import { runNodeTests } from "../nodeTests.ts";
import { installExtension } from "../workbench.ts";
import { run as makePackage, vsix } from "./package.ts";

export async function run(args: string[]): Promise<Counts> {
  await makePackage();
  const profile = mkdtempSync(join(tmpdir(), "deepvue-usage-e2e-installed-"));
  process.once("exit", () => rmSync(profile, { recursive: true, force: true }));
  const extensions = join(profile, "extensions");
  await installExtension(vsix, { profile, extensions });
  return runNodeTests({
    node: process.execPath,
    patterns: args.length > 0 ? args : ["test/e2e/specs/**/*.spec.ts"],
    flags: [`--test-concurrency=${atOnce}`, `--test-timeout=${specTimeoutMs}`],
    env: { DEEPVUE_USAGE_E2E_EXTENSIONS: extensions },
  });
}

/** A spec waits for its VS Code more than it works, so two share two cores well; more would only slow each other. */
const atOnce = Math.min(2, availableParallelism());

/** For a whole file: several times what the slowest takes on a busy machine, so that only a hang fails. */
const specTimeoutMs = 420_000;
