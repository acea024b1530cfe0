import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { delay } from "../../../src/deepvue/delay.ts";
import type { Problem } from "../../../src/domain/problem.ts";
import {
  CREDENTIALS,
  clientOf,
  collect,
  type Exchange,
  json,
  memoryStore,
  never,
  problemFrom,
  SHORT_MS,
  serve,
} from "./support.ts";

const WINDOW = { since: "2026-01-01", until: "2026-01-07" };
const REPORT = { code: 200, data: { file_url: null, usage_data: [] } };

type Style = "bearer" | "clientId" | "both" | "none";

function styleOf({ headers }: Exchange): "bearer" | "clientId" {
  return headers.authorization === undefined ? "clientId" : "bearer";
}

/** Plays the service: tokens "token-1" …, a balance, and a report for those who come in the right style with a good token. */
function service(accepts: Style, good: (token: string) => boolean = () => true) {
  let tokens = 0;
  return (exchange: Exchange, response: ServerResponse): void => {
    if (exchange.path === "/v1/authorize")
      return json(response, 200, { access_token: `token-${++tokens}`, expires_in: 86_400 });
    if (exchange.path === "/v1/internal/wallet-balance")
      return json(response, 200, { current_balance: 6448.5, success: true });
    const style = styleOf(exchange);
    if (accepts !== "both" && accepts !== style) return json(response, 401, { detail: "Not authenticated" });
    if (style === "bearer" && !good(exchange.headers.authorization?.slice(7) ?? "")) {
      return json(response, 403, { detail: "Not a valid token" });
    }
    return json(response, 200, REPORT);
  };
}

function steps(exchanges: readonly Exchange[]): string[] {
  return exchanges.map((exchange) => (exchange.path === "/v1/authorize" ? "authorize" : styleOf(exchange)));
}

test("signing in proves the credentials and brings the balance", async (t) => {
  const server = await serve(t, service("both"));
  const { client, store, gate } = clientOf(server.base);
  assert.deepEqual(await client.signIn(never()), { balance: 64_485_000 });
  assert.equal(store.stored?.accessToken, "token-1");
  assert.deepEqual(gate.uses, ["user", "user"]);
  const balance = server.exchanges[1];
  assert.equal(balance?.headers["client-id"], CREDENTIALS.clientId);
  assert.equal(balance?.headers["x-api-key"], CREDENTIALS.clientSecret);
  assert.equal(balance?.headers.authorization, undefined);
});

test("signing in asks for a token even when one is stored", async (t) => {
  const server = await serve(t, service("both"));
  const store = memoryStore();
  store.stored = { accessToken: "of-somebody-else", expiresAt: Date.now() + 9_000_000 };
  await clientOf(server.base, { store }).client.signIn(never());
  assert.equal(store.stored.accessToken, "token-1");
});

test("a balance that can not be had does not disprove the credentials, a refusal does", async (t) => {
  const rows: readonly (readonly [number, string, Problem["kind"] | "signed in"])[] = [
    [500, "Internal Server Error", "signed in"],
    [404, "Not Found", "signed in"],
    [401, "Invalid client_id or client_secret, access Denied", "credentials"],
    [400, "Inactive client_id", "inactiveClient"],
    [403, "IP address not whitelisted", "forbidden"],
  ];
  for (const [status, detail, expected] of rows) {
    const answer = service("both");
    const server = await serve(t, (exchange, response) =>
      exchange.path === "/v1/authorize" ? answer(exchange, response) : json(response, status, { detail }),
    );
    const { client, store } = clientOf(server.base);
    if (expected === "signed in") {
      assert.deepEqual(await client.signIn(never()), {});
    } else {
      assert.equal((await problemFrom(client.signIn(never()))).kind, expected);
      assert.equal(store.stored, undefined);
    }
  }
});

test("a report is asked for as documented: Bearer and x-api-key first", async (t) => {
  const server = await serve(t, service("both"));
  const { client, store, gate } = clientOf(`${server.base}/v1/`);
  const body = await collect(await client.openReport(WINDOW, "background", never()));
  assert.deepEqual(JSON.parse(body.toString()), REPORT);
  const exchange = server.exchanges[1];
  assert.equal(exchange?.path, "/v1/client/usage-report");
  assert.deepEqual(Object.fromEntries(exchange.query), {
    generate_excel: "false",
    since_date: WINDOW.since,
    until_date: WINDOW.until,
  });
  assert.equal(exchange.headers.authorization, "Bearer token-1");
  assert.equal(exchange.headers["x-api-key"], CREDENTIALS.clientSecret);
  assert.equal(exchange.headers["client-id"], undefined);
  assert.equal(exchange.headers["content-type"], "application/json");
  assert.equal(store.style, "bearer");
  assert.deepEqual(gate.uses, ["background", "background"]);
});

