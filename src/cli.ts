#!/usr/bin/env node
// Composition root of the command line: hands the process to the program, once it is known that this Node can run it.
import type { Host } from "./cli/host.ts";

const LEAST: readonly [major: number, minor: number] = [22, 13];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(
    `deepvue-usage needs Node ${LEAST.join(".")} or newer, for its SQLite; this is ${process.versions.node}.\n`,
  );
  process.exitCode = 1;
} else {
  // Not before: what follows uses what older versions do not have.
  keepCompiled();
  const [{ runProgram }, { hushExperimental }] = await Promise.all([
    import("./cli/program.ts"),
    import("./cli/quietWarnings.ts"),
  ]);
  hushExperimental();
  const { argv, env, stdin, stdout, stderr } = process;
  const folder = new URL("./", import.meta.url);
  const worker = new URL("worker.mjs", folder);
  const host: Host = { args: argv.slice(2), env, stdin, stdout, stderr, worker, ownLedger, folder };
  process.exitCode = await runProgram(host);
}

async function ownLedger() {
  return (await import("./ownLedger.ts")).openOwnLedger;
}

/**
 * Has Node keep what it compiles of the program, a fifth of what a short command takes. In a folder of the person's own: Node's usual place
 * is shared by all users of a machine, and what others may write to is not to be run. Without such a folder nothing is kept.
 */
function keepCompiled(): void {
  const { env, platform } = process;
  const told = env["XDG_CACHE_HOME"];
  const home = env["HOME"];
  const base =
    platform === "win32" ? env["LOCALAPPDATA"] : told?.startsWith("/") === true ? told : home && `${home}/.cache`;
  if (base) process.getBuiltinModule("node:module").enableCompileCache(`${base}/deepvue-usage/compiled`);
}
