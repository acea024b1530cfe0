// Every process of a run, whoever its parent is by now: each inherits a mark in its environment; and the folder that all of them have
// for temporary files.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const variable = "DEEPVUE_USAGE_RUN";
const endMs = 10_000;
const pollMs = 50;

/**
 * A mark for a new run, and the environment that its processes inherit. A run within a run carries both marks.
 * @returns {{ mark: string, env: Record<string, string> }}
 */
export function newRun() {
  const mark = randomBytes(8).toString("hex");
  return { mark, env: { [variable]: [process.env[variable], mark].filter(Boolean).join(" ") } };
}

/** The mark of the innermost run that this process belongs to. */
export function ownRun() {
  return process.env[variable]?.split(" ").at(-1);
}

/**
 * What still runs of a run, without this process: process ids and commands. Only Linux tells; elsewhere nothing is found.
 * @param {string} mark
 * @returns {{ pid: number, command: string }[]}
 */
export function processesOf(mark) {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && marksOf(name).includes(mark))
    .map((name) => ({ pid: Number(name), command: read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim() }));
}

/**
 * Ends everything of a run by force, and returns when it is gone. Blocks, so that exit hooks can use it.
 * @param {string} mark
 */
export function endProcessesOf(mark) {
  const until = Date.now() + endMs;
  for (;;) {
    const processes = processesOf(mark);
    for (const { pid } of processes) kill(pid);
    if (processes.length === 0 || Date.now() > until) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs);
  }
}

/**
 * Runs a program of this run with this terminal, passes signals on, and resolves with its exit code. What it started does not
 * outlive it, and no temporary file of theirs does. For a program that takes care of its own limits.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, mark: string, onMessage: (message: unknown) => void }} options told of what the
 *   program sends
 * @returns {Promise<number>}
 */
export function runToItsEnd(command, args, { cwd, env, mark, onMessage }) {
  return new Promise((resolve, reject) => {
    const temporary = temporaryFolder();
    const child = spawn(command, args, {
      cwd,
      env: { ...env, ...temporary.env },
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    child.on("message", onMessage);
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
      process.on(signal, () => child.kill(signal));
    // A terminated npm takes only its shell with it; what it ran has to notice.
    const parent = process.ppid;
    const look = setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 2_000);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearInterval(look);
      endProcessesOf(mark);
      temporary.remove();
      resolve(code ?? 1);
    });
  });
}

/**
 * Who is ended by force removes nothing: databases, profiles and sockets would pile up. Goes with this process at the latest.
 * @returns {{ env: NodeJS.ProcessEnv, remove: () => void }}
 */
function temporaryFolder() {
  // On macOS what the system gives is so long that no socket in a folder there could have a name.
  const folder = mkdtempSync(join(process.platform === "darwin" ? "/tmp" : tmpdir(), "deepvue-run-"));
  // A database server that will not run as root has its folder in it.
  chmodSync(folder, 0o711);
  const remove = () => {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody is looking at it, as on Windows: no reason for a run to fail.
    }
  };
  process.once("exit", remove);
  return { env: process.platform === "win32" ? { TEMP: folder, TMP: folder } : { TMPDIR: folder }, remove };
}

/** @param {string} pid */
function marksOf(pid) {
  const entry = read(`/proc/${pid}/environ`)
    .split("\0")
    .find((line) => line.startsWith(`${variable}=`));
  return entry?.slice(variable.length + 1).split(" ") ?? [];
}

/**
 * A process that has ended since it was listed, and one of another user, have nothing to tell.
 * @param {string} file
 */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
