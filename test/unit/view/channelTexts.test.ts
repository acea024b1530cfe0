import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProductTotals } from "../../../src/domain/summary.ts";
import type { Digest } from "../../../src/domain/watch/digest.ts";
import { alertMessage, digestMessage } from "../../../src/view/channelTexts.ts";
import { webhookBody, webhookFormatOf } from "../../../src/view/webhookBody.ts";
import { totalsOf } from "../../support/totalsOf.ts";
import { ist, RUPEE } from "../../support/usageCells.ts";
import { budgetUse, finding, NOON, runwayOfDays, walletChange } from "../../support/watches.ts";

const ACCOUNT = { id: "7f3a", kind: "live", label: "live_3f2a…9c41", baseUrl: "https://x", plan: "starter" } as const;
const ABOUT = { account: ACCOUNT, zone: "Asia/Kolkata", cycleStart: 1, now: NOON };

function product(name: string, rupees: number): ProductTotals {
  return { product: name, ...totalsOf("success", rupees, rupees * RUPEE, rupees) };
}

const WEEK: Digest = {
  span: "week",
  period: { since: "2026-11-16", until: "2026-11-22" },
  totals: {
    ...totalsOf("success", 1_234, 2_100 * RUPEE, 1_234),
    chargedFailures: 12,
    chargedFailureCharge: 35.5 * RUPEE,
  },
  products: ["A", "B", "C", "D", "E", "F", "G"].map((name, index) => product(name, 700 - index * 100)),
  before: totalsOf("success", 1_000, 2_000 * RUPEE, 1_000),
};

describe("messages for a channel", () => {
  test("a budget", () => {
    const use = budgetUse(12_000, { product: "PAN-Plus" });
    assert.deepEqual(alertMessage({ kind: "budget", topic: "budget/month/PAN-Plus", threshold: 100, use }, ABOUT), {
      id: "7f3a/budget/month/PAN-Plus/2026-11-01/100000000/100",
      kind: "alert",
      title: "Budget: Deepvue account live_3f2a…9c41",
      lines: ["Over budget. PAN-Plus, Nov 2026: ₹12,000.00 of ₹10,000.00, 120.0 %."],
      account: "live_3f2a…9c41",
      at: NOON,
      facts: {
        topic: "budget/month/PAN-Plus",
        product: "PAN-Plus",
        budget: "month",
        since: "2026-11-01",
        spent: "12000.00",
        limit: "10000.00",
        share: 1.2,
        threshold: 100,
        known: "wholly",
      },
    });
  });

  test("the others' numbers", () => {
    const facts = [
      { kind: "runway", topic: "runway", runway: runwayOfDays(6.4, 9.2, 12) } as const,
      { kind: "finding", topic: "anomaly/silence/product/UPI", finding: finding() } as const,
      { kind: "wallet", topic: "wallet", change: walletChange() } as const,
    ].map((alert) => alertMessage(alert, ABOUT).facts);
    assert.deepEqual(facts, [
      { topic: "runway", balance: "6448.00", days: 9, emptyFrom: "2026-11-30" },
      { topic: "anomaly/silence/product/UPI", finding: "silence", product: "UPI", since: "2026-11-23", observed: 0 },
      { topic: "wallet", amount: "250.00", since: ist("2026-11-19T14:30"), until: ist("2026-11-20T10:05") },
    ]);
  });

  test("a week", () => {
    const { id, title, lines, facts } = digestMessage(WEEK, ABOUT);
    assert.equal(id, "7f3a/digest/week/2026-11-16");
    assert.equal(title, "The week 16–22 Nov 2026: Deepvue account live_3f2a…9c41");
    assert.deepEqual(lines, [
      "₹2,100.00 for 1,234 calls, +5.0 % (₹2,000.00 in the week before).",
      "A: ₹700.00, 700 calls",
      "B: ₹600.00, 600 calls",
      "C: ₹500.00, 500 calls",
      "D: ₹400.00, 400 calls",
      "E: ₹300.00, 300 calls",
      "2 more: ₹300.00",
      "Charged failures: ₹35.50, 12 calls",
      "Deepvue may still add late calls until 48 hours after its end.",
    ]);
    assert.deepEqual(facts, {
      digest: "week",
      since: "2026-11-16",
      until: "2026-11-22",
      spent: "2100.00",
      calls: 1_234,
      chargedFailures: 12,
      chargedFailuresSpent: "35.50",
      spentBefore: "2000.00",
    });
  });

  test("a billing cycle of which the one before is not known, settled, without a call", () => {
    const digest: Digest = {
      span: "month",
      period: { since: "2026-10-15", until: "2026-11-14" },
      totals: totalsOf("success", 0, 0, 0),
      products: [],
    };
    const { title, lines } = digestMessage(digest, { ...ABOUT, cycleStart: 15 });
    assert.equal(title, "The cycle 15 Oct – 14 Nov 2026: Deepvue account live_3f2a…9c41");
    assert.deepEqual(lines, ["₹0.00 for 0 calls."]);
  });
});

