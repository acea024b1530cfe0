/** A flag of a command. */
export interface Flag {
  readonly name: string;
  /** `list` may be given several times. */
  readonly kind: "switch" | "text" | "list";
  /** What stands for the value in the help: "DATE". */
  readonly value?: string;
  readonly short?: string;
  readonly choices?: readonly string[];
  readonly summary: string;
}

/** Those that every command takes. */
export const COMMON_FLAGS = [
  { name: "account", kind: "text", value: "NAME", summary: "account by its label or id, or a part of it" },
  { name: "ledger", kind: "text", value: "FILE", summary: "ledger to use; it may be VS Code's own" },
  { name: "config", kind: "text", value: "FILE", summary: "file of settings in place of the usual one" },
  { name: "sample", kind: "switch", summary: "made-up account with a year of usage; no network, a ledger of its own" },
  {
    name: "color",
    kind: "text",
    value: "WHEN",
    choices: ["auto", "always", "never"],
    summary: "colours: auto, always, never",
  },
  { name: "no-color", kind: "switch", summary: "the same as --color never" },
  { name: "quiet", kind: "switch", short: "q", summary: "no progress and no notes" },
  { name: "verbose", kind: "switch", summary: "tell on stderr what is done" },
  { name: "help", kind: "switch", short: "h", summary: "show help" },
] as const satisfies readonly Flag[];

/** Of commands that answer with numbers. */
export const ANSWER_FLAGS = [
  { name: "json", kind: "switch", summary: "JSON, described by the published schema" },
  { name: "csv", kind: "switch", summary: "comma-separated values" },
  { name: "offline", kind: "switch", summary: "only what the ledger holds; nothing is fetched" },
  {
    name: "max-age",
    kind: "text",
    value: "TIME",
    summary: "end with 5 when the numbers are older: 90s, 15m, 2h, 1d",
  },
  { name: "timezone", kind: "text", value: "ZONE", short: "z", summary: "billing time zone, as Asia/Kolkata" },
  { name: "recount", kind: "switch", summary: "with --timezone: have the ledger count its days in that zone" },
  { name: "locale", kind: "text", value: "LOCALE", summary: "how numbers are written; en-IN unless told otherwise" },
] as const satisfies readonly Flag[];

/** Of commands that speak of a period. */
export const PERIOD_FLAGS = [
  {
    name: "since",
    kind: "text",
    value: "DATE",
    short: "s",
    summary: "first day: 2026-11-01, 20261101, -7d, -3m, today",
  },
  { name: "until", kind: "text", value: "DATE", short: "u", summary: "last day, today unless told otherwise" },
  {
    name: "period",
    kind: "text",
    value: "NAME",
    short: "p",
    summary: "this-month, last-7-days, last-financial-year, …",
  },
  { name: "last", kind: "text", value: "DAYS", summary: "the last so many days, with today" },
] as const satisfies readonly Flag[];

/** Since when a history is wished for; a server loads that of every account, in turn. */
export const HISTORY_FLAG: Flag = {
  name: "since",
  kind: "text",
  value: "DATE",
  short: "s",
  summary: "load the history since this day",
};

/** Narrow what is counted; each may be given several times. */
export const FILTER_FLAGS = [
  { name: "product", kind: "list", value: "ID", summary: "only this product" },
  {
    name: "outcome",
    kind: "list",
    value: "OUTCOME",
    choices: ["success", "failure", "unknown"],
    summary: "only calls with this outcome: success, failure, unknown",
  },
] as const satisfies readonly Flag[];
