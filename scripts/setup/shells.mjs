// The shells in which completions are tried.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { unpackDebianPackages, unpackedFolder } from "./unpackedDebian.mjs";

const folder = unpackedFolder("shells");

/**
 * How a shell is started: its program, and what it needs in its environment. Undefined where there is none: then tests fail that need it.
 * @param {"zsh" | "fish"} name
 * @returns {{ program: string, env: Record<string, string> } | undefined}
 */
export function shellProgram(name) {
  if (!existsSync(folder)) {
    const { status } = spawnSync(name, ["--version"], { stdio: "ignore" });
    return status === 0 ? { program: name, env: {} } : undefined;
  }
  const [library = ""] = foldersIn(join(folder, "usr", "lib")).filter((path) => path.includes("-linux-gnu"));
  const [modules = ""] = foldersIn(join(library, "zsh"));
  const functions = foldersIn(join(folder, "usr", "share", "zsh", "functions"), { recursive: true });
  const env = { LD_LIBRARY_PATH: library, FPATH: functions.join(":"), ZSH_MODULES: modules };
  const program = [join(folder, "bin", name), join(folder, "usr", "bin", name)].find((path) => existsSync(path));
  return program === undefined ? undefined : { program, env };
}

/** Where a shell is not installed, both are unpacked. */
export async function ensureShells() {
  if (shellProgram("zsh") !== undefined && shellProgram("fish") !== undefined) return;
  const packages = ["zsh", "zsh-common", "fish", "fish-common", "libpcre2-32-0"];
  if (!unpackDebianPackages("shells", packages)) {
    return console.log("zsh and fish can not be had here: the tests of their completions fail.");
  }
  // fish finds its files beside its program where its settings lie there too.
  if (!existsSync(join(folder, "usr", "etc"))) symlinkSync(join("..", "etc"), join(folder, "usr", "etc"));
}

/**
 * @param {string} parent
 * @param {{ recursive?: boolean }} options
 */
function foldersIn(parent, { recursive = false } = {}) {
  const paths = readdirSync(parent, { recursive }).map((name) => join(parent, String(name)));
  return paths.filter((path) => statSync(path).isDirectory());
}
