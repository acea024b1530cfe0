import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { parseMoney } from "../../../src/domain/money.ts";
import { canonicalTransactionId, MICROS_PER_DAY, parseTimestamp } from "../../../src/domain/transaction.ts";
import { generateAccount } from "../../../src/sandbox/generator.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { atEnd } from "../../support/endings.ts";
import { type AuthorizeAnswer, askReport, keyHeaders, REPORT_PATH, readRows, sandboxFor, signIn } from "./asking.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const account = generateAccount({ anchor: "2026-03-10" });
const clock = (): number => NOW;
const WEEK = { since_date: "2026-03-02", until_date: "2026-03-08" };

async function detailOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { detail: unknown }).detail;
}

test("authorize takes multipart and urlencoded forms and answers as documented", async (t) => {
  const sandbox = await sandboxFor(t, { account, clock });
  const fields = { client_id: sandbox.credentials.clientId, client_secret: sandbox.credentials.clientSecret };
  const multipart = new FormData();
  for (const [name, value] of Object.entries(fields)) multipart.set(name, value);
  for (const body of [multipart, new URLSearchParams(fields)]) {
    const response = await fetch(`${sandbox.url}/v1/authorize`, { method: "POST", body });
    assert.equal(response.status, 200);
    const answer = (await response.json()) as AuthorizeAnswer;
    assert.deepEqual(Object.keys(answer), ["access_token", "token_type", "expiry"]);
    assert.equal(answer.token_type, "bearer");
    assert.equal(answer.expiry, "2026-03-11T12:00:00Z");
  }
});

