// The tests inside the extension host of desktop VS Code, in the oldest version that is supported and the newest one.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { type Counts, none, sumOf } from "../../scripts/counts.ts";
import { root } from "../../scripts/setup/root.mjs";
import { printResults } from "./results.ts";

const reachTimeoutMs = 3000;

export async function runOnDesktop(): Promise<Counts> {
  const hindrance = await whyNot();
  if (hindrance) {
    console.log(`desktop VS Code: not available here (${hindrance})`);
    return none;
  }
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return sumOf([await runVersion(engines.vscode.replace("^", "")), await runVersion("stable")]);
}

async function whyNot(): Promise<string | undefined> {
  if (process.platform === "linux" && !process.env.DISPLAY) return "no display";
  const answer = await fetch("https://update.code.visualstudio.com/api/releases/stable", {
    signal: AbortSignal.timeout(reachTimeoutMs),
  }).catch(() => undefined);
  return answer?.ok ? undefined : "its download site does not answer";
}

const noSandboxForRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

async function runVersion(version: string): Promise<Counts> {
  console.log(`desktop VS Code ${version}`);
  const profile = mkdtempSync(join(tmpdir(), "deepvue-usage-desktop-"));
  const results = join(profile, "results.json");
  const cachePath = join(root, "out", "desktop");
  try {
    await runTests({
      vscodeExecutablePath: await downloadAndUnzipVSCode({ version, cachePath }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, "out", "host", "index.js"),
      extensionTestsEnv: { HOST_TEST_RESULTS: results },
      launchArgs: ["--disable-extensions", ...noSandboxForRoot, `--user-data-dir=${profile}`, profile],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  const counts = printResults(results);
  rmSync(profile, { recursive: true, force: true });
  return counts;
}
