// Programs and headers of the operating system.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runOrThrow } from "./run.mjs";

const aptGet = "/usr/bin/apt-get";

/**
 * Installs Debian packages when this is Debian and we may; otherwise says which ones are missing.
 * @param {string[]} names
 * @param {string} purpose
 */
export async function ensureDebianPackages(names, purpose) {
  const missing = existsSync(aptGet) ? names.filter((name) => !isInstalled(name)) : [];
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(
      `${purpose} needs Debian packages that are not installed. Please run:\n  sudo apt-get install ${missing.join(" ")}`,
    );
  }
  console.log(`Installing ${missing.join(", ")} (${purpose}) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runOrThrow(aptGet, ["update", "-qq"], { env });
  await runOrThrow(aptGet, ["install", "-y", "-qq", "--no-install-recommends", ...missing], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** @param {string} name */
function isInstalled(name) {
  const { stdout } = spawnSync("dpkg-query", ["--show", "--showformat=${Status}", name], { encoding: "utf8" });
  return stdout.startsWith("install ok installed");
}
