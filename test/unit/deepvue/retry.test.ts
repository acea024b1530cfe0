import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { delay } from "../../../src/deepvue/delay.ts";
import { cancelled, RequestFailure } from "../../../src/deepvue/failure.ts";
import { retryDelay, withRetry } from "../../../src/deepvue/retry.ts";
import { retryAfterMs } from "../../../src/deepvue/retryAfter.ts";
import { ProblemError } from "../../../src/domain/problem.ts";
import { never, problemFrom } from "./support.ts";

const TRANSIENT = new RequestFailure({ kind: "serviceDown", status: 503, detail: "x" }, { transient: true });
const FINAL = new RequestFailure({ kind: "refused", status: 400, detail: "x" });

function limited(after?: number): RequestFailure {
  return new RequestFailure({ kind: "rateLimit", detail: "x", ...(after !== undefined && { retryAfterMs: after }) });
}

const low = (): number => 0;
const high = (): number => 0.999;

test("a 429 without Retry-After doubles from a second, five times", () => {
  const delays = [1, 2, 3, 4, 5, 6].map((tries) => retryDelay(tries, limited(), low));
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, undefined]);
});

test("a transient failure is tried twice more", () => {
  assert.deepEqual(
    [1, 2, 3].map((tries) => retryDelay(tries, TRANSIENT, low)),
    [1_000, 2_000, undefined],
  );
});

test("a refusal is final", () => {
  assert.equal(retryDelay(1, FINAL, low), undefined);
});

test("Retry-After wins over the backoff and over jitter, is never less than a second, and has a limit", () => {
  assert.equal(retryDelay(4, limited(3_000), high), 3_000);
  assert.equal(retryDelay(1, limited(0), high), 1_000);
  assert.equal(retryDelay(1, limited(120_000), high), 120_000);
  assert.equal(retryDelay(1, limited(120_001), high), undefined);
});

test("every backoff lies between its base and one and a half of it, and never above a minute", () => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), unit, (tries, random) => {
      const wait = retryDelay(tries, limited(), () => random) ?? Number.NaN;
      const base = 1_000 * 2 ** (tries - 1);
      assert.ok(wait >= base && wait <= base * 1.5 && wait <= 60_000, `${tries} ${random} ${wait}`);
    }),
  );
});

test("Retry-After is read as seconds or as a date against the answer's own clock", () => {
  const now = Date.UTC(2026, 0, 7, 12);
  const rows: readonly (readonly [string | undefined, string | undefined, number | undefined])[] = [
    ["0", undefined, 0],
    [" 12 ", undefined, 12_000],
    ["0.5", undefined, 500],
    ["-1", undefined, undefined],
    ["", undefined, undefined],
    [undefined, undefined, undefined],
    ["NaN", undefined, undefined],
    ["foo 5", undefined, undefined],
    ["9999999999", undefined, undefined],
    ["Wed, 07 Jan 2026 12:00:30 GMT", undefined, 30_000],
    ["Wed, 07 Jan 2026 11:00:00 GMT", undefined, 0],
    ["Wed, 07 Jan 2026 15:00:05 GMT", "Wed, 07 Jan 2026 15:00:00 GMT", 5_000],
    ["Wed, 07 Jan 2026 12:00:30 GMT", "nonsense", 30_000],
    ["Xxx, 99 Foo 2026 12:00:30 GMT", undefined, undefined],
  ];
  for (const [value, date, expected] of rows) assert.equal(retryAfterMs(value, date, now), expected, String(value));
  fc.assert(
    fc.property(fc.string(), (text) => {
      const wait = retryAfterMs(text, undefined, now);
      assert.ok(wait === undefined || (Number.isFinite(wait) && wait >= 0));
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400 }), (seconds) => {
      const date = new Date(now + seconds * 1000).toUTCString();
      assert.equal(retryAfterMs(date, undefined, now), seconds * 1000);
    }),
  );
});

interface Run {
  readonly waits: number[];
  readonly pauses: number[];
  readonly result: Promise<string>;
}

/** Runs the loop over these outcomes, without real waiting, at time 5,000. */
function run(outcomes: readonly (string | Error)[], signal: AbortSignal = never()): Run {
  const waits: number[] = [];
  const pauses: number[] = [];
  const left = [...outcomes];
  const send = (): Promise<string> => {
    const next = left.shift() ?? new Error("sent too often");
    return typeof next === "string" ? Promise.resolve(next) : Promise.reject(next);
  };
  const tools = {
    clock: () => 5_000,
    random: low,
    delay: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
    pause: (until: number) => {
      pauses.push(until);
      return Promise.resolve();
    },
  };
  return { waits, pauses, result: withRetry(send, tools, signal) };
}

test("the loop waits, tries again and returns what comes", async () => {
  const { result, waits, pauses } = run([TRANSIENT, TRANSIENT, "done"]);
  assert.equal(await result, "done");
  assert.deepEqual(waits, [1_000, 2_000]);
  assert.deepEqual(pauses, []);
});

test("the loop gives up after three tries with the last failure", async () => {
  assert.equal((await problemFrom(run([TRANSIENT, TRANSIENT, TRANSIENT, "never"]).result)).kind, "serviceDown");
});

test("a 429 pauses everybody for as long as this request waits", async () => {
  const { result, waits, pauses } = run([limited(2_500), limited(), "done"]);
  assert.equal(await result, "done");
  assert.deepEqual(waits, [2_500, 2_000]);
  assert.deepEqual(pauses, [7_500, 7_000]);
});

test("a 429 that is not waited for still pauses everybody", async () => {
  const { result, waits, pauses } = run([limited(3_600_000)]);
  const problem = await problemFrom(result);
  assert.equal(problem.kind === "rateLimit" ? problem.retryAfterMs : undefined, 3_600_000);
  assert.deepEqual(waits, []);
  assert.deepEqual(pauses, [3_605_000]);
});

test("other problems pass through at once", async () => {
  const quota = new ProblemError({ kind: "quota", detail: "x", retryAt: 1 });
  assert.equal((await problemFrom(run([quota, "never"]).result)).kind, "quota");
  assert.equal((await problemFrom(run([cancelled(), "never"]).result)).kind, "cancelled");
  assert.equal((await problemFrom(run([FINAL, "never"]).result)).kind, "refused");
});

test("a delay ends at once when it is cancelled", async () => {
  const controller = new AbortController();
  const waiting = problemFrom(delay(60_000, controller.signal));
  controller.abort();
  assert.equal((await waiting).kind, "cancelled");
  assert.equal((await problemFrom(delay(60_000, controller.signal))).kind, "cancelled");
});
