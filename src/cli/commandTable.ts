import type { Context } from "./context.ts";
import type { Exit } from "./exits.ts";
import { ANSWER_FLAGS, COMMON_FLAGS, FILTER_FLAGS, type Flag, PERIOD_FLAGS } from "./flags.ts";

/** A command as the help and the completions know it; its code is loaded when it is run. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What stands behind the name: "[check]". */
  readonly words?: string;
  readonly flags: readonly Flag[];
  readonly examples?: readonly string[];
  readonly load: () => Promise<{ readonly run: (context: Context) => Promise<Exit> }>;
}

const REPORT_FLAGS: readonly Flag[] = [...PERIOD_FLAGS, ...FILTER_FLAGS, ...ANSWER_FLAGS];
const spend = async () => import("./commands/spend.ts");

/** The one that is meant when none is named. */
export const DEFAULT_COMMAND = "daily";

/** Every command, once, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: "daily",
    summary: "spend by day (what is meant when no command is named)",
    flags: REPORT_FLAGS,
    examples: ["deepvue-usage --last 7", "deepvue-usage daily --since 2026-11-01 --json"],
    load: spend,
  },
  { name: "weekly", summary: "spend by week, Monday to Sunday", flags: REPORT_FLAGS, load: spend },
  { name: "monthly", summary: "spend by billing month", flags: REPORT_FLAGS, load: spend },
  { name: "products", summary: "spend by product, costliest first", flags: REPORT_FLAGS, load: spend },
  { name: "outcomes", summary: "spend by what the calls achieved", flags: REPORT_FLAGS, load: spend },
  {
    name: "messages",
    summary: "spend by the service's message",
    flags: [...PERIOD_FLAGS, ...ANSWER_FLAGS],
    load: spend,
  },
  {
    name: "sync",
    summary: "bring in what is missing and what may still change",
    flags: [
      { name: "since", kind: "text", value: "DATE", short: "s", summary: "load the history since this day" },
      { name: "again", kind: "switch", summary: "with --since: also what has been fetched before" },
    ],
    examples: ["deepvue-usage sync", "deepvue-usage sync --since -365d"],
    load: async () => import("./commands/sync.ts"),
  },
];

/** All flags of a command. */
export function flagsOf({ flags }: Command): readonly Flag[] {
  return [...flags, ...COMMON_FLAGS];
}
