import { DATE_FORMS, EXPORT_CLOCKS, EXPORT_FIELDS } from "../app/export/exportOptions.ts";
import type { Context } from "./context.ts";
import type { Exit } from "./exits.ts";
import { ANSWER_FLAGS, COMMON_FLAGS, FILTER_FLAGS, type Flag, HISTORY_FLAG, PERIOD_FLAGS } from "./flags.ts";
import { SERVER_COMMANDS } from "./serverCommands.ts";

/** A command as the help and the completions know it; its code is loaded when it is run. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What stands behind the name: "[check]". */
  readonly words?: string;
  readonly flags: readonly Flag[];
  readonly examples?: readonly string[];
  /** Ctrl+C and SIGTERM are its usual end, and no failure. */
  readonly runsUntilStopped?: true;
  readonly load: () => Promise<{ readonly run: (context: Context) => Promise<Exit> }>;
}

const WATCH_FLAGS: readonly Flag[] = [
  { name: "watch", kind: "switch", short: "w", summary: "stay and draw it anew when something changes; Ctrl+C leaves" },
  {
    name: "interval",
    kind: "text",
    value: "TIME",
    summary: "with --watch: how often to look; 2s unless told otherwise",
  },
];
const REPORT_FLAGS: readonly Flag[] = [...PERIOD_FLAGS, ...FILTER_FLAGS, ...ANSWER_FLAGS, ...WATCH_FLAGS];
const ORDER: Flag = {
  name: "order",
  kind: "text",
  value: "ORDER",
  choices: ["asc", "desc"],
  summary: "rows by time, or by spend, ascending or descending: asc, desc",
};
const BREAKDOWN: Flag = { name: "breakdown", kind: "switch", short: "b", summary: "each with its products" };
const TIME_FLAGS: readonly Flag[] = [BREAKDOWN, ORDER, ...REPORT_FLAGS];
const JSON_FLAG: Flag = ANSWER_FLAGS[0];
const YES_FLAG: Flag = { name: "yes", kind: "switch", short: "y", summary: "do not ask" };
const spend = async () => import("./commands/spend.ts");

/** The one that is meant when none is named. */
export const DEFAULT_COMMAND = "daily";

