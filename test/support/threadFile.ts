import { pathToFileURL } from "node:url";
import { BUILT_THREAD } from "../../scripts/builtThread.ts";

const built = process.env[BUILT_THREAD];

/** The ledger's thread: the sources, or what a run of all tests has built of them. */
export const threadFile = built === undefined ? new URL("../../src/worker.ts", import.meta.url) : pathToFileURL(built);
