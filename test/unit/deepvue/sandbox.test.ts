import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { DeepvueClient } from "../../../src/deepvue/client.ts";
import { decodeReportRow } from "../../../src/deepvue/reportRow.ts";
import { createThrottle } from "../../../src/deepvue/throttle.ts";
import { PLAN_LIMITS } from "../../../src/domain/account.ts";
import { type Pause, pauseAfter } from "../../../src/domain/pause.ts";
import type { RequestGate } from "../../../src/domain/ports.ts";
import { decideQuota } from "../../../src/domain/quota.ts";
import { Redactor } from "../../../src/domain/redactor.ts";
import { type FixedRow, fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { DOCUMENTED_ERRORS } from "../../sandbox/faults.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/server.ts";
import { atEnd } from "../../support/endings.ts";
import { clientOf, collect, listedLog, memoryStore, never, problemFrom } from "./support.ts";

const WINDOW = { since: "2026-01-01", until: "2026-01-07" };
const NOON = Date.UTC(2026, 0, 3, 12);

const ROWS: readonly FixedRow[] = [1, 2, 3].map((number) => ({
  id: `00000000-0000-4000-8000-00000000000${number}`,
  at: (NOON + number) * 1000,
  product: "PAN-Plus",
  status: 200,
  message: number === 1 ? "Invalid Pan Number." : "Pan Verified Successfully.",
  charge: 29_500,
}));

async function start(t: TestContext, options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ account: fixedAccount(() => ROWS), ...options });
  atEnd(t, () => sandbox.close());
  return sandbox;
}

function rowsOf(body: Buffer): unknown[] {
  return (JSON.parse(body.toString()) as { data: { usage_data: unknown[] } }).data.usage_data;
}

test("the sandbox's account signs in, and its report and file come whole", async (t) => {
  const sandbox = await start(t);
  const store = memoryStore(sandbox.credentials);
  const { client } = clientOf(sandbox.url, { store });
  assert.deepEqual(await client.signIn(never()), { balance: 64_480_000 });
  const body = await collect(await client.openReport(WINDOW, "user", never()));
  const byTime = rowsOf(body).map(decodeReportRow).toReversed();
  assert.deepEqual(byTime, ROWS);
  const file = await collect(await client.openExcel(WINDOW, never()));
  assert.equal(file.subarray(0, 2).toString(), "PK");
  assert.equal(store.style, "bearer");
});

test("a token that the service has expired is renewed without the caller's notice", async (t) => {
  for (const expiredTokenStatus of [401, 403] as const) {
    const sandbox = await start(t, { expiredTokenStatus });
    const store = memoryStore(sandbox.credentials);
    store.stored = { accessToken: "from-yesterday", expiresAt: Date.now() + 9_000_000 };
    const { client } = clientOf(sandbox.url, { store });
    await collect(await client.openReport(WINDOW, "user", never()));
    assert.equal(store.style, "bearer");
    assert.notEqual(store.stored.accessToken, "from-yesterday");
  }
});

test("a service that knows only client-id and x-api-key is served in that style", async (t) => {
  const sandbox = await start(t, { headerStyles: ["clientId"] });
  const store = memoryStore(sandbox.credentials);
  await collect(await clientOf(sandbox.url, { store }).client.openReport(WINDOW, "user", never()));
  assert.equal(store.style, "clientId");
});

test("wrong credentials, a shut-out address and an offline service are told apart", async (t) => {
  const sandbox = await start(t);
  const wrong = clientOf(sandbox.url, { store: memoryStore({ clientId: "x", clientSecret: "hidden-key" }) });
  assert.equal((await problemFrom(wrong.client.signIn(never()))).kind, "credentials");

  const { client } = clientOf(sandbox.url, { store: memoryStore(sandbox.credentials) });
  sandbox.setFaults({ authorize: DOCUMENTED_ERRORS.addressNotListed });
  assert.equal((await problemFrom(client.signIn(never()))).kind, "forbidden");
  sandbox.setFaults({ authorize: DOCUMENTED_ERRORS.inactiveClient });
  assert.equal((await problemFrom(client.signIn(never()))).kind, "inactiveClient");
  sandbox.setFaults({ authorize: { kind: "html", status: 200 } });
  assert.equal((await problemFrom(client.signIn(never()))).kind, "unexpectedAnswer");
  await sandbox.goOffline();
  assert.equal((await problemFrom(client.signIn(never()))).kind, "offline");
});

test("a wide report window is refused, and gzip makes no difference", async (t) => {
  const sandbox = await start(t);
  const { client } = clientOf(sandbox.url, { store: memoryStore(sandbox.credentials) });
  const wide = await problemFrom(client.openReport({ since: "2026-01-01", until: "2026-03-01" }, "user", never()));
  assert.equal(wide.kind, "refused");
  const plain = await collect(await client.openReport(WINDOW, "user", never()));
  sandbox.setFaults({ report: { kind: "gzip" } });
  const zipped = await collect(await client.openReport(WINDOW, "user", never()));
  assert.deepEqual(rowsOf(zipped), rowsOf(plain));
});

/** The domain's rule over one process's memory, on a clock that waiting moves on. */
function gateOn(clock: { now: number }): RequestGate {
  const granted: number[] = [];
  let pause: Pause | undefined;
  return createThrottle({
    take: (use) => {
      const { now } = clock;
      if (pause !== undefined && now < pause.until) {
        return Promise.resolve({ grant: false, waitMs: pause.until - now, reason: "paused", pause });
      }
      const history = { recent: granted, day: granted.length, dayBackground: 0, dayFreesAt: 0 };
      const decision = decideQuota(history, PLAN_LIMITS.starter, use, now);
      if (decision.grant) granted.push(now);
      return Promise.resolve(decision);
    },
    settle: () => Promise.resolve(),
    refuse: (refusal, grantedAt, now) => {
      pause = pauseAfter(pause, refusal, { grantedAt, now, jitter: 0 });
      return Promise.resolve(pause);
    },
    clock: () => clock.now,
    delay: (ms) => {
      clock.now += ms;
      return Promise.resolve();
    },
  });
}

test("a Starter account's limits hold over many calls, retries and a 429", async (t) => {
  const clock = { now: NOON };
  const sandbox = await start(t, { plan: "starter", clock: () => clock.now, retryAfter: "sent" });
  sandbox.setFaults({
    report: { ...DOCUMENTED_ERRORS.rateLimit, times: 1 },
    balance: { ...DOCUMENTED_ERRORS.sourceUnavailable, times: 2 },
  });
  const client = new DeepvueClient({
    baseUrl: sandbox.url,
    sessionStore: memoryStore(sandbox.credentials),
    gate: gateOn(clock),
    clock: () => clock.now,
    log: listedLog(),
    redactor: new Redactor(),
    delay: (ms) => {
      clock.now += ms;
      return Promise.resolve();
    },
  });
  await client.signIn(never());
  for (let call = 0; call < 35; call++) await collect(await client.openReport(WINDOW, "user", never()));
  const rates = sandbox.observedRates();
  assert.ok(rates.perSecond <= 1, JSON.stringify(rates));
  assert.ok(rates.perMinute <= 30, JSON.stringify(rates));
  assert.equal(sandbox.requests.filter(({ status }) => status === 429).length, 1);
});