test("the other header style is tried, and remembered for next time", async (t) => {
  const server = await serve(t, service("clientId"));
  const { client, store } = clientOf(server.base);
  await collect(await client.openReport(WINDOW, "user", never()));
  assert.deepEqual(steps(server.exchanges), ["authorize", "bearer", "clientId"]);
  assert.equal(store.style, "clientId");
  await collect(await client.openReport(WINDOW, "user", never()));
  assert.deepEqual(steps(server.exchanges).slice(3), ["clientId"]);
});

test("a remembered style that no longer works gives way to the other", async (t) => {
  const server = await serve(t, service("bearer"));
  const store = memoryStore();
  store.style = "clientId";
  await collect(await clientOf(server.base, { store }).client.openReport(WINDOW, "user", never()));
  assert.deepEqual(steps(server.exchanges), ["clientId", "authorize", "bearer"]);
  assert.equal(store.style, "bearer");
});

test("a service that misses a header of the other style is asked in that style", async (t) => {
  const server = await serve(t, (exchange, response) => {
    if (styleOf(exchange) === "clientId" || exchange.path === "/v1/authorize")
      return service("both")(exchange, response);
    return json(response, 422, { detail: [{ loc: ["header", "client-id"], msg: "field required" }] });
  });
  const { client, store } = clientOf(server.base);
  await collect(await client.openReport(WINDOW, "user", never()));
  assert.equal(store.style, "clientId");
});

test("a token that expired early is renewed once, for all who need it at the time", async (t) => {
  const server = await serve(t, async (exchange, response) => {
    if (exchange.path === "/v1/authorize") await delay(15, never());
    return answer(exchange, response);
  });
  const answer = service("bearer", (token) => token !== "stale");
  const store = memoryStore();
  store.stored = { accessToken: "stale", expiresAt: Date.now() + 9_000_000 };
  const { client } = clientOf(server.base, { store });
  const reports = await Promise.all([1, 2, 3, 4, 5].map(() => client.openReport(WINDOW, "user", never())));
  await Promise.all(reports.map(collect));
  assert.equal(steps(server.exchanges).filter((step) => step === "authorize").length, 1);
  assert.equal(server.exchanges.length, 11);
  assert.equal(store.stored.accessToken, "token-1");
});

test("a service that refuses every token and every style is asked four times and no more", async (t) => {
  const server = await serve(t, service("none"));
  const store = memoryStore();
  store.stored = { accessToken: "kept", expiresAt: Date.now() + 9_000_000 };
  const { client } = clientOf(server.base, { store });
  assert.equal((await problemFrom(client.openReport(WINDOW, "user", never()))).kind, "credentials");
  assert.deepEqual(steps(server.exchanges), ["bearer", "authorize", "bearer", "clientId"]);
  // The token is new now, so it is not renewed again.
  assert.equal((await problemFrom(client.openReport(WINDOW, "user", never()))).kind, "credentials");
  assert.deepEqual(steps(server.exchanges).slice(4), ["bearer", "clientId"]);
});

test("a caller whose address is not listed is told so, whatever the wording", async (t) => {
  const bodies = [{ detail: "IP address not whitelisted" }, { detail: "Forbidden" }, {}];
  for (const body of bodies) {
    const server = await serve(t, (exchange, response) =>
      exchange.path === "/v1/authorize" ? service("both")(exchange, response) : json(response, 403, body),
    );
    const problem = await problemFrom(clientOf(server.base).client.openReport(WINDOW, "user", never()));
    assert.equal(problem.kind, "forbidden", JSON.stringify(body));
  }
});

for (const shutOut of ["bearer", "clientId"] as const) {
  test(`a caller who is shut out in the style ${shutOut} is told so, whatever the other style meets`, async (t) => {
    const server = await serve(t, (exchange, response) => {
      if (exchange.path === "/v1/authorize") return service("both")(exchange, response);
      return styleOf(exchange) === shutOut
        ? json(response, 403, { detail: "Forbidden" })
        : json(response, 401, { detail: "Not authenticated" });
    });
    const problem = await problemFrom(clientOf(server.base).client.openReport(WINDOW, "user", never()));
    assert.equal(problem.kind, "forbidden");
  });
}

test("wrong credentials end the search for a style at the authorize call", async (t) => {
  const server = await serve(t, (_, response) =>
    json(response, 401, { detail: "Incorrect client_id or client_secret" }),
  );
  const { client } = clientOf(server.base);
  assert.equal((await problemFrom(client.openReport(WINDOW, "user", never()))).kind, "credentials");
  assert.deepEqual(steps(server.exchanges), ["authorize"]);
});

