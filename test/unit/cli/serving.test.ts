import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { describe, test } from "node:test";
import type { Context } from "../../../src/cli/context.ts";
import { eventLog } from "../../../src/cli/serve/eventLog.ts";
import { listen, listenAddressOf } from "../../../src/cli/serve/listening.ts";
import { webhookOf } from "../../../src/cli/serve/webhook.ts";
import { Redactor } from "../../../src/domain/redactor.ts";
import { webhookAddress } from "../../../src/wiring/addresses.ts";
import { atEnd } from "../../support/endings.ts";

describe("where metrics are answered", () => {
  const addresses: readonly (readonly [string, string, number])[] = [
    ["9464", "127.0.0.1", 9464],
    [":9464", "127.0.0.1", 9464],
    ["localhost:9464", "localhost", 9464],
    ["0.0.0.0:0", "0.0.0.0", 0],
    ["[::1]:65535", "::1", 65_535],
    ["metrics.internal:80", "metrics.internal", 80],
  ];
  for (const [typed, host, port] of addresses) {
    test(typed, () => assert.deepEqual(listenAddressOf(typed), { host, port }));
  }
  for (const typed of [
    "",
    "there",
    "9464:",
    "65536",
    "::1:9464",
    "http://127.0.0.1:9464",
    "127.0.0.1",
    "-1",
    "a b:1",
  ]) {
    test(`not at “${typed}”`, () => assert.throws(() => listenAddressOf(typed), { name: "ExitError", exit: 2 }));
  }
});

/** What a program gets that asks by a name of its own choice. */
async function ask(url: string, path: string, host: string): Promise<{ status: number | undefined; body: string }> {
  const request = get(`${url}${path}`, { headers: { host } });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: await textOf(response) };
}

describe("what answers there", () => {
  test("a page that has its own name point to this machine reads nothing", async (t) => {
    const answers = { metrics: async () => "spend 1\n", health: async () => ({ isHealthy: true, body: {} }) };
    const listening = await listen({ host: "127.0.0.1", port: 0 }, answers, () => undefined);
    atEnd(t, listening.close);
    for (const host of ["127.0.0.1:9464", "localhost", "[::1]:9464"]) {
      assert.deepEqual(await ask(listening.url, "/metrics", host), { status: 200, body: "spend 1\n" }, host);
    }
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80"]) {
      assert.equal((await ask(listening.url, "/metrics", host)).status, 403, host);
    }
  });

  test("a ledger that can not be read is said, and why is told to the log alone; scrapes at once read once", async (t) => {
    const failures: unknown[] = [];
    const reading = Promise.withResolvers<string>();
    let readings = 0;
    const answers = {
      metrics: async () => {
        readings++;
        return reading.promise;
      },
      health: async () => ({ isHealthy: false, body: { status: "failed" } }),
    };
    const listening = await listen({ host: "127.0.0.1", port: 0 }, answers, (error) => failures.push(error));
    atEnd(t, listening.close);
    const asked = ["/metrics", "/metrics?x=1"].map((path) => ask(listening.url, path, "localhost"));
    const health = await ask(listening.url, "/healthz", "localhost");
    assert.deepEqual(health, { status: 503, body: '{"status":"failed"}\n' });
    const trouble = new Error("disk I/O error in /home/x");
    reading.reject(trouble);
    for (const { status, body } of await Promise.all(asked)) {
      assert.equal(status, 500);
      assert.doesNotMatch(body, /disk/);
    }
    assert.equal(readings, 1);
    assert.deepEqual(failures, [trouble, trouble]);
  });
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

describe("a webhook that sends us away says for how long", () => {
  const answers: readonly (readonly [number, Record<string, string>, number | undefined])[] = [
    [429, { "retry-after": "120" }, 120_000],
    [503, { "retry-after": "Thu, 26 Nov 2026 05:10:00 GMT", date: "Thu, 26 Nov 2026 05:00:00 GMT" }, 600_000],
    [429, { "retry-after": "soon" }, undefined],
    [429, {}, undefined],
    // It says nothing about a fault of its own.
    [500, { "retry-after": "120" }, undefined],
  ];
  for (const [status, headers, waitMs] of answers) {
    test(`${status} ${headers["retry-after"] ?? "without a time"}`, async (t) => {
      const server = createServer((request, response) => {
        request.resume();
        response.writeHead(status, headers).end();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      atEnd(t, () => server.close());
      const env = { DEEPVUE_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
      const context = { host: { env }, redactor: new Redactor(), typed: { texts: {} }, settings: {}, clock };
      const message = { id: "1", kind: "test", title: "t", lines: [], account: "a", at: clock(), facts: {} } as const;
      const delivery = await webhookOf(context as unknown as Context)?.send(message, new AbortController().signal);
      const asked = waitMs === undefined ? {} : { waitMs };
      assert.deepEqual(delivery, { kind: "failed", why: `HTTP ${status}`, ...asked });
    });
  }
});

test("a webhook's address is a secret from the moment it is read", () => {
  const redactor = new Redactor();
  const DEEPVUE_WEBHOOK_URL = "https://hooks.slack.com/services/T0/B0/secret";
  const context = { host: { env: { DEEPVUE_WEBHOOK_URL } }, redactor, typed: { texts: {} }, settings: {} };
  assert.equal(webhookOf(context as unknown as Context)?.format, "slack");
  for (const text of [DEEPVUE_WEBHOOK_URL, "POST /services/T0/B0/secret", encodeURIComponent(DEEPVUE_WEBHOOK_URL)]) {
    assert.match(redactor.redact(`failed: ${text}`), /^failed: (POST )?\[webhook address\]$/);
  }
});

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
