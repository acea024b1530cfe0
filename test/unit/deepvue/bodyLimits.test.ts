import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createGzip } from "node:zlib";
import { patient } from "../../../scripts/patience.ts";
import { REPORT_BODY, SMALL_BODY } from "../../../src/deepvue/bodyLimits.ts";
import { delay } from "../../../src/deepvue/delay.ts";
import { type HttpRequest, sendHttp } from "../../../src/deepvue/http.ts";
import { collect, never, problemFrom, serve } from "./support.ts";

const LONG_MS = patient(30_000);

function get(base: string, limits: HttpRequest["limits"]): HttpRequest {
  const url = new URL("/path", base);
  return { url, headers: {}, answerWithinMs: LONG_MS, idleMs: LONG_MS, ...(limits === undefined ? {} : { limits }) };
}

/** A server that writes one byte every few milliseconds for as long as anybody listens. */
async function dripping(t: TestContext, everyMs: number) {
  return serve(t, async (_, response) => {
    response.on("error", () => undefined);
    while (!response.destroyed) {
      response.write("x");
      await delay(everyMs, never());
    }
  });
}

async function closed(server: { openSockets(): number }): Promise<void> {
  for (let waited = 0; server.openSockets() > 0; waited += 5) {
    assert.ok(waited < patient(2_000), "a connection stays open");
    await delay(5, never());
  }
}

test("a small body that drips for ever ends at its deadline, and says so", async (t) => {
  const server = await dripping(t, 10);
  const answer = await sendHttp(get(server.base, { withinMs: 300 }), never());
  const problem = await problemFrom(collect(answer.body));
  assert.equal(problem.kind, "timeout");
  assert.match(problem.detail, /not there after 300 ms, only \d+ bytes/);
  await closed(server);
});

test("a report that drips below the least rate ends after a stretch of it, however much came before", async (t) => {
  const server = await serve(t, async (_, response) => {
    response.on("error", () => undefined);
    response.write(Buffer.alloc(200_000));
    while (!response.destroyed) {
      response.write("x");
      await delay(10, never());
    }
  });
  const limits = { leastRate: { bytes: 5_000, perMs: 300 } };
  const answer = await sendHttp(get(server.base, limits), never());
  const problem = await problemFrom(collect(answer.body));
  assert.equal(problem.kind, "timeout");
  assert.match(problem.detail, /fewer than 5000 bytes came in 300 ms/);
  await closed(server);
});

test("a report that keeps to the least rate takes as long as it takes, and so may its reader", async (t) => {
  const server = await serve(t, async (_, response) => {
    for (let part = 0; part < 20; part++) {
      response.write(Buffer.alloc(2_000));
      await delay(20, never());
    }
    response.end();
  });
  const limits = { leastRate: { bytes: 1_000, perMs: 5_000 }, withinMs: LONG_MS };
  const answer = await sendHttp(get(server.base, limits), never());
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes <= 2_000) await delay(300, never());
  }
  assert.equal(bytes, 40_000);
});

test("a bomb of gzip is given up at the bound, in memory too", async (t) => {
  const server = await serve(t, (_, response) => {
    response.on("error", () => undefined);
    response.writeHead(200, { "content-encoding": "gzip" });
    const gzip = createGzip();
    gzip.on("error", () => undefined).pipe(response);
    const zeros = Buffer.alloc(1 << 20);
    const fill = (): void => {
      while (!response.destroyed && gzip.write(zeros)) continue;
      if (!response.destroyed) gzip.once("drain", fill);
    };
    fill();
  });
  const mostBytes = 8 << 20;
  const answer = await sendHttp(get(server.base, { mostBytes }), never());
  let bytes = 0;
  const reading = (async (): Promise<void> => {
    for await (const chunk of answer.body) bytes += chunk.length;
  })();
  const problem = await problemFrom(reading);
  assert.equal(problem.kind, "unexpectedAnswer");
  assert.match(problem.detail, /longer than 8388608 bytes/);
  assert.ok(bytes <= mostBytes, `${bytes} bytes were handed on`);
  await closed(server);
});

test("a body that is given up before anything was read leaves no connection open", async (t) => {
  const server = await serve(t, (_, response) => void response.write(Buffer.alloc(1_000_000)));
  for (const giveUp of ["discard", "return"] as const) {
    const answer = await sendHttp(get(server.base, undefined), never());
    assert.equal(server.openSockets(), 1);
    if (giveUp === "discard") answer.discard();
    else await answer.body[Symbol.asyncIterator]().return?.();
    await closed(server);
  }
});

test("the limits in force leave room for the largest report over a slow line, and none for ever", () => {
  const { leastRate, mostBytes = 0 } = REPORT_BODY;
  assert.ok(mostBytes > 2 * 85_000_000);
  assert.ok(leastRate !== undefined && leastRate.perMs <= 60_000 && leastRate.bytes / leastRate.perMs < 10);
  assert.ok((SMALL_BODY.withinMs ?? Number.POSITIVE_INFINITY) <= 60_000);
});
