import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { delay } from "../../../src/deepvue/delay.ts";
import { cancelled, RequestFailure } from "../../../src/deepvue/failure.ts";
import { retryDelay, withRetry } from "../../../src/deepvue/retry.ts";
import { httpWaitMs } from "../../../src/domain/httpWait.ts";

import { ProblemError } from "../../../src/domain/problem.ts";
import { never, problemFrom } from "./support.ts";

const TRANSIENT = new RequestFailure({ kind: "serviceDown", status: 503, detail: "x" }, { transient: true });
const FINAL = new RequestFailure({ kind: "refused", status: 400, detail: "x" });

/** The wait after a 429 at 5,000 in an account whose pause ends at `retryAt`. */
function after(tries: number, retryAt: number): number | undefined {
  return retryDelay(tries, limited({ retryAt }), 5_000, low);
}

/** A 429; after the gate it says when the account is asked for again. */
function limited(said: { readonly waitMs?: number; readonly retryAt?: number } = {}): RequestFailure {
  const { waitMs, retryAt } = said;
  const problem = { kind: "rateLimit", detail: "x", ...(retryAt !== undefined && { retryAt }) } as const;
  return new RequestFailure(problem, { status: 429, refusal: waitMs === undefined ? {} : { waitMs } });
}

const low = (): number => 0;
const high = (): number => 0.999;

test("a 429 of the service waits until the account's pause ends, five times, and not for longer than two minutes", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map((tries) => after(tries, 8_000)),
    [3_000, 3_000, 3_000, 3_000, 3_000, undefined],
  );
  assert.deepEqual([after(1, 4_000), after(1, 125_000), after(1, 125_001)], [0, 120_000, undefined]);
});

test("a 429 of another host, which has no pause: what it says, or doubling from a second", () => {
  const delays = [1, 2, 3, 4, 5, 6].map((tries) => retryDelay(tries, limited(), 0, low));
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, undefined]);
  const said = [3_000, 0, 120_000, 120_001].map((waitMs) => retryDelay(1, limited({ waitMs }), 0, high));
  assert.deepEqual(said, [3_000, 1_000, 120_000, undefined]);
});

test("a transient failure is tried twice more", () => {
  assert.deepEqual(
    [1, 2, 3].map((tries) => retryDelay(tries, TRANSIENT, 0, low)),
    [1_000, 2_000, undefined],
  );
});

test("a refusal is final", () => {
  assert.equal(retryDelay(1, FINAL, 0, low), undefined);
});

test("every backoff lies between its base and one and a half of it", () => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), unit, (tries, random) => {
      const wait = retryDelay(tries, limited(), 0, () => random) ?? Number.NaN;
      const base = 1_000 * 2 ** (tries - 1);
      assert.ok(wait >= base && wait <= base * 1.5, `${tries} ${random} ${wait}`);
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
    ["999999999", undefined, 86_400_000],
    ["99999999999999999999", undefined, 86_400_000],
    ["Fri, 31 Dec 9999 23:59:59 GMT", undefined, 86_400_000],
    ["Wed, 07 Jan 2026 12:00:30 GMT", undefined, 30_000],
    ["Wed, 07 Jan 2026 11:00:00 GMT", undefined, 0],
    ["Wed, 07 Jan 2026 15:00:05 GMT", "Wed, 07 Jan 2026 15:00:00 GMT", 5_000],
    ["Wed, 07 Jan 2026 12:00:30 GMT", "nonsense", 30_000],
    ["Xxx, 99 Foo 2026 12:00:30 GMT", undefined, undefined],
  ];
  for (const [value, date, expected] of rows) assert.equal(httpWaitMs(value, date, now), expected, String(value));
  fc.assert(
    fc.property(fc.string(), (text) => {
      const wait = httpWaitMs(text, undefined, now);
      assert.ok(wait === undefined || (Number.isFinite(wait) && wait >= 0));
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400 }), (seconds) => {
      const date = new Date(now + seconds * 1000).toUTCString();
      assert.equal(httpWaitMs(date, undefined, now), seconds * 1000);
    }),
  );
});

interface Run {
  readonly waits: number[];
  readonly result: Promise<string>;
}

/** Runs the loop over these outcomes, without real waiting, at time 5,000. */
function run(outcomes: readonly (string | Error)[], signal: AbortSignal = never()): Run {
  const waits: number[] = [];
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
  };
  return { waits, result: withRetry(send, tools, signal) };
}

test("the loop waits, tries again and returns what comes", async () => {
  const { result, waits } = run([TRANSIENT, TRANSIENT, "done"]);
  assert.equal(await result, "done");
  assert.deepEqual(waits, [1_000, 2_000]);
});

test("the loop gives up after three tries with the last failure", async () => {
  assert.equal((await problemFrom(run([TRANSIENT, TRANSIENT, TRANSIENT, "never"]).result)).kind, "serviceDown");
});

test("the loop waits out the account's pause, and gives up at one that is too long to sit through", async () => {
  const { result, waits } = run([limited({ retryAt: 7_500 }), limited({ retryAt: 9_000 }), "done"]);
  assert.equal(await result, "done");
  assert.deepEqual(waits, [2_500, 4_000]);
  const long = run([limited({ retryAt: 3_605_000 })]);
  const problem = await problemFrom(long.result);
  assert.equal(problem.kind === "rateLimit" ? problem.retryAt : undefined, 3_605_000);
  assert.deepEqual(long.waits, []);
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
