// Prometheus and its promtool, the judges of what we say to them: unpacked from Debian's package, so that no daemon is installed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cachedFolder } from "./cache.mjs";

const folder = cachedFolder("prometheus", "debian");

/** Why tests that need them are skipped. */
export const PROMETHEUS_IS_ABSENT =
  "Prometheus and promtool (Debian's package prometheus) are not there: nobody judges this";

/**
 * The path of a program of Prometheus: from PATH, or as it was unpacked; undefined where there is none.
 * @param {"prometheus" | "promtool"} name
 */
export function prometheusProgram(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), join(folder, "usr", "bin")];
  return folders.map((place) => join(place, name)).find((path) => existsSync(path));
}

/** Unpacks it once per user where this is Debian. Tests say by name that it is absent; nothing else depends on it. */
export async function ensurePrometheus() {
  if (prometheusProgram("promtool") !== undefined || !existsSync("/usr/bin/apt-get")) return;
  console.log(`Unpacking prometheus into ${dirname(folder)} (once per user) ...`);
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}.unfinished-`);
  try {
    // A package list may be too old for what the archive still holds.
    if (!download(work)) {
      if (process.getuid?.() === 0) spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore", timeout: limitMs });
      if (!download(work)) return console.log("It can not be had here: the tests that it judges are skipped.");
    }
    const [archive = ""] = readdirSync(work).filter((name) => name.endsWith(".deb"));
    const unpacked = join(work, "unpacked");
    const { status } = spawnSync("dpkg-deb", ["-x", join(work, archive), unpacked], { stdio: "ignore" });
    if (status === 0 && !existsSync(folder)) renameSync(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const limitMs = 120_000;

/** @param {string} cwd */
function download(cwd) {
  const { status } = spawnSync("apt-get", ["download", "-qq", "prometheus"], {
    cwd,
    stdio: "ignore",
    timeout: limitMs,
  });
  return status === 0;
}
