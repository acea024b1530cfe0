// Programs of Debian that are unpacked into the cache and not installed: no rights are needed, no daemon starts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachedFolder } from "./cache.mjs";

const limitMs = 120_000;

/**
 * The folder into which packages are unpacked under a name, as the root of a file system; it exists only when all of it is there.
 * @param {string} name
 */
export function unpackedFolder(name) {
  return cachedFolder(name, "debian");
}

/**
 * Unpacks packages once per user where this is Debian; false where they can not be had.
 * @param {string} name
 * @param {string[]} packages
 */
export function unpackDebianPackages(name, packages) {
  const folder = unpackedFolder(name);
  if (existsSync(folder)) return true;
  if (!existsSync("/usr/bin/apt-get")) return false;
  console.log(`Unpacking ${packages.join(", ")} into ${dirname(folder)} (once per user) ...`);
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}.unfinished-`);
  try {
    // A package list may be too old for what the archive still holds.
    if (!download(work, packages)) {
      if (process.getuid?.() === 0) spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore", timeout: limitMs });
      if (!download(work, packages)) return false;
    }
    const unpacked = join(work, "unpacked");
    for (const archive of readdirSync(work).filter((file) => file.endsWith(".deb"))) {
      const { status } = spawnSync("dpkg-deb", ["-x", join(work, archive), unpacked], { stdio: "ignore" });
      if (status !== 0) return false;
    }
    if (!existsSync(folder)) renameSync(unpacked, folder);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} cwd
 * @param {string[]} packages
 */
function download(cwd, packages) {
  const { status } = spawnSync("apt-get", ["download", "-qq", ...packages], { cwd, stdio: "ignore", timeout: limitMs });
  return status === 0;
}
