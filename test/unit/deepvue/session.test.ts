import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { delay } from "../../../src/deepvue/delay.ts";
import { sendHttp } from "../../../src/deepvue/http.ts";
import { expiryOf, Session } from "../../../src/deepvue/session.ts";
import { ProblemError } from "../../../src/domain/problem.ts";
import type { QuotaUse } from "../../../src/domain/quota.ts";
import { Redactor } from "../../../src/domain/redactor.ts";
import { eventually } from "../../support/eventually.ts";
import {
  CREDENTIALS,
  type Exchange,
  json,
  listedLog,
  type MemoryStore,
  memoryStore,
  never,
  openGate,
  problemFrom,
  serve,
  type TestServer,
} from "./support.ts";

const NOW = Date.UTC(2026, 2, 7);
const HOUR = 3_600_000;
const EXPIRY = "2026-03-08T00:00:00Z";

interface SessionKit {
  readonly session: Session;
  readonly server: TestServer;
  readonly store: MemoryStore;
  readonly log: ReturnType<typeof listedLog>;
  readonly gate: ReturnType<typeof openGate>;
  now: number;
}

type Authorize = (exchange: Exchange, response: ServerResponse, count: number) => void | Promise<void>;

/** Hands out token-1, token-2 … unless told otherwise. */
const issue: Authorize = (_, response, count) =>
  json(response, 200, { access_token: `token-${count}`, token_type: "bearer", expiry: EXPIRY });

async function start(t: TestContext, authorize: Authorize = issue, store = memoryStore()): Promise<SessionKit> {
  let count = 0;
  const server = await serve(t, (exchange, response) => authorize(exchange, response, ++count));
  const log = listedLog();
  const gate = openGate(() => NOW);
  const kit = { server, store, log, gate, now: NOW };
  const session = new Session({
    store,
    address: (path) => new URL(path, server.base),
    http: sendHttp,
    gate,
    clock: () => kit.now,
    log,
    redactor: new Redactor(),
    delay: () => Promise.resolve(),
    random: () => 0,
  });
  return Object.assign(kit, { session });
}

test("a token is asked for with the documented form, and stored until the stated expiry", async (t) => {
  const { session, server, store } = await start(t);
  assert.equal(await session.token("user", never()), "token-1");
  assert.deepEqual(store.stored, { accessToken: "token-1", expiresAt: Date.parse(EXPIRY) });
  const [exchange] = server.exchanges;
  assert.equal(`${exchange?.method} ${exchange?.path}`, "POST /v1/authorize");
  assert.match(exchange?.headers["content-type"] ?? "", /^multipart\/form-data/);
  assert.match(exchange?.body ?? "", /name="client_id"\r\n\r\ntest-client\r\n/);
  assert.match(exchange?.body ?? "", /name="client_secret"\r\n\r\nhidden-key-of-the-test\r\n/);
});

test("a stored token is used while it is good for more than five minutes", async (t) => {
  const { session, server, store } = await start(t);
  store.stored = { accessToken: "kept", expiresAt: NOW + 5 * 60_000 + 1 };
  assert.equal(await session.token("user", never()), "kept");
  store.stored = { accessToken: "old", expiresAt: NOW + 5 * 60_000 };
  assert.equal(await session.token("user", never()), "token-1");
  assert.equal(server.exchanges.length, 1);
});

test("callers at the same time share one request", async (t) => {
  const { session, server, gate } = await start(t, async (exchange, response, count) => {
    await delay(20, never());
    await issue(exchange, response, count);
  });
  const tokens = await Promise.all(Array.from({ length: 8 }, () => session.token("user", never())));
  assert.deepEqual([...new Set(tokens)], ["token-1"]);
  assert.equal(server.exchanges.length, 1);
  assert.deepEqual(gate.uses, ["user"]);
});

test("one caller's cancel does not take the token from the others; the last one's ends the request", async (t) => {
  const { session, server } = await start(t, async (exchange, response, count) => {
    if (count > 1) return;
    await delay(40, never());
    await issue(exchange, response, count);
  });
  const first = new AbortController();
  const cancelledOne = problemFrom(session.token("user", first.signal));
  const kept = session.token("user", never());
  await delay(10, never());
  first.abort();
  assert.equal((await cancelledOne).kind, "cancelled");
  assert.equal(await kept, "token-1");

  const [second, third] = [new AbortController(), new AbortController()];
  const both = [second, third].map(({ signal }) => problemFrom(session.authorize("user", signal)));
  await delay(20, never());
  second.abort();
  third.abort();
  assert.deepEqual(
    (await Promise.all(both)).map(({ kind }) => kind),
    ["cancelled", "cancelled"],
  );
  await eventually(
    async () => server.openSockets(),
    (open) => assert.equal(open, 0),
    1_000,
  );
});

test("a refused token is replaced once, and a new one that is refused is not", async (t) => {
  const kit = await start(t);
  kit.store.stored = { accessToken: "kept", expiresAt: NOW + 12 * HOUR };
  assert.equal(await kit.session.replace("kept", "user", never()), "token-1");
  assert.equal(await kit.session.replace("token-1", "user", never()), undefined);
  assert.equal(kit.server.exchanges.length, 1);
  kit.now += HOUR;
  assert.equal(await kit.session.replace("token-1", "user", never()), "token-2");
});