test("a wide report window is refused at once, in the service's words", async (t) => {
  const server = await serve(t, (exchange, response) =>
    exchange.path === "/v1/authorize"
      ? service("both")(exchange, response)
      : json(response, 400, { detail: "Date range can not exceed 7 days" }),
  );
  const problem = await problemFrom(clientOf(server.base).client.openReport(WINDOW, "user", never()));
  assert.deepEqual(problem, {
    kind: "refused",
    status: 400,
    detail: "usage report 2026-01-01..2026-01-07: HTTP 400: Date range can not exceed 7 days",
    said: "Date range can not exceed 7 days",
  });
  assert.equal(server.exchanges.length, 2);
});

test("every try takes its own place in the budget, and a 429 pauses everybody", async (t) => {
  let tries = 0;
  const server = await serve(t, (exchange, response) => {
    if (exchange.path === "/v1/authorize") return service("both")(exchange, response);
    tries++;
    if (tries === 1) return json(response, 429, { detail: "Rate limit exceeded." }, { "retry-after": "3" });
    if (tries === 2) return json(response, 503, { detail: "Source Unavailable" });
    return json(response, 200, REPORT);
  });
  const { client, gate, waits } = clientOf(server.base, { clock: () => 1_000_000 });
  await collect(await client.openReport(WINDOW, "background", never()));
  assert.deepEqual(waits, [3_000, 2_000]);
  assert.deepEqual(gate.refusals, [{ waitMs: 3_000, said: "Rate limit exceeded." }]);
  assert.deepEqual(gate.outcomes, ["passed", "refused", "unknown", "passed"]);
  assert.equal(gate.uses.length, 4);
  assert.ok(gate.uses.every((use) => use === "background"));
});

test("pages in place of answers are unexpected answers, for every call", async (t) => {
  const server = await serve(t, (_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html><title>Welcome to the hotel</title></html>");
  });
  const store = memoryStore();
  store.stored = { accessToken: "kept", expiresAt: Date.now() + 9_000_000 };
  const { client } = clientOf(server.base, { store });
  for (const call of [
    client.signIn(never()),
    client.balance("user", never()),
    client.openReport(WINDOW, "user", never()),
    client.openExcel(WINDOW, never()),
  ]) {
    assert.equal((await problemFrom(call)).kind, "unexpectedAnswer");
  }
});

