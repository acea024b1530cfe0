// The project's own dependencies: node_modules as package-lock.json says.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./root.mjs";
import { runOrThrow } from "./run.mjs";

const modules = join(root, "node_modules");

/** Node 24, which the dev dependency `node` supplies whatever the machine has. */
export const node24 = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** For programs started from here: `node` is Node 24 and the dependencies' commands are found. */
export const toolPath = [join(modules, ".bin"), process.env.PATH].join(delimiter);

export async function ensureDependencies() {
  if (existsSync(node24) && isAsLocked()) return;
  console.log("Installing the dependencies ...");
  await runOrThrow("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root });
}

/** Compares what npm noted about its last installation with the lock file; packages of other platforms may be absent. */
function isAsLocked() {
  const installed = packagesIn(join(modules, ".package-lock.json"));
  const locked = packagesIn(join(root, "package-lock.json"));
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === "") return true;
    return installed[path] ? installed[path].version === version : optional === true;
  });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version: string, optional?: boolean }>}
 */
function packagesIn(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, "utf8")).packages : {};
}
