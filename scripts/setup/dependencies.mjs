// The project's own dependencies: node_modules as package-lock.json says.
import { existsSync, readFileSync, rmSync } from "node:fs";
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
  rmSync(modules, { recursive: true, force: true });
  // What `npm ci` does, but that one insists on the optional packages of all platforms, which not every registry carries.
  // Warnings are left out: some tools ask for a newer Node than npm may be running on, and they get it.
  await runOrThrow("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root });
  if (!isAsLocked())
    throw new Error("package-lock.json does not fit package.json. Run `npm install` and commit the result.");
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
