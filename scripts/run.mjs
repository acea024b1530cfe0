// `npm run <task>`: sets up what the task needs, then runs it (tasks/<task>.ts) under Node 24. This file and setup/ are all
// that must run on any Node from 20 on and before anything is installed.
import { join } from "node:path";
import { ensureChromium } from "./setup/chromium.mjs";
import { ensureDatabases } from "./setup/databases.mjs";
import { setDeadline, takeDeadline, timeLeft } from "./setup/deadline.mjs";
import { ensureDependencies, node24, toolPath } from "./setup/dependencies.mjs";
import { ensureNode22 } from "./setup/node22.mjs";
import { ensurePrometheus } from "./setup/prometheus.mjs";
import { root } from "./setup/root.mjs";
import { endProcessesOf, newRun, runToItsEnd } from "./setup/runProcesses.mjs";
import { ensureShells } from "./setup/shells.mjs";
import { ensureVsCodeServer } from "./setup/vsCodeServer.mjs";

/** @type {Record<string, (() => Promise<void>)[]>} */
const needs = {
  bench: [ensureDatabases, ensureChromium, ensureVsCodeServer],
  build: [],
  check: [],
  e2e: [ensureChromium, ensureVsCodeServer],
  host: [ensureChromium, ensureVsCodeServer],
  package: [],
  pictures: [ensureChromium, ensureVsCodeServer],
  setup: [ensureNode22, ensureDatabases, ensurePrometheus, ensureShells, ensureChromium, ensureVsCodeServer],
  start: [ensureVsCodeServer],
  test: [ensureNode22, ensureDatabases, ensurePrometheus, ensureShells, ensureChromium, ensureVsCodeServer],
  unit: [ensureNode22, ensureDatabases, ensurePrometheus, ensureShells],
  watch: [],
};

/** What ends by itself, by its deadline at the latest, which the parts of a task have together. */
const limited = ["check", "e2e", "host", "test", "unit"];
/** For the task to say what hung, and to end it; then it is ended itself. */
const graceMs = 60_000;

const [task = "", ...args] = process.argv.slice(2);
const steps = needs[task];
if (!steps) {
  console.error(`Usage: node scripts/run.mjs <${Object.keys(needs).join(" | ")}>`);
  process.exit(2);
}
const { mark, env } = newRun();
Object.assign(process.env, env);
if (limited.includes(task)) {
  setDeadline();
  giveUpInTime();
}

try {
  await ensureDependencies();
  for (const ensure of steps) await ensure();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
if (task !== "setup") {
  const program = [join(root, "scripts", "task.ts"), task, ...args];
  const options = { cwd: root, env: { ...process.env, PATH: toolPath }, mark, onMessage: takeDeadline };
  process.exit(await runToItsEnd(node24, program, options));
}

function giveUpInTime() {
  // The deadline may have been put off meanwhile.
  setTimeout(() => (timeLeft() > 0 ? giveUpInTime() : giveUp()), timeLeft() + graceMs).unref();
}

function giveUp() {
  endProcessesOf(mark);
  console.error(`✖ \`npm run ${task}\` hung itself, in what it said last, and was ended by force.\n0 passed, 1 failed`);
  process.exit(1);
}
