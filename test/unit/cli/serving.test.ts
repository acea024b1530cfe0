import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventLog } from "../../../src/cli/serve/eventLog.ts";
import { listenAddressOf } from "../../../src/cli/serve/listening.ts";
import { Redactor } from "../../../src/domain/redactor.ts";
import { webhookAddress } from "../../../src/wiring/addresses.ts";

describe("where metrics are answered", () => {
  const addresses: readonly (readonly [string, string, number])[] = [
    ["9464", "127.0.0.1", 9464],
    [":9464", "127.0.0.1", 9464],
    ["localhost:9464", "localhost", 9464],
    ["0.0.0.0:0", "0.0.0.0", 0],
    ["[::1]:65535", "::1", 65_535],
    ["metrics.internal:80", "metrics.internal", 80],
  ];
  for (const [text, host, port] of addresses) {
    test(text, () => assert.deepEqual(listenAddressOf(text), { host, port }));
  }
  for (const text of ["", "there", "9464:", "65536", "::1:9464", "http://127.0.0.1:9464", "127.0.0.1", "-1", "a b:1"]) {
    test(`not at “${text}”`, () => assert.throws(() => listenAddressOf(text), { name: "ExitError", exit: 2 }));
  }
});

describe("a webhook's address", () => {
  for (const text of [
    "https://hooks.slack.com/services/T/B/x",
    "http://127.0.0.1:9/x",
    "http://localhost/x",
    " https://x/?k=1 ",
  ]) {
    test(`may be ${text.trim()}`, () => assert.ok(webhookAddress(text) instanceof URL));
  }
  const refused: readonly (readonly [string, RegExp])[] = [
    ["hooks.slack.com/services", /no URL/],
    ["http://hooks.slack.com/services", /plain http/],
    ["http://127.0.0.1.evil.example/", /plain http/],
    ["ftp://127.0.0.1/", /no https/],
    ["javascript:alert(1)", /no https/],
    ["https://user:pw@example.com/", /user name/],
  ];
  for (const [text, why] of refused) {
    test(`may not be ${text}`, () => {
      const reason = webhookAddress(text);
      assert.ok(typeof reason === "string");
      assert.match(reason, why);
      assert.ok(!reason.includes(text), "the reason does not repeat it");
    });
  }
});

const clock = (): number => Date.parse("2026-11-26T05:00:00Z");

function logged(format: "text" | "json", { isVerbose } = { isVerbose: false }): readonly string[] {
  const lines: string[] = [];
  const redactor = new Redactor();
  redactor.learn("https://hooks.slack.com/services/T0/B0/secret", "webhook address");
  const log = eventLog({ complain: (text) => void lines.push(text) }, redactor, { format, isVerbose, clock });
  log.debug("small");
  log.info('told "x"');
  log.error("no\nhttps://hooks.slack.com/services/T0/B0/secret\nanswer");
  return lines;
}

describe("a server's log", () => {
  test("is one line for each event, for a person", () => {
    assert.deepEqual(logged("text"), [
      '2026-11-26T05:00:00.000Z INFO  told "x"',
      "2026-11-26T05:00:00.000Z ERROR no [webhook address] answer",
    ]);
  });

  test("or JSON, with what is small when that is wished for", () => {
    assert.deepEqual(
      logged("json", { isVerbose: true }).map((line) => JSON.parse(line) as unknown),
      [
        { time: "2026-11-26T05:00:00.000Z", level: "debug", message: "small" },
        { time: "2026-11-26T05:00:00.000Z", level: "info", message: 'told "x"' },
        { time: "2026-11-26T05:00:00.000Z", level: "error", message: "no [webhook address] answer" },
      ],
    );
  });
});
