import { spawnSync } from "node:child_process";
import { measurePatience } from "../calibration.ts";
import type { Counts } from "../counts.ts";
import { patient } from "../patience.ts";
import { timeLeft } from "../setup/deadline.mjs";
import { root } from "../setup/root.mjs";
import { maxMainBytes } from "./package.ts";

const checks = [
  { name: "format", command: ["biome", "ci", "--colors=off", "."] },
  { name: "lint", command: ["oxlint", "--deny-warnings"] },
  { name: "types", command: ["tsc", "--project", "."] },
  { name: "types of the webview", command: ["tsc", "--project", "src/webview"] },
  {
    name: "size of what every editor window loads",
    command: [process.execPath, "esbuild.js", "--main-at-most", String(maxMainBytes)],
  },
  { name: "unused code and dependencies", command: ["knip", "--no-progress"] },
];

const limitMs = 180_000;

export async function run(): Promise<Counts> {
  await measurePatience();
  const counts = { passed: 0, failed: 0 };
  for (const { name, command } of checks) {
    const [program, ...args] = command as [string, ...string[]];
    const timeout = Math.max(1, Math.min(patient(limitMs), timeLeft()));
    const options = { cwd: root, encoding: "utf8", timeout, killSignal: "SIGKILL" } as const;
    const { status, stdout, stderr, error } = spawnSync(program, args, options);
    if (status === 0) counts.passed += 1;
    else counts.failed += 1;
    console.log(`${status === 0 ? "✔" : "✖"} ${name}`);
    if (status !== 0) console.log(`${stdout}${stderr}${error?.message ?? ""}`.trimEnd());
  }
  return counts;
}
