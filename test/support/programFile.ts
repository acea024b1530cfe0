import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BUILT_PROGRAMS } from "../../scripts/builtPrograms.ts";
import { root } from "../../scripts/setup/root.mjs";

const built: Readonly<Record<string, string>> = JSON.parse(process.env[BUILT_PROGRAMS] ?? "{}");

/** The file that starts a program of these sources (a file's URL): what a run of all tests has built of it, or the source itself. */
export function programFile(source: string): string {
  const file = fileURLToPath(source);
  return built[relative(root, file)] ?? file;
}

/** The ledger's thread. */
export const threadFile = pathToFileURL(programFile(new URL("../../src/worker.ts", import.meta.url).href));