test("small answers are bounded, and what is not JSON or not a balance is unexpected", async (t) => {
  const bodies = [
    "",
    "{",
    "null",
    "[]",
    '{"success":true}',
    '{"current_balance":"lots","success":true}',
    '{"current_balance":5,"success":false}',
    `{"current_balance":5,"pad":"${"x".repeat(2_000_000)}"}`,
  ];
  for (const body of bodies) {
    const server = await serve(
      t,
      (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end(body),
    );
    const problem = await problemFrom(clientOf(server.base).client.balance("user", never()));
    assert.equal(problem.kind, "unexpectedAnswer", body.slice(0, 50));
  }
});

function* endlessError(): Generator<string> {
  yield '{"detail":"';
  for (;;) yield "x".repeat(60_000);
}

test("an error body without end is left, and half of one still counts", async (t) => {
  const server = await serve(t, (exchange, response) => {
    if (exchange.headers["client-id"] === "endless") {
      Readable.from(endlessError()).pipe(response.writeHead(400, { "content-type": "application/json" }));
    } else {
      response.writeHead(401, { "content-type": "application/json" }).write('{"detail":');
    }
  });
  const endless = clientOf(server.base, { store: memoryStore({ clientId: "endless", clientSecret: "hidden-key" }) });
  assert.equal((await problemFrom(endless.client.balance("user", never()))).kind, "refused");
  const half = clientOf(server.base, { timeoutMs: SHORT_MS });
  assert.equal((await problemFrom(half.client.balance("user", never()))).kind, "credentials");
});

test("a small answer that breaks off or stalls is asked for again", async (t) => {
  let tries = 0;
  const server = await serve(t, (_, response) => {
    tries++;
    if (tries === 3) return json(response, 200, { current_balance: "12.34" });
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" }).write('{"current');
    if (tries === 1) setTimeout(() => response.destroy(), 10);
  });
  assert.equal(await clientOf(server.base, { timeoutMs: SHORT_MS }).client.balance("user", never()), 123_400);
  assert.equal(tries, 3);
});

test("a report that breaks off or stalls is a problem of its reader", async (t) => {
  for (const [ending, kind] of [
    ["break", "unexpectedAnswer"],
    ["stall", "timeout"],
  ] as const) {
    const server = await serve(t, (exchange, response) => {
      if (exchange.path === "/v1/authorize") return service("both")(exchange, response);
      response.writeHead(200, { "content-type": "application/json" }).write('{"data":{"usage_data":[');
      if (ending === "break") setTimeout(() => response.destroy(), 10);
    });
    const limits = ending === "stall" ? { timeoutMs: SHORT_MS } : {};
    const report = await clientOf(server.base, limits).client.openReport(WINDOW, "user", never());
    assert.equal((await problemFrom(collect(report))).kind, kind);
  }
});

for (const encoding of ["identity", "gzip"] as const) {
  test(`the chunks of a report (${encoding}) are the body, also when each is freed that has its memory for itself`, async (t) => {
    const text = JSON.stringify({
      data: { usage_data: Array.from({ length: 30_000 }, (_, index) => ({ index, text: "₹", random: Math.random() })) },
    });
    const server = await serve(t, (exchange, response) => {
      if (exchange.path === "/v1/authorize") return service("both")(exchange, response);
      const body = encoding === "gzip" ? gzipSync(text) : Buffer.from(text);
      response.writeHead(200, { "content-encoding": encoding, "content-type": "application/json" });
      for (let at = 0; at < body.length; at += 7_001) response.write(body.subarray(at, at + 7_001));
      response.end();
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of await clientOf(server.base).client.openReport(WINDOW, "user", never())) {
      chunks.push(Buffer.from(chunk));
      const { buffer, byteLength } = chunk;
      if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
    }
    assert.ok(chunks.length > 1);
    assert.equal(Buffer.concat(chunks).toString(), text);
  });
}

test("a cancel ends a report at once, in its waits, its headers and its body", async (t) => {
  const server = await serve(t, (exchange, response) => {
    if (exchange.path === "/v1/authorize") return service("both")(exchange, response);
    if (exchange.query.get("since_date") === WINDOW.since) response.writeHead(200).write("{");
  });
  const { client } = clientOf(server.base);
  const inHeaders = new AbortController();
  const headers = problemFrom(
    client.openReport({ since: "2026-02-01", until: "2026-02-02" }, "user", inHeaders.signal),
  );
  await delay(60, never());
  inHeaders.abort();
  assert.equal((await headers).kind, "cancelled");
  const inBody = new AbortController();
  const body = problemFrom(collect(await client.openReport(WINDOW, "user", inBody.signal)));
  inBody.abort();
  assert.equal((await body).kind, "cancelled");
  assert.equal((await problemFrom(client.openReport(WINDOW, "user", AbortSignal.abort()))).kind, "cancelled");
});

test("a base URL that is not usable keeps everything from being sent", async () => {
  for (const baseUrl of ["http://production.deepvue.tech", "nonsense", "https://name:hidden-key@host.example"]) {
    const { client } = clientOf(baseUrl);
    for (const call of [
      client.signIn(never()),
      client.balance("user", never()),
      client.openReport(WINDOW, "user", never()),
    ]) {
      const problem = await problemFrom(call);
      assert.equal(problem.kind, "baseUrl");
      assert.ok(!problem.detail.includes("hidden-key"));
    }
  }
});

test("nobody listening is offline and is not tried again", async (t) => {
  const server = await serve(t, service("both"));
  const gone = new URL(server.base);
  gone.port = "1";
  const { client, gate } = clientOf(gone.origin);
  assert.equal((await problemFrom(client.balance("user", never()))).kind, "offline");
  assert.equal(gate.uses.length, 1);
});

test("neither logs nor problems hold the secret, a token or a query", async (t) => {
  const server = await serve(t, (exchange, response) => {
    if (exchange.path === "/v1/authorize") return service("both")(exchange, response);
    const echo = `${exchange.headers.authorization?.slice(7) ?? ""} ${JSON.stringify(exchange.headers)}`;
    return json(response, 400, { detail: `${echo} http://host/?x=${exchange.query.toString()}` });
  });
  const { client, log } = clientOf(server.base);
  const problems = [
    await problemFrom(client.openReport(WINDOW, "user", never())),
    await problemFrom(client.openExcel(WINDOW, never())),
    await problemFrom(client.balance("user", never())),
  ];
  const told = [...log.lines, JSON.stringify(problems)].join("\n");
  assert.ok(log.lines.length > 5);
  for (const secret of [CREDENTIALS.clientSecret, "token-1", "since_date"]) assert.ok(!told.includes(secret), told);
});

test("a header style that can not be remembered does not cost the report", async (t) => {
  const server = await serve(t, service("both"));
  const store = memoryStore();
  store.saveHeaderStyle = () => Promise.reject(new Error("disk full"));
  const { client, log } = clientOf(server.base, { store });
  await collect(await client.openReport(WINDOW, "user", never()));
  assert.ok(log.lines.some((line) => line.includes("not remembered")));
});
