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
  const { runProgram } = await import("./cli/program.ts");
  const { argv, env, stdin, stdout, stderr } = process;
  const folder = new URL("./", import.meta.url);
  const worker = new URL("worker.mjs", folder);
  const host: Host = { args: argv.slice(2), env, stdin, stdout, stderr, worker, folder };
  process.exitCode = await runProgram(host);
}
