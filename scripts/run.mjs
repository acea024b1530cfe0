// `npm run <task>`: sets up what the task needs, then runs it (tasks/<task>.ts) under Node 24. This file and setup/ are all
// that must run on any Node from 20 on and before anything is installed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureChromium } from "./setup/chromium.mjs";
import { ensureDependencies, node24, toolPath } from "./setup/dependencies.mjs";
import { ensureNode22 } from "./setup/node22.mjs";
import { root } from "./setup/root.mjs";
import { ensureVsCodeServer } from "./setup/vsCodeServer.mjs";

/** @type {Record<string, (() => Promise<void>)[]>} */
const needs = {
  bench: [],
  build: [],
  check: [],
  e2e: [ensureChromium, ensureVsCodeServer],
  host: [ensureChromium, ensureVsCodeServer],
  package: [],
  pictures: [ensureChromium, ensureVsCodeServer],
  setup: [ensureNode22, ensureChromium, ensureVsCodeServer],
  start: [ensureVsCodeServer],
  test: [ensureNode22, ensureChromium, ensureVsCodeServer],
  unit: [ensureNode22],
  watch: [],
};

const [task = "", ...args] = process.argv.slice(2);
const steps = needs[task];
if (!steps) {
  console.error(`Usage: node scripts/run.mjs <${Object.keys(needs).join(" | ")}>`);
  process.exit(2);
}

try {
  await ensureDependencies();
  for (const ensure of steps) await ensure();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
if (task !== "setup") runTask();

function runTask() {
  const child = spawn(node24, [join(root, "scripts", "task.ts"), task, ...args], {
    cwd: root,
    env: { ...process.env, PATH: toolPath },
    stdio: "inherit",
  });
  // The task ends what it started; this process only passes signals on and waits.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
    process.on(signal, () => child.kill(signal));
  // A terminated npm takes only its shell with it; what it ran has to notice.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 500).unref();
  child.once("exit", (code) => process.exit(code ?? 1));
}
