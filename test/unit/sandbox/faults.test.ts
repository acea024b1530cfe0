import assert from "node:assert/strict";
import { request } from "node:http";
import { describe, type TestContext, test } from "node:test";
import { parseTimestamp, type Transaction } from "../../../src/domain/transaction.ts";
import { generateAccount } from "../../../src/sandbox/generator.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import {
  DOCUMENTED_ERRORS,
  type EnvelopeFault,
  type Fault,
  HOSTILE_TEXTS,
  type PlannedFault,
  type RowFault,
} from "../../sandbox/faults.ts";
import type { Sandbox } from "../../sandbox/server.ts";
import { askReport, REPORT_PATH, type ReportBody, readRows, sandboxFor } from "./asking.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const WEEK = { since_date: "2026-03-02", until_date: "2026-03-08" };
const TODAY = { since_date: "2026-03-10", until_date: "2026-03-10" };
const clock = (): number => NOW;
const account = generateAccount({ anchor: "2026-03-10" });

const ROWS: readonly Transaction[] = Array.from({ length: 20 }, (_, index) => ({
  id: `00000000-0000-4000-8000-0000000000${String(index).padStart(2, "0")}`,
  at: NOW * 1000 - index,
  product: "PAN-Plus",
  status: 200,
  message: "Pan Verified Successfully.",
  charge: 29_500,
}));
const small = fixedAccount(() => ROWS);

type Faulty = (fault: PlannedFault) => Promise<Sandbox>;

function faultyReports(t: TestContext): Faulty {
  return (report) => sandboxFor(t, { account: small, clock, faults: { report } });
}

describe("answers instead of the report", () => {
  test("HTML, with 200 and with 502", async (t) => {
    for (const status of [200, 502] as const) {
      const response = await askReport(await faultyReports(t)({ kind: "html", status }), TODAY);
      assert.equal(response.status, status);
      assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
      assert.match(await response.text(), /^<!DOCTYPE html>/);
    }
  });

  test("every documented error, and `detail` as a list and as an object", async (t) => {
    const errors: readonly (Fault & { kind: "error" })[] = [
      ...Object.values(DOCUMENTED_ERRORS),
      {
        kind: "error",
        status: 422,
        detail: [{ loc: ["query", "since_date"], msg: "Field required", type: "missing" }],
      },
      { kind: "error", status: 400, detail: { error: "x" } },
    ];
    for (const fault of errors) {
      const response = await askReport(await faultyReports(t)(fault), TODAY);
      assert.equal(response.status, fault.status);
      assert.deepEqual(await response.json(), { detail: fault.detail });
      assert.equal(response.headers.get("retry-after"), null);
    }
  });

  test("429 with Retry-After, and any other answer", async (t) => {
    const limited = await askReport(await faultyReports(t)({ ...DOCUMENTED_ERRORS.rateLimit, retryAfter: "7" }), TODAY);
    assert.equal(limited.headers.get("retry-after"), "7");
    const fault: Fault = { kind: "answer", status: 200, contentType: "text/plain", body: "[]" };
    assert.equal(await (await askReport(await faultyReports(t)(fault), TODAY)).text(), "[]");
  });
});

describe("transport", () => {
  test("half a body, then the socket is destroyed; also for a short body", async (t) => {
    for (const [source, query] of [
      [account, WEEK],
      [small, TODAY],
    ] as const) {
      const sandbox = await sandboxFor(t, { account: source, clock, faults: { report: { kind: "cutBody" } } });
      const response = await askReport(sandbox, query);
      assert.equal(response.status, 200);
      await assert.rejects(response.text());
      const bytes = sandbox.requests.at(-1)?.bytes ?? 0;
      assert.ok(bytes > 1_000 && bytes <= 65_536, String(bytes));
    }
    const sandbox = await sandboxFor(t, { account: small, clock, faults: { balance: { kind: "cutBody" } } });
    const headers = { "client-id": "sandbox-client", "x-api-key": "sandbox-secret" };
    const balance = await fetch(`${sandbox.url}/v1/internal/wallet-balance`, { headers });
    await assert.rejects(balance.text());
  });

  test("a body that idles: part of it comes, and nothing more", async (t) => {
    const sandbox = await faultyReports(t)({ kind: "idleBody" });
    const response = await askReport(sandbox, TODAY);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    assert.match(Buffer.from(first?.value ?? []).toString(), /^\{\n {2}"code": 200/);
    const next = reader?.read().then(() => "more");
    assert.equal(await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 200, "idle"))]), "idle");
    await reader?.cancel();
    await next;
  });

  test("slow headers, then the regular answer", async (t) => {
    const started = performance.now();
    const response = await askReport(await faultyReports(t)({ kind: "slowHeaders", delayMs: 150 }), TODAY);
    assert.ok(performance.now() - started >= 145);
    assert.equal((await readRows(response)).length, ROWS.length);
  });

  test("gzip", async (t) => {
    const sandbox = await sandboxFor(t, { account, clock, faults: { report: { kind: "gzip" } } });
    const { hostname, port } = new URL(sandbox.url);
    const encoding = await new Promise((resolve, reject) => {
      const headers = { "client-id": "sandbox-client", "x-api-key": "sandbox-secret" };
      const path = `${REPORT_PATH}?${new URLSearchParams(WEEK).toString()}`;
      request({ hostname, port, path, headers }, (response) => {
        response.resume();
        resolve(response.headers["content-encoding"]);
      })
        .once("error", reject)
        .end();
    });
    assert.equal(encoding, "gzip");
    const plain = await sandboxFor(t, { account, clock });
    assert.deepEqual(await readRows(await askReport(sandbox, WEEK)), await readRows(await askReport(plain, WEEK)));
  });
});

