import type { CycleStart } from "../domain/calendar.ts";
import type { GstRule } from "../domain/gst.ts";
import type { OutcomeWords } from "../domain/outcomeWords.ts";
import type { Budget } from "../domain/watch/budget.ts";

/** Everything that the server's process has to know: whose numbers, and the settings that decide them. No secret is among it. */
export interface McpLaunch {
  /** Paths of the ledger's SQLite file, and of the code of its thread. */
  readonly ledger: { readonly file: string; readonly worker: string };
  readonly cycleStart: CycleStart;
  readonly outcomes: OutcomeWords;
  readonly budget: Budget;
  readonly gst: GstRule;
  /** The setting `deepvue.labels`. */
  readonly labels: unknown;
  /** Folders of the workspace on disk whose code may be asked about, and the setting `deepvue.endpoints`. */
  readonly code?: { readonly folders: readonly string[]; readonly endpoints: unknown };
  /** Of this extension. */
  readonly version: string;
}

/** One variable of the environment, because arguments are seen by whoever lists processes. */
const VARIABLE = "DEEPVUE_USAGE_MCP";

/** The environment in which an editor starts the server. */
export function launchEnvironment(launch: McpLaunch): Record<string, string> {
  // An editor's own executable is Node only when it is told so.
  return { ELECTRON_RUN_AS_NODE: "1", [VARIABLE]: JSON.stringify(launch) };
}

/** What the process was started with; it is written by {@link launchEnvironment} alone. Throws when it is not there. */
export function launchIn(environment: Readonly<Record<string, string | undefined>>): McpLaunch {
  const text = environment[VARIABLE];
  if (text === undefined) throw new Error(`The server is started by an editor, which sets ${VARIABLE}.`);
  return JSON.parse(text) as McpLaunch;
}
