// The oldest Node that VS Code versions we support run extensions with; what touches its SQLite is tested on it too.
import { join } from "node:path";
import { cachedFolder, installIntoCache } from "./cache.mjs";

const version = "22.23.3";

export const node22 = join(cachedFolder("node", version), "node_modules", "node", "bin", "node");

export async function ensureNode22() {
  await installIntoCache("node", version, { buildScriptsOf: ["node"], env: {} });
}
