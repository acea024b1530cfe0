import { WEBHOOK_FORMATS } from "../view/webhookBody.ts";
import type { Command } from "./commandTable.ts";
import { ANSWER_FLAGS, type Flag } from "./flags.ts";
import { LOG_FORMATS } from "./serve/logFormats.ts";

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
      {
        name: "metrics-listen",
        kind: "text",
        value: "ADDRESS",
        summary: "answer /metrics and /healthz there: 9464, 127.0.0.1:9464, 0.0.0.0:9464; off unless told",
      },
      TEXTFILE_FLAG,
      { name: "log-format", kind: "text", value: "FORMAT", choices: LOG_FORMATS, summary: "text or json" },
      ...CHANNEL_FLAGS,
      ...ZONE_FLAGS,
    ],
    examples: [
      "deepvue-usage serve --metrics-listen 9464",
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
];
