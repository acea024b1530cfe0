// For Node 22, by --import: TypeScript is stripped of its types once. Node 24 keeps in its compile cache what it has stripped; Node 22
// strips every file anew in every process.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { threadId } from "node:worker_threads";
import { root } from "./setup/root.mjs";

const folder = join(root, "node_modules", ".cache", "stripped", process.version);

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
    return { format: "module", source: strippedOf(readFileSync(fileURLToPath(url), "utf8")), shortCircuit: true };
  },
});

/**
 * By what stands in the source; its lines and columns stay where they are.
 * @param {string} source
 */
function strippedOf(source) {
  const path = join(folder, createHash("sha256").update(source).digest("hex"));
  try {
    return readFileSync(path, "utf8");
  } catch {
    const stripped = stripTypeScriptTypes(source);
    keep(path, stripped);
    return stripped;
  }
}

/**
 * Written beside its place and renamed into it: whoever reads it meanwhile finds the whole text or none.
 * @param {string} path
 * @param {string} stripped
 */
function keep(path, stripped) {
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}.${threadId}`;
  writeFileSync(unfinished, stripped);
  renameSync(unfinished, path);
}
