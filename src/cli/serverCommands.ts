import { WEBHOOK_FORMATS } from "../view/webhookBody.ts";
import type { Command } from "./commandTable.ts";
import { ANSWER_FLAGS, type Flag, HISTORY_FLAG } from "./flags.ts";
import { LOG_FORMATS } from "./serve/logFormats.ts";
import { teamPart } from "./teamPart.ts";

const ZONE_FLAGS = ANSWER_FLAGS.filter(({ name }) => name === "timezone" || name === "recount");
const CHANNEL_FLAGS: readonly Flag[] = [
  {
    name: "webhook-format",
    kind: "text",
    value: "FORMAT",
    choices: WEBHOOK_FORMATS,
    summary: "how the webhook is told, where its address does not say it: json, slack, teams",
  },
  {
    name: "digest",
    kind: "list",
    value: "WHEN",
    choices: ["weekly", "monthly"],
    summary: "also send a digest when a week or a billing month is over and known: weekly, monthly",
  },
  {
    name: "mute",
    kind: "list",
    value: "TOPIC",
    summary: "do not tell of this: anomaly/silence, budget/day, runway, …",
  },
];
const TEXTFILE_FLAG: Flag = {
  name: "textfile",
  kind: "text",
  value: "FILE",
  summary: "write the metrics into a file for node_exporter, whole each time",
};

const TEAM_FLAG: Flag = {
  name: "team",
  kind: "text",
  value: "URL",
  summary: "a team's database, https (ClickHouse) or postgres; user and password are DEEPVUE_TEAM_USER and _PASSWORD",
};

/** Commands for a machine that nobody sits at: one that stays, and what it does done once, for cron. */
export const SERVER_COMMANDS: readonly Command[] = [
  {
    name: "serve",
    summary: "stay and keep the ledger up to date; metrics for Prometheus, alerts for a channel",
    flags: [
      {
        name: "every",
        kind: "text",
        value: "TIME",
        summary: "how often to refresh, 5m at least; as deepvue.refreshMinutes unless told otherwise, 20m",
      },
      HISTORY_FLAG,
      {
        name: "metrics-listen",
        kind: "text",
        value: "ADDRESS",
        summary: "answer /metrics and /healthz there: 9464, 127.0.0.1:9464, 0.0.0.0:9464; off unless told",
      },
      TEXTFILE_FLAG,
      { name: "log-format", kind: "text", value: "FORMAT", choices: LOG_FORMATS, summary: "text or json" },
      TEAM_FLAG,
      ...CHANNEL_FLAGS,
      ...ZONE_FLAGS,
    ],
    examples: [
      "deepvue-usage serve --metrics-listen 9464",
      "deepvue-usage serve --team https://clickhouse.example:8443/deepvue",
      "DEEPVUE_WEBHOOK_URL_FILE=/run/secrets/webhook deepvue-usage serve --digest weekly --log-format json",
    ],
    runsUntilStopped: true,
    load: async () => import("./commands/serve.ts"),
  },
  {
    name: "metrics",
    summary: "what the ledger holds as metrics for Prometheus, once",
    flags: [TEXTFILE_FLAG],
    examples: ["deepvue-usage sync && deepvue-usage metrics --textfile /var/lib/node_exporter/deepvue.prom"],
    load: async () => import("./commands/metrics.ts"),
  },
  {
    name: "alerts",
    summary: "tell a webhook (DEEPVUE_WEBHOOK_URL) what it has not been told yet, once",
    flags: [
      { name: "dry-run", kind: "switch", summary: "print what would be sent, and send and remember nothing" },
      { name: "test", kind: "switch", summary: "send a test message and nothing else" },
      ...CHANNEL_FLAGS,
    ],
    examples: ["deepvue-usage alerts --dry-run --webhook-format slack", "deepvue-usage sync && deepvue-usage alerts"],
    load: async () => import("./commands/tellAlerts.ts"),
  },
  {
    name: "team",
    words: "init|status|publish|check",
    summary: "a database that a team shares: set it up, look at it, publish to it, check it against the ledger",
    flags: [
      TEAM_FLAG,
      { name: "run", kind: "switch", summary: "with init: make the tables instead of printing the statements" },
      ...ZONE_FLAGS.filter(({ name }) => name === "timezone"),
      { name: "again", kind: "switch", summary: "with publish: everything, also what was published before" },
      { name: "json", kind: "switch", summary: "with status and check: JSON" },
    ],
    examples: ["deepvue-usage team init --team postgres://db.example/deepvue --run", "deepvue-usage team check --json"],
    load: async () => teamPart(async () => import("./commands/team.ts")),
  },
];