/** Every command, once, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: "daily",
    summary: "spend by day (what is meant when no command is named)",
    flags: TIME_FLAGS,
    examples: [
      "deepvue-usage --last 7",
      "deepvue-usage daily --since 2026-11-01 --json",
      "deepvue-usage daily --period last-month --breakdown",
    ],
    load: spend,
  },
  { name: "weekly", summary: "spend by week, Monday to Sunday", flags: TIME_FLAGS, load: spend },
  { name: "monthly", summary: "spend by billing month", flags: TIME_FLAGS, load: spend },
  { name: "products", summary: "spend by product, costliest first", flags: [ORDER, ...REPORT_FLAGS], load: spend },
  { name: "outcomes", summary: "spend by what the calls achieved", flags: [ORDER, ...REPORT_FLAGS], load: spend },
  {
    name: "messages",
    summary: "spend by the service's message",
    flags: [ORDER, ...PERIOD_FLAGS, ...ANSWER_FLAGS, ...WATCH_FLAGS],
    load: spend,
  },
  {
    name: "labels",
    summary: "spend by team member or project, as the setting deepvue.labels has it",
    flags: [ORDER, ...REPORT_FLAGS],
    load: spend,
  },
  {
    name: "transactions",
    summary: "the newest calls, one a line",
    flags: [
      { name: "limit", kind: "text", value: "N", short: "n", summary: "how many; 25 unless told otherwise" },
      { name: "search", kind: "text", value: "TEXT", summary: "only with this text in the message or the id" },
      { name: "charged", kind: "switch", summary: "only calls with a charge" },
      ...REPORT_FLAGS,
    ],
    examples: ["deepvue-usage transactions --outcome failure --charged --limit 100"],
    load: async () => import("./commands/transactions.ts"),
  },
  {
    name: "failures",
    summary: "failures that were paid for, by message",
    flags: REPORT_FLAGS,
    load: async () => import("./commands/failures.ts"),
  },
  {
    name: "balance",
    summary: "what is left of the wallet, and how long it lasts",
    flags: [...ANSWER_FLAGS, ...WATCH_FLAGS],
    load: async () => import("./commands/balance.ts"),
  },
  {
    name: "budget",
    words: "check",
    summary: "whether the budget holds; ends with 3 when it does not",
    flags: [...ANSWER_FLAGS, ...WATCH_FLAGS],
    examples: ["deepvue-usage budget check --max-age 1h || echo stop"],
    load: async () => import("./commands/budgetCheck.ts"),
  },
  {
    name: "statusline",
    summary: "one line for a prompt or a status bar, from the ledger alone",
    flags: ANSWER_FLAGS,
    load: async () => import("./commands/statusline.ts"),
  },
  {
    name: "sync",
    summary: "bring in what is missing and what may still change",
    flags: [
      HISTORY_FLAG,
      { name: "again", kind: "switch", summary: "with --since: also what has been fetched before" },
    ],
    examples: ["deepvue-usage sync", "deepvue-usage sync --since -365d"],
    load: async () => import("./commands/sync.ts"),
  },
  {
    name: "export",
    words: "FILE",
    summary: "every transaction of a period as xlsx, csv, jsonl or parquet",
    flags: [
      {
        name: "format",
        kind: "text",
        value: "FORMAT",
        choices: ["csv", "sheet-csv", "jsonl", "xlsx", "parquet"],
        summary: "as the file's ending unless told otherwise: csv, sheet-csv, jsonl, xlsx, parquet",
      },
      { name: "field", kind: "list", value: "NAME", choices: EXPORT_FIELDS, summary: "only this column" },
      { name: "clock", kind: "text", value: "CLOCK", choices: EXPORT_CLOCKS, summary: "times in both, billing or utc" },
      {
        name: "dates",
        kind: "text",
        value: "FORM",
        choices: DATE_FORMS,
        summary: "dates of a workbook: iso, monthName, dayFirst",
      },
      ...PERIOD_FLAGS,
      ...FILTER_FLAGS,
      ...ANSWER_FLAGS.filter(({ name }) => name !== "json" && name !== "csv"),
    ],
    examples: ["deepvue-usage export november.xlsx --period last-month"],
    load: async () => import("./commands/export.ts"),
  },
  ...SERVER_COMMANDS,
  {
    name: "reconcile",
    words: "FILE…",
    summary: "hold an invoice's total, or Deepvue's report files, against the ledger",
    flags: [
      { name: "total", kind: "text", value: "AMOUNT", summary: "the invoice's total in rupees, in place of files" },
      { name: "taxable", kind: "switch", summary: "the total is the taxable value, without GST" },
      ...PERIOD_FLAGS,
      { name: "offline", kind: "switch", summary: "only what the ledger holds; nothing is fetched" },
    ],
    examples: [
      "deepvue-usage reconcile --total 1,23,456.78 --period last-month",
      "deepvue-usage reconcile october-*.xlsx",
    ],
    load: async () => import("./commands/reconcileBill.ts"),
  },
  {
    name: "import",
    words: "FILE…",
    summary: "take Deepvue's report files (xlsx, csv) into the ledger",
    flags: [{ name: "dry-run", kind: "switch", summary: "only say what they would bring" }, YES_FLAG],
    load: async () => import("./commands/importFiles.ts"),
  },
  {
    name: "login",
    summary: "sign in; the credentials are tried first, and kept in a file that you alone can read",
    flags: [{ name: "stdin", kind: "switch", summary: "read client id and secret from stdin, a line each or as JSON" }],
    load: async () => import("./commands/login.ts"),
  },
  {
    name: "logout",
    summary: "forget an account's secret; its history stays",
    flags: [{ name: "delete-history", kind: "switch", summary: "delete its stored transactions too" }, YES_FLAG],
    load: async () => import("./commands/logout.ts"),
  },
  {
    name: "accounts",
    summary: "who is signed in",
    flags: [JSON_FLAG],
    load: async () => import("./commands/accountList.ts"),
  },
  {
    name: "doctor",
    summary: "look whether everything is in order",
    flags: [
      JSON_FLAG,
      { name: "offline", kind: "switch", summary: "do not ask the service" },
      { name: "deep", kind: "switch", summary: "examine the whole ledger; takes a while" },
    ],
    load: async () => import("./commands/doctor.ts"),
  },
  {
    name: "completion",
    words: "bash|zsh|fish",
    summary: "print a script that completes commands and flags",
    flags: [],
    load: async () => import("./commands/completion.ts"),
  },
  {
    name: "mcp",
    summary: "answer a language model's questions over stdin and stdout (Model Context Protocol); fetches nothing",
    flags: [
      {
        name: "folder",
        kind: "text",
        value: "FOLDER",
        summary: "code that may be asked about (get_deepvue_code_cost); nothing outside of it is read",
      },
    ],
    examples: [
      "claude mcp add deepvue -- deepvue-usage mcp",
      "deepvue-usage mcp --folder . --account live",
      "deepvue-usage mcp --sample",
    ],
    load: async () => import("./commands/mcp.ts"),
  },
];

/** All flags of a command. */
export function flagsOf({ flags }: Command): readonly Flag[] {
  return [...flags, ...COMMON_FLAGS];
}
