import { spawnSync } from "node:child_process";
import type { Counts } from "../counts.ts";
import { root } from "../setup/root.mjs";

const checks = [
  { name: "format", command: ["biome", "ci", "--colors=off", "."] },
  { name: "lint", command: ["oxlint", "--deny-warnings"] },
  { name: "types", command: ["tsc", "--project", "."] },
  { name: "types of the webview", command: ["tsc", "--project", "src/webview"] },
  { name: "unused code and dependencies", command: ["knip", "--no-progress"] },
];

export function run(): Promise<Counts> {
  const counts = { passed: 0, failed: 0 };
  for (const { name, command } of checks) {
    const [program, ...args] = command as [string, ...string[]];
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: "utf8" });
    if (status === 0) counts.passed += 1;
    else counts.failed += 1;
    console.log(`${status === 0 ? "✔" : "✖"} ${name}`);
    if (status !== 0) console.log(`${stdout}${stderr}`.trimEnd());
  }
  return Promise.resolve(counts);
}
