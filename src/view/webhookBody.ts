import { lineOf } from "../domain/foreignText.ts";
import type { ChannelMessage } from "../domain/watch/channelMessage.ts";

/** How a channel wants to be told. */
export const WEBHOOK_FORMATS = ["json", "slack", "teams"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** What an address is for, by its host; "json" for any other. */
export function webhookFormatOf({ hostname }: URL): WebhookFormat {
  if (hostname === "hooks.slack.com" || hostname === "hooks.slack-gov.com") return "slack";
  const isTeams = TEAMS_HOSTS.some((host) => hostname.endsWith(host));
  return isTeams ? "teams" : "json";
}

const TEAMS_HOSTS = [".webhook.office.com", ".logic.azure.com", ".api.powerplatform.com"];

/** The JSON that is posted to a webhook. */
export function webhookBody(message: ChannelMessage, format: WebhookFormat): string {
  switch (format) {
    case "slack":
      return JSON.stringify(slackBody(message));
    case "teams":
      return JSON.stringify(teamsBody(message));
    case "json":
      return JSON.stringify(plainBody(message));
  }
}

/**
 * https://docs.slack.dev/messaging/formatting-message-text: in `plain_text` nothing is marked up, and &, < and > are escaped everywhere,
 * because `<!channel>` rings every phone and `<https://…|text>` is a link that says something else. `text` is what notifications show.
 */
function slackBody({ title, lines }: ChannelMessage) {
  const text = [title, ...lines].map(slackText).join("\n");
  return {
    text,
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: { type: "plain_text", emoji: false, text: cut(slackText(title), SLACK_HEADER) } },
      {
        type: "section",
        text: { type: "plain_text", emoji: false, text: cut(lines.map(slackText).join("\n"), SLACK_SECTION) },
      },
    ],
  };
}

/** What Slack takes of a header and of a section. */
const SLACK_HEADER = 150;
const SLACK_SECTION = 3_000;

function slackText(text: string): string {
  return withoutAddresses(lineOf(text)).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * An Adaptive Card, as Teams' workflows take it. https://adaptivecards.io/explorer/TextRun.html: a text run knows no Markdown, unlike a
 * text block; `{{DATE(…)}}` is the one thing that is still read in it.
 */
function teamsBody({ title, lines }: ChannelMessage) {
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    fallbackText: teamsText(title),
    body: [title, ...lines].map((line, index) => ({
      type: "RichTextBlock",
      inlines: [{ type: "TextRun", text: teamsText(line), ...(index === 0 ? { weight: "Bolder" } : {}) }],
    })),
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
  };
}

function teamsText(text: string): string {
  return withoutAddresses(lineOf(text)).replaceAll("{{", "{ {").replaceAll("${", "$ {");
}

/** A program that shows text makes a link of what looks like an address. Ours has none, so this one is of foreign text. */
function withoutAddresses(text: string): string {
  return text.replaceAll("://", ": //").replace(/\bwww\./gi, (start) => `${start} `);
}

/** Data for a program: `schema` changes when a field leaves or changes its meaning; fields may join. */
function plainBody({ id, kind, title, lines, account, at, facts }: ChannelMessage) {
  return {
    schema: 1,
    id,
    kind,
    account,
    title: lineOf(title),
    text: lines.map(lineOf).join("\n"),
    at: new Date(at).toISOString(),
    ...(kind === "test" ? {} : { currency: "INR" }),
    facts,
  };
}

/** A cut must not leave half an escape behind: "&am" would be shown. */
function cut(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, length - 1)
    .join("")
    .replace(/&[a-z]{0,3}$/, "")}…`;
}