test("authorize refuses wrong credentials, a missing field and a broken form", async (t) => {
  const { url } = await sandboxFor(t, { account, clock });
  const post = (body: string | URLSearchParams, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/v1/authorize`, { method: "POST", body, headers });
  const wrong = await post(new URLSearchParams({ client_id: "sandbox-client", client_secret: "wrong" }));
  assert.equal(wrong.status, 401);
  assert.equal(await detailOf(wrong), "Incorrect client_id or client_secret");
  const missing = await post(new URLSearchParams({ client_id: "sandbox-client" }));
  assert.equal(missing.status, 422);
  assert.deepEqual(await detailOf(missing), [
    { type: "missing", loc: ["body", "client_secret"], msg: "Field required", input: null },
  ]);
  assert.equal((await post("{}", { "content-type": "application/json" })).status, 422);
  assert.equal((await post("x", { "content-type": "multipart/form-data; boundary=b" })).status, 400);
  assert.equal((await fetch(`${url}/v1/authorize`)).status, 405);
});

test("the report takes the header styles that it is told to take", async (t) => {
  for (const headerStyles of [["bearer"], ["clientId"], ["bearer", "clientId"]] as const) {
    const sandbox = await sandboxFor(t, { account, clock, headerStyles });
    for (const style of ["bearer", "clientId"] as const) {
      const headers = await keyHeaders(sandbox, style);
      const url = `${sandbox.url}${REPORT_PATH}?since_date=2026-03-02&until_date=2026-03-02`;
      const response = await fetch(url, { headers });
      const isTaken = (headerStyles as readonly string[]).includes(style);
      assert.equal(response.status, isTaken ? 200 : 401, `${style} of ${headerStyles.join()}`);
      await response.arrayBuffer();
      assert.equal(sandbox.requests.at(-1)?.headerStyle, style);
    }
  }
});

test("tokens and keys: missing, unknown, expired after 24 hours, wrong secret", async (t) => {
  let now = NOW;
  const sandbox = await sandboxFor(t, { account, clock: () => now });
  const ask = async (headers: Record<string, string>): Promise<readonly [number, unknown]> => {
    now += 100;
    const response = await fetch(`${sandbox.url}${REPORT_PATH}?since_date=2026-03-02&until_date=2026-03-02`, {
      headers,
    });
    return [response.status, response.ok ? await response.text().then(() => "") : await detailOf(response)];
  };
  const good = await keyHeaders(sandbox, "bearer");
  assert.deepEqual(await ask({}), [401, "Not authenticated"]);
  assert.deepEqual(await ask({ authorization: good["authorization"] ?? "" }), [401, "Not authenticated"]);
  assert.deepEqual(await ask({ ...good, authorization: "Bearer nobody" }), [401, "Could not validate credentials"]);
  const denied = "Invalid client_id or client_secret, access Denied";
  assert.deepEqual(await ask({ ...good, "x-api-key": "wrong" }), [401, denied]);
  assert.deepEqual(await ask({ "client-id": "wrong", "x-api-key": "sandbox-secret" }), [401, denied]);
  assert.deepEqual(await ask(good), [200, ""]);
  now += 24 * 3_600_000;
  assert.deepEqual(await ask(good), [403, "Not a valid token"]);
  const renewed = await keyHeaders(sandbox, "bearer");
  assert.deepEqual(await ask(renewed), [200, ""]);
  sandbox.expireTokens();
  assert.deepEqual(await ask(renewed), [403, "Not a valid token"]);
});

test("a report lists the account's rows of its dates in the documented shape", async (t) => {
  const sandbox = await sandboxFor(t, { account, clock });
  const response = await askReport(sandbox, WEEK);
  assert.equal(response.headers.get("content-type"), "application/json");
  const text = await response.text();
  assert.match(text, /^\{\n {2}"code": 200,\n {2}"timestamp": \d{13},\n {2}"transaction_id": "[0-9a-f]{32}",\n/);
  assert.match(
    text,
    /\n {6}\{ "Transaction Id": "[^"]{36}", "Timestamp\(UTC\)": "[^"]+\.\d{6}\+00:00", "Product Id": /,
  );
  assert.match(text, /"Charge": 2\.95 \}/);
  const rows = await readRows(new Response(text));
  const interval = { from: Date.parse("2026-03-02") * 1000, to: Date.parse("2026-03-09") * 1000 };
  const expected = [...account.reportPages(interval, NOW)].flat();
  assert.deepEqual(
    rows.map((row) => ({
      id: canonicalTransactionId(row["Transaction Id"]),
      at: parseTimestamp(row["Timestamp(UTC)"]),
      product: row["Product Id"],
      status: row.Status,
      message: row.Message,
      charge: parseMoney(String(row.Charge)),
    })),
    expected,
  );
  const record = sandbox.requests.at(-1);
  assert.equal(record?.since, "2026-03-02");
  assert.equal(record?.until, "2026-03-08");
  assert.equal(record?.status, 200);
  assert.equal(record?.bytes, Buffer.byteLength(text));
});

test("until_date is read as inclusive or as exclusive", async (t) => {
  const newest: Record<string, string> = {};
  for (const untilDate of ["inclusive", "exclusive"] as const) {
    const sandbox = await sandboxFor(t, { account, clock, untilDate });
    const rows = await readRows(await askReport(sandbox, WEEK));
    newest[untilDate] = rows[0]?.["Timestamp(UTC)"].slice(0, 10) ?? "";
    const oneDay = await readRows(await askReport(sandbox, { since_date: "2026-03-02", until_date: "2026-03-02" }));
    assert.equal(oneDay.length > 0, untilDate === "inclusive");
  }
  assert.deepEqual(newest, { inclusive: "2026-03-08", exclusive: "2026-03-07" });
});

test("more than 7 days, and since after until, are a 400; bad dates are a 422 list", async (t) => {
  for (const [untilDate, longest, tooLong] of [
    ["inclusive", "2026-03-07", "2026-03-08"],
    ["exclusive", "2026-03-08", "2026-03-09"],
  ] as const) {
    const sandbox = await sandboxFor(t, { account, clock, untilDate });
    assert.equal((await askReport(sandbox, { since_date: "2026-03-01", until_date: longest })).status, 200);
    const wide = await askReport(sandbox, { since_date: "2026-03-01", until_date: tooLong });
    assert.equal(wide.status, 400);
    assert.equal(await detailOf(wide), "Date range cannot exceed 7 days");
    assert.equal((await askReport(sandbox, { since_date: "2026-03-02", until_date: "2026-03-01" })).status, 400);
  }
  const sandbox = await sandboxFor(t, { account, clock, maxDays: 3 });
  assert.equal((await askReport(sandbox, { since_date: "2026-03-01", until_date: "2026-03-04" })).status, 400);
  const bad = await askReport(sandbox, { since_date: "2026-02-30", generate_excel: "maybe" });
  assert.equal(bad.status, 422);
  const fields = (await detailOf(bad)) as readonly { type: string; loc: readonly string[] }[];
  assert.deepEqual(
    fields.map(({ type, loc }) => [type, loc[1]]),
    [
      ["date_parsing", "since_date"],
      ["missing", "until_date"],
      ["bool_parsing", "generate_excel"],
    ],
  );
});

test("future dates are served or refused", async (t) => {
  const tomorrow = { since_date: "2026-03-10", until_date: "2026-03-11" };
  const today = { since_date: "2026-03-10", until_date: "2026-03-10" };
  const accepting = await sandboxFor(t, { account, clock, futureDates: "accepted" });
  const refusing = await sandboxFor(t, { account, clock, futureDates: "refused" });
  assert.ok((await readRows(await askReport(accepting, tomorrow))).length > 0);
  assert.equal((await askReport(refusing, tomorrow)).status, 400);
  assert.equal((await askReport(refusing, today)).status, 200);
});

test("the documented sample is served byte for byte", async (t) => {
  const bytes = readFileSync(new URL("../../support/fixtures/usageReportSample.json", import.meta.url));
  const sandbox = await sandboxFor(t, {
    account: fixedAccount(() => []),
    clock,
    reportBody: ({ since, until }) => (since <= "2024-05-11" && "2024-05-11" <= until ? bytes : undefined),
  });
  const sample = await askReport(sandbox, { since_date: "2024-05-11", until_date: "2024-05-12" });
  assert.deepEqual(Buffer.from(await sample.arrayBuffer()), bytes);
  assert.deepEqual(await readRows(await askReport(sandbox, WEEK)), []);
});

test("a fixed account reports its rows, repeats included, and late ones late", async (t) => {
  const row = { at: NOW * 1000, product: "PAN-Plus", status: 200, message: "ok", charge: -29_500 };
  const sandbox = await sandboxFor(t, {
    account: fixedAccount(() => [
      { ...row, id: "a", at: row.at - MICROS_PER_DAY },
      { ...row, id: "b" },
      { ...row, id: "b" },
      { ...row, id: "late", visibleAt: NOW + 1 },
    ]),
    clock,
  });
  const rows = await readRows(await askReport(sandbox, { since_date: "2026-03-09", until_date: "2026-03-10" }));
  assert.deepEqual(
    rows.map((each) => [each["Transaction Id"], each.Charge]),
    [
      ["b", -2.95],
      ["b", -2.95],
      ["a", -2.95],
    ],
  );
});

test("the wallet takes client-id and x-api-key only, and falls as rows appear", async (t) => {
  let now = NOW;
  const sandbox = await sandboxFor(t, { account, clock: () => now });
  const ask = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${sandbox.url}/v1/internal/wallet-balance`, { headers });
  const before = (await (await ask(await keyHeaders(sandbox, "clientId"))).json()) as { current_balance: number };
  assert.deepEqual(before, { current_balance: account.balance(NOW) / 10_000, success: true });
  now += 1_800_000;
  const after = (await (await ask(await keyHeaders(sandbox, "clientId"))).json()) as { current_balance: number };
  assert.ok(after.current_balance < before.current_balance);
  assert.equal((await ask(await keyHeaders(sandbox, "bearer"))).status, 401);
  assert.equal((await ask({ "client-id": "sandbox-client", "x-api-key": "wrong" })).status, 401);
});