test("a token that another editor window has stored is taken instead of asking", async (t) => {
  const { session, server, store } = await start(t);
  store.stored = { accessToken: "from-another-window", expiresAt: NOW + 12 * HOUR };
  assert.equal(await session.replace("mine", "user", never()), "from-another-window");
  assert.equal(server.exchanges.length, 0);
});

test("rejected credentials are a problem, and the token they once had is forgotten", async (t) => {
  const { session, store, server } = await start(t, (_, response) => {
    json(response, 401, { detail: "Invalid client_id or client_secret, access Denied" });
  });
  store.stored = { accessToken: "kept", expiresAt: NOW + 12 * HOUR };
  assert.equal((await problemFrom(session.authorize("user", never()))).kind, "credentials");
  assert.equal(store.stored, undefined);
  assert.equal(server.exchanges.length, 1);
});

test("a service that is down leaves the stored token alone", async (t) => {
  const { session, store, server } = await start(t, (_, response) =>
    json(response, 503, { detail: "Source Unavailable" }),
  );
  store.stored = { accessToken: "kept", expiresAt: NOW + 12 * HOUR };
  assert.equal((await problemFrom(session.authorize("user", never()))).kind, "serviceDown");
  assert.equal(store.stored?.accessToken, "kept");
  assert.equal(server.exchanges.length, 3);
});

for (const status of [415, 422]) {
  test(`a service that can not read multipart (${status}) gets the form urlencoded`, async (t) => {
    const { session, server } = await start(t, (exchange, response, count) => {
      const type = exchange.headers["content-type"] ?? "";
      if (type.startsWith("application/x-www-form-urlencoded")) return issue(exchange, response, count);
      return json(response, status, {
        detail: [{ loc: ["body", "client_id"], msg: "field required", type: "missing" }],
      });
    });
    assert.equal(await session.token("user", never()), "token-2");
    assert.deepEqual(Object.fromEntries(new URLSearchParams(server.exchanges[1]?.body)), {
      client_id: CREDENTIALS.clientId,
      client_secret: CREDENTIALS.clientSecret,
    });
  });
}

test("a service that can read neither is asked twice and no more", async (t) => {
  const { session, server } = await start(t, (_, response) => json(response, 422, { detail: [] }));
  assert.equal((await problemFrom(session.token("user", never()))).kind, "refused");
  assert.equal(server.exchanges.length, 2);
});

test("without credentials nothing is sent", async (t) => {
  const { session, server } = await start(t, issue, {
    ...memoryStore(),
    credentials: () => Promise.resolve(undefined),
  });
  assert.equal((await problemFrom(session.token("user", never()))).kind, "secretMissing");
  assert.equal(server.exchanges.length, 0);
});

test("an answer without a token is unexpected, and its values stay out of the problem", async (t) => {
  for (const answer of [
    { token: "hidden-key" },
    { access_token: 7 },
    { access_token: "" },
    ["hidden-key"],
    "hidden-key",
    null,
  ]) {
    const { session } = await start(t, (_, response) => json(response, 200, answer));
    const problem = await problemFrom(session.token("user", never()));
    assert.equal(problem.kind, "unexpectedAnswer");
    assert.ok(!problem.detail.includes("hidden-key"), problem.detail);
  }
});

test("a user who joins background work is not stopped by its smaller share", async (t) => {
  const { session, gate, server } = await start(t);
  const acquire = gate.acquire.bind(gate);
  gate.acquire = async (use: QuotaUse, signal) => {
    await delay(10, never());
    if (use === "background") throw new ProblemError({ kind: "quota", detail: "x", retryAt: NOW });
    return acquire(use, signal);
  };
  const background = problemFrom(session.token("background", never()));
  const user = session.token("user", never());
  assert.equal((await background).kind, "quota");
  assert.equal(await user, "token-1");
  assert.equal(server.exchanges.length, 1);
});

test("an expiry is believed near the documented lifetime, and otherwise that lifetime counts from now", () => {
  const day = NOW + 24 * HOUR;
  const rows: readonly (readonly [Parameters<typeof expiryOf>[0], number])[] = [
    [{ expiry: EXPIRY }, day],
    [{ expiry: "2026-03-08T05:30:00+05:30" }, day],
    [{ expiry: "2026-03-08T00:00:00" }, day],
    [{ expiry: "2026-03-07T01:00:00.000000Z" }, NOW + HOUR],
    [{ expiresInSeconds: 3600 }, NOW + HOUR],
    [{ expiry: "2026-03-06T23:00:00Z" }, day],
    [{ expiry: "2030-01-01T00:00:00Z" }, day],
    [{ expiry: "soon" }, day],
    [{ expiresInSeconds: -5 }, day],
    [{}, day],
  ];
  for (const [reply, expected] of rows) assert.equal(expiryOf(reply, NOW), expected, JSON.stringify(reply));
});

test("neither the log nor a problem ever holds the secret or a token", async (t) => {
  const { session, log } = await start(t, (exchange, response, count) => {
    if (count === 2) return json(response, 401, { detail: `no: ${exchange.body}` });
    return issue(exchange, response, count);
  });
  await session.token("user", never());
  const problem = await problemFrom(session.authorize("user", never()));
  const told = [...log.lines, JSON.stringify(problem)].join("\n");
  assert.ok(log.lines.length > 0);
  assert.ok(!told.includes(CREDENTIALS.clientSecret), told);
  assert.ok(!told.includes("token-1"), told);
});
