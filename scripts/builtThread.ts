// The ledger's thread in one file. Tests start it hundreds of times, and each start loads dozens of sources, which takes twice as long.
import { join } from "node:path";
import { root } from "./setup/root.mjs";

/** The environment variable that names the built file for tests; without it they start the sources. */
export const BUILT_THREAD = "DEEPVUE_USAGE_BUILT_THREAD";

/** Builds the thread as it is now, and has all tests that are started from here on use it. */
export async function buildThread(): Promise<void> {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["src/worker.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    outdir: "node_modules/.cache/thread",
    // What was compiled of it before is found again by its path.
    entryNames: "[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    metafile: true,
  });
  const [file = ""] = Object.keys(metafile.outputs);
  process.env[BUILT_THREAD] = join(root, file);
}