test("everything else is 404 or 405", async (t) => {
  const { url } = await sandboxFor(t, { account, clock });
  const elsewhere = await fetch(`${url}/v1/verification/panbasic`);
  assert.equal(elsewhere.status, 404);
  assert.equal(await elsewhere.text(), '{"detail":"Not Found"}');
  assert.equal((await fetch(`${url}/client/usage-report/1.xlsx`)).status, 404);
  assert.equal((await fetch(`${url}${REPORT_PATH}`, { method: "POST" })).status, 405);
});

test("the record says when a request carried credentials", async (t) => {
  const sandbox = await sandboxFor(t, { account, clock });
  const token = await signIn(sandbox);
  const flagged = async (path: string, headers: Record<string, string> = {}): Promise<boolean | undefined> => {
    await (await fetch(`${sandbox.url}${path}`, { headers })).arrayBuffer();
    return sandbox.requests.at(-1)?.hasCredentials;
  };
  assert.equal(await flagged("/x"), false);
  assert.equal(await flagged("/x", { authorization: "Basic eA==" }), true);
  assert.equal(await flagged("/x", { "x-other": token }), true);
  assert.equal(await flagged(`/x?key=${encodeURIComponent("sandbox-secret")}`), true);
  assert.equal(await flagged("/x", { cookie: "a=b" }), true);
  assert.ok(!JSON.stringify(sandbox.requests).includes("sandbox-secret"));
  assert.ok(!JSON.stringify(sandbox.requests).includes(token));
});

test("a client that stops reading stops the report", async (t) => {
  const big = generateAccount({ anchor: "2026-03-10", callsPerWeekday: 20_000, events: "none" });
  const sandbox = await sandboxFor(t, { account: big, clock });
  const { host } = new URL(sandbox.url);
  const socket = connect(Number(host.split(":")[1]), "127.0.0.1");
  atEnd(t, () => socket.destroy());
  const query = "since_date=2026-03-02&until_date=2026-03-08";
  socket.write(
    `GET ${REPORT_PATH}?${query} HTTP/1.1\r\nHost: ${host}\r\nclient-id: sandbox-client\r\nx-api-key: sandbox-secret\r\n\r\n`,
  );
  socket.pause();
  let sent = -1;
  while (sent !== (sandbox.requests[0]?.bytes ?? -2)) {
    sent = sandbox.requests[0]?.bytes ?? -2;
    await sleep(300);
  }
  assert.ok(sent > 0 && sent < 15_000_000, `${sent} bytes were produced for a client that read none`);
});

test("offline: connections are refused; online again: the same address answers; close ends a hanging request", async (t) => {
  const sandbox = await sandboxFor(t, {
    account,
    clock,
    faults: { balance: { kind: "slowHeaders", delayMs: 60_000 } },
  });
  await sandbox.goOffline();
  await assert.rejects(fetch(sandbox.url), (error: Error) => (error.cause as { code: string }).code === "ECONNREFUSED");
  await sandbox.goOnline();
  assert.equal((await fetch(sandbox.url)).status, 404);
  const hanging = fetch(`${sandbox.url}/v1/internal/wallet-balance`);
  const rejected = assert.rejects(hanging);
  while (sandbox.requests.length < 2) await sleep(5);
  await sandbox.close();
  await rejected;
});
