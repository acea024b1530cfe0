import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { measurePatience } from "../calibration.ts";
import { type Counts, failureText } from "../counts.ts";
import { patient } from "../patience.ts";
import { timeLeft } from "../setup/deadline.mjs";
import { root } from "../setup/root.mjs";
import { maxMainBytes } from "./package.ts";

/** What has not changed since the last time is not checked again. */
function keepingIn(file: string): readonly string[] {
  return ["--incremental", "--tsBuildInfoFile", `node_modules/.cache/${file}.tsbuildinfo`];
}

const checks = [
  { name: "format", command: ["biome", "ci", "--colors=off", "."] },
  { name: "lint", command: ["oxlint", "--deny-warnings"] },
  { name: "types", command: ["tsc", "--project", ".", ...keepingIn("tsc/all")] },
  { name: "types of the webview", command: ["tsc", "--project", "src/webview", ...keepingIn("tsc/webview")] },
  {
    name: "size of what every editor window loads",
    command: [process.execPath, "esbuild.js", "--main-at-most", String(maxMainBytes)],
  },
  { name: "unused code and dependencies", command: ["knip", "--no-progress", "--cache"] },
];

const limitMs = 180_000;
const LONGEST = 64 * 1024 * 1024;

export async function run(): Promise<Counts> {
  await measurePatience();
  const waiting = checks.values();
  const counts = { passed: 0, failed: 0, failures: [] as string[] };
  const work = async (): Promise<void> => {
    for (const { name, command } of waiting) {
      const fault = await faultOf(command as [string, ...string[]]);
      if (fault === undefined) counts.passed += 1;
      else counts.failed += 1;
      console.log(`${fault === undefined ? "✔" : "✖"} ${name}`);
      if (fault === undefined) continue;
      console.log(fault.trimEnd());
      counts.failures.push(failureText(name, fault));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return counts;
}

/** What a program that fails has said. */
function faultOf([program, ...args]: readonly [string, ...string[]]): Promise<string | undefined> {
  const timeout = Math.max(1, Math.min(patient(limitMs), timeLeft()));
  const options = { cwd: root, encoding: "utf8", timeout, killSignal: "SIGKILL", maxBuffer: LONGEST } as const;
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve(error === null ? undefined : `${stdout}${stderr}${error.message}`),
    );
  });
}
