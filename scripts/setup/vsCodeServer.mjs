// A real VS Code whose page opens in any browser: code-server.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cachedFolder, installIntoCache } from "./cache.mjs";
import { ensureDebianPackages } from "./debian.mjs";
import { toolPath } from "./dependencies.mjs";

const version = "4.139.1";

/** The installed package code-server; `lib/vscode` in it is VS Code's own server. */
export const vsCodeServerFolder = join(cachedFolder("code-server", version), "node_modules", "code-server");

export async function ensureVsCodeServer() {
  if (existsSync(vsCodeServerFolder)) return;
  await ensureDebianPackages(["libkrb5-dev", "python3", "make", "g++"], "Building the VS Code server");
  // Its install scripts insist on Node 24, so npm has to find that one first. Its native parts are compiled for minutes, by default on
  // one processor: JOBS is node-gyp's own variable.
  await installIntoCache("code-server", version, {
    buildScriptsOf: ["code-server", "argon2"],
    env: { PATH: toolPath, JOBS: "max" },
  });
}