async function body(t: TestContext, variant: EnvelopeFault): Promise<string> {
  return (await askReport(await faultyReports(t)({ kind: "envelope", variant }), TODAY)).text();
}

describe("wrong envelopes", () => {
  test("code 500 in a 200; data or usage_data missing, null, or at another depth", async (t) => {
    assert.equal((JSON.parse(await body(t, "code500")) as ReportBody).code, 500);
    assert.ok(!("data" in (JSON.parse(await body(t, "dataMissing")) as object)));
    assert.equal((JSON.parse(await body(t, "dataNull")) as { data: unknown }).data, null);
    const missing = JSON.parse(await body(t, "usageDataMissing")) as ReportBody;
    assert.ok(!("usage_data" in missing.data) && "file_url" in missing.data);
    assert.equal((JSON.parse(await body(t, "usageDataNull")) as ReportBody).data.usage_data, null);
    const top = JSON.parse(await body(t, "usageDataAtTop")) as ReportBody & { usage_data: unknown[] };
    assert.ok(top.usage_data.length === ROWS.length && !("usage_data" in top.data));
    const deep = JSON.parse(await body(t, "usageDataDeeper")) as { data: { report: { usage_data: unknown[] } } };
    assert.ok(deep.data.report.usage_data.length === ROWS.length && !("usage_data" in deep.data));
  });

  test("keys in another order are still the same report", async (t) => {
    const text = await body(t, "keysReordered");
    assert.match(text, /^\{\n {2}"data": \{\n {4}"usage_data": \[\n {6}\{ "Charge": 2\.95, "Message": /);
    const plain = await sandboxFor(t, { account: small, clock });
    assert.deepEqual(await readRows(new Response(text)), await readRows(await askReport(plain, TODAY)));
  });

  test("a document without its end, in a body that ends properly", async (t) => {
    const text = await body(t, "trailerMissing");
    assert.throws(() => JSON.parse(text));
    assert.equal((JSON.parse(`${text}]}}`) as ReportBody).data.usage_data.length, ROWS.length);
  });
});

describe("rows", () => {
  test("one malformed row among good ones", async (t) => {
    const broken = async (field: RowFault): Promise<unknown> => {
      const rows = await readRows(await askReport(await faultyReports(t)({ kind: "malformedRow", field }), TODAY));
      assert.equal(rows.length, ROWS.length + 1);
      assert.deepEqual(
        rows.toSpliced(1, 1).map((row) => row["Transaction Id"]),
        ROWS.map(({ id }) => id),
      );
      return rows[1];
    };
    assert.equal(typeof (await broken("notAnObject")), "string");
    assert.deepEqual(Object.entries((await broken("id")) as object)[0], ["Transaction Id", null]);
    const timestamp = ((await broken("timestamp")) as { "Timestamp(UTC)": string })["Timestamp(UTC)"];
    assert.equal(parseTimestamp(timestamp), undefined);
    assert.equal(typeof ((await broken("product")) as { "Product Id": unknown })["Product Id"], "number");
    assert.equal(typeof ((await broken("status")) as { Status: unknown }).Status, "string");
    assert.equal(typeof ((await broken("message")) as { Message: unknown }).Message, "object");
    assert.equal(typeof ((await broken("charge")) as { Charge: unknown }).Charge, "string");
  });

  test("hostile product ids and messages arrive unchanged", async (t) => {
    const rows = await readRows(await askReport(await faultyReports(t)({ kind: "hostileText" }), TODAY));
    assert.deepEqual(
      rows.slice(0, HOSTILE_TEXTS.length).map((row) => row["Product Id"]),
      HOSTILE_TEXTS,
    );
    assert.equal(rows[0]?.Message, HOSTILE_TEXTS[1]);
    assert.equal(Math.max(...HOSTILE_TEXTS.map(({ length }) => length)), 10_000);
  });
});

test("a fault lasts as many requests as it says, touches its own path only, and can be taken away", async (t) => {
  const sandbox = await faultyReports(t)({ ...DOCUMENTED_ERRORS.internal, times: 2 });
  const headers = { "client-id": "sandbox-client", "x-api-key": "sandbox-secret" };
  const statuses: number[] = [];
  for (let ask = 0; ask < 3; ask++) statuses.push((await askReport(sandbox, TODAY)).status);
  assert.deepEqual(statuses, [500, 500, 200]);
  assert.equal((await fetch(`${sandbox.url}/v1/internal/wallet-balance`, { headers })).status, 200);
  sandbox.setFaults({ balance: DOCUMENTED_ERRORS.addressNotListed });
  assert.equal((await fetch(`${sandbox.url}/v1/internal/wallet-balance`, { headers })).status, 403);
  sandbox.setFaults({ report: { ...DOCUMENTED_ERRORS.internal, times: 1 } });
  assert.equal((await askReport(sandbox, TODAY)).status, 500, "counting starts anew");
  assert.equal((await fetch(`${sandbox.url}/v1/internal/wallet-balance`, { headers })).status, 200);
});
