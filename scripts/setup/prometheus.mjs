// Prometheus and its promtool, the judges of what we say to them.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { unpackDebianPackages, unpackedFolder } from "./unpackedDebian.mjs";

const folder = unpackedFolder("prometheus");

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

/** Tests say by name that it is absent; nothing else depends on it. */
export async function ensurePrometheus() {
  if (prometheusProgram("promtool") !== undefined || !existsSync("/usr/bin/apt-get")) return;
  if (!unpackDebianPackages("prometheus", ["prometheus"])) {
    console.log("Prometheus can not be had here: the tests that it judges are skipped.");
  }
}
