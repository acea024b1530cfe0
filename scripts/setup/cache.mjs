// Programs that the scripts need but that are not dependencies of the project: each is installed once per user and version.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runOrThrow } from "./run.mjs";

const unfinishedMark = ".unfinished-";
const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "deepvue-usage-dev");

/**
 * The folder of one npm package in the cache; it exists only when its installation went to the end.
 * @param {string} name
 * @param {string} version
 */
export function cachedFolder(name, version) {
  return join(cacheFolder, `${name.replace("/", "-")}-${version}`);
}

/**
 * Installs one npm package into the cache, unless it is there. It is installed beside its place and renamed into it, so an
 * installation that was cut short is never taken for a whole one, and two that run at once do not disturb each other.
 * @param {string} name
 * @param {string} version
 * @param {{ buildScriptsOf: string[], env: NodeJS.ProcessEnv, beside?: string[] }} options packages whose install scripts are needed,
 *   and what is installed with it ("name@version")
 */
export async function installIntoCache(name, version, { buildScriptsOf, env, beside = [] }) {
  const folder = cachedFolder(name, version);
  if (existsSync(folder)) return folder;
  console.log(`Installing ${name} ${version} into ${cacheFolder} (once per user) ...`);
  removeAbandoned(folder);
  const unfinished = `${folder}${unfinishedMark}${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const allowScripts = Object.fromEntries(buildScriptsOf.map((packageName) => [packageName, true]));
  writeFileSync(join(unfinished, "package.json"), JSON.stringify({ private: true, allowScripts }));
  try {
    await runOrThrow(
      "npm",
      [
        "install",
        "--prefix",
        unfinished,
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        `${name}@${version}`,
        ...beside,
      ],
      {
        cwd: unfinished,
        env: { ...environmentOutsideNpm(), ...env },
      },
    );
    putInPlace(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Gives a folder that was made beside its place its name, as a whole. Of several that do so at once the first one's stays, and the others
 * keep theirs.
 * @param {string} made
 * @param {string} folder
 */
export function putInPlace(made, folder) {
  try {
    renameSync(made, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** @param {string} folder whose installations may have been cut short, by processes that are gone now */
function removeAbandoned(folder) {
  if (!existsSync(cacheFolder)) return;
  for (const name of readdirSync(cacheFolder)) {
    const [installed, pid] = join(cacheFolder, name).split(unfinishedMark);
    if (installed === folder && pid && !isRunning(Number(pid)))
      rmSync(join(cacheFolder, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Without what the npm around us says about itself: install scripts would take its Node and its folders for theirs. */
function environmentOutsideNpm() {
  const aboutItself = /^npm_(?!config_)|^npm_config_(user_agent|npm_version|node_gyp|local_prefix)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !aboutItself.test(name)));
}