describe("what is posted", () => {
  const message = {
    id: "7f3a/x",
    kind: "alert",
    title: "Budget: a & <b>",
    lines: ["<!channel> *bold* https://evil.example/x www.evil.example", "{{DATE(2026-11-23T00:00:00Z, SHORT)}}"],
    account: "a…z",
    at: Date.parse("2026-11-23T06:30:00Z"),
    facts: { spent: "12000.00", share: 1.2 },
  } as const;

  test("to Slack", () => {
    const line = "&lt;!channel&gt; *bold* https: //evil.example/x www. evil.example";
    const date = "{{DATE(2026-11-23T00:00:00Z, SHORT)}}";
    assert.deepEqual(JSON.parse(webhookBody(message, "slack")), {
      text: `Budget: a &amp; &lt;b&gt;\n${line}\n${date}`,
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
      blocks: [
        { type: "header", text: { type: "plain_text", emoji: false, text: "Budget: a &amp; &lt;b&gt;" } },
        { type: "section", text: { type: "plain_text", emoji: false, text: `${line}\n${date}` } },
      ],
    });
  });

  test("to Slack, within what it takes", () => {
    const long = { ...message, title: "&".repeat(200), lines: ["<".repeat(5_000)] };
    const { blocks } = JSON.parse(webhookBody(long, "slack")) as { blocks: { text: { text: string } }[] };
    const [title = "", text = ""] = blocks.map((block) => block.text.text);
    assert.ok(title.length <= 150 && text.length <= 3_000, `${title.length}, ${text.length}`);
    assert.match(title, /^(&amp;)+…$/);
    assert.match(text, /^(&lt;)+…$/);
  });

  test("to Teams", () => {
    const { type, attachments } = JSON.parse(webhookBody(message, "teams")) as {
      type: string;
      attachments: { contentType: string; content: { type: string; body: unknown } }[];
    };
    assert.equal(type, "message");
    assert.equal(attachments[0]?.contentType, "application/vnd.microsoft.card.adaptive");
    assert.equal(attachments[0]?.content.type, "AdaptiveCard");
    assert.deepEqual(attachments[0]?.content.body, [
      { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "Budget: a & <b>", weight: "Bolder" }] },
      {
        type: "RichTextBlock",
        inlines: [{ type: "TextRun", text: "<!channel> *bold* https: //evil.example/x www. evil.example" }],
      },
      { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "{ {DATE(2026-11-23T00:00:00Z, SHORT)}}" }] },
    ]);
  });

  test("to a program", () => {
    assert.deepEqual(JSON.parse(webhookBody(message, "json")), {
      schema: 1,
      id: "7f3a/x",
      kind: "alert",
      account: "a…z",
      title: "Budget: a & <b>",
      text: message.lines.join("\n"),
      at: "2026-11-23T06:30:00.000Z",
      currency: "INR",
      facts: { spent: "12000.00", share: 1.2 },
    });
  });

  const hosts: readonly (readonly [string, string])[] = [
    ["https://hooks.slack.com/services/T0/B0/x", "slack"],
    ["https://hooks.slack.com.evil.example/services", "json"],
    ["https://acme.webhook.office.com/webhookb2/x", "teams"],
    ["https://prod-07.centralindia.logic.azure.com:443/workflows/x", "teams"],
    ["https://x.environment.api.powerplatform.com/powerautomate/x", "teams"],
    ["https://alerts.example.com/hook", "json"],
    ["http://127.0.0.1:9000/", "json"],
  ];
  for (const [url, format] of hosts) {
    test(`${new URL(url).hostname} is told in the form "${format}"`, () =>
      assert.equal(webhookFormatOf(new URL(url)), format));
  }
});
