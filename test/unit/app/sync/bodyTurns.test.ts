import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { patient } from "../../../../scripts/patience.ts";
import { compareWindow } from "../../../../src/app/diagnose.ts";
import { BodyTurns } from "../../../../src/app/sync/bodyTurns.ts";
import { ReportFetcher } from "../../../../src/app/sync/reportFetcher.ts";
import { sendHttp } from "../../../../src/deepvue/http.ts";
import type { Account } from "../../../../src/domain/account.ts";
import type { Ledger } from "../../../../src/domain/ledgerPorts.ts";
import type { UsageService } from "../../../../src/domain/ports.ts";
import { ProblemError } from "../../../../src/domain/problem.ts";
import { listLog } from "../../../support/editorWindow.ts";
import { atEnd } from "../../../support/endings.ts";
import { eventually } from "../../../support/eventually.ts";
import { threadLedger } from "../../../support/ledgers.ts";
import { clientOf } from "../../deepvue/support.ts";

const WINDOW = { since: "2026-11-01", until: "2026-11-06", covers: [] };
const signal = new AbortController().signal;

/** A service whose reports never end; it counts who is connected. */
async function endlessReports(t: TestContext) {
  const server = createServer((request, response) => {
    response.on("error", () => undefined);
    if (request.url?.includes("authorize"))
      return void response.end(JSON.stringify({ access_token: "token", expiry: "2027-01-01" }));
    response
      .writeHead(200, { "content-type": "application/json" })
      .write(`{"code":200,"data":{"usage_data":[${" ".repeat(500_000)}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  const connections = (): Promise<number> =>
    new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections };
}

test("when the intake can not begin, the body's connection is closed: of a fetch and of a comparison", async (t) => {
  const { base, connections } = await endlessReports(t);
  const { client } = clientOf(base);
  const ledger = threadLedger(t);
  const account: Account = { id: "account", kind: "live", label: "a", baseUrl: base, plan: "enterprise" };
  await ledger.saveAccount(account);
  // A disk that is full at this moment: whatever else the ledger does is the real one's.
  const full: Ledger = new Proxy(ledger, {
    get(target, name) {
      if (name === "beginIntake")
        return async () => Promise.reject(new ProblemError({ kind: "storage", reason: "full", detail: "" }));
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const turns = new BodyTurns();
  const fetcher = new ReportFetcher(full, Date.now, listLog([]), turns);
  for (let round = 0; round < 10; round++) {
    await assert.rejects(fetcher.fetch(account, client, WINDOW, "user", signal), /storage/);
    await assert.rejects(
      compareWindow(
        { ledger: full, service: client, clock: Date.now, synchronizer: { turns } },
        "account",
        WINDOW,
        signal,
      ),
      /storage/,
    );
  }
  await eventually(connections, (count) => assert.equal(count, 0), 4_000);
});

test("a comparison waits for the body that is being taken in, and is closed when it is cancelled meanwhile", async (t) => {
  const { base, connections } = await endlessReports(t);
  const ledger = threadLedger(t);
  const open = async (cancel: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    const request = {
      url: new URL("/report", base),
      headers: {},
      answerWithinMs: patient(9_000),
      idleMs: patient(9_000),
    };
    return (await sendHttp(request, cancel)).body;
  };
  const service = {
    openReport: (_: unknown, __: unknown, cancel: AbortSignal) => open(cancel),
  } as unknown as UsageService;
  const turns = new BodyTurns();
  const { promise: taken, resolve: end } = Promise.withResolvers<void>();
  const first = turns.take(await open(signal), signal, () => taken);
  const cancel = new AbortController();
  let isOver = false;
  const comparing = compareWindow(
    { ledger, service, clock: Date.now, synchronizer: { turns } },
    "account",
    WINDOW,
    cancel.signal,
  );
  const settled = comparing.catch(() => undefined).finally(() => (isOver = true));
  await eventually(connections, (count) => assert.equal(count, 2));
  assert.equal(isOver, false);
  cancel.abort();
  await assert.rejects(comparing, /cancelled/);
  await settled;
  await eventually(connections, (count) => assert.equal(count, 1), 4_000);
  end();
  await first;
  await eventually(connections, (count) => assert.equal(count, 0), 4_000);
});
