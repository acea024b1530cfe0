import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Outside the repository, kept between runs: a year takes minutes to build. */
export function cacheFolder(): string {
  const folder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "deepvue-usage-bench");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What an earlier generation has left. */
export function removeOld(cache: string, prefix: string): void {
  for (const name of readdirSync(cache))
    if (name.startsWith(prefix)) rmSync(join(cache, name), { recursive: true, force: true });
}
