import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOfAnswer, type RequestFailure } from "../../../src/deepvue/failure.ts";
import type { Refusal } from "../../../src/domain/pause.ts";
import { Redactor } from "../../../src/domain/redactor.ts";

const NOW = Date.parse("2026-11-20T09:40:00Z");

function judge(body: string, headers: Readonly<Record<string, string>> = {}): RequestFailure {
  return failureOfAnswer("report", { status: 429, header: (name) => headers[name], body }, new Redactor(), NOW);
}

const detail = (text: string): string => JSON.stringify({ detail: text });

test("what a 429 says about the wait and the limit, in its header, its fields or its sentence", () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, Omit<Refusal, "said">])[] = [
    [detail("Rate limit exceeded. Please retry after some time."), {}, {}],
    [detail("The daily limit of your plan is exhausted."), {}, { limit: "day" }],
    [detail("Quota of 1000 requests per day used up, try again tomorrow"), {}, { limit: "day" }],
    [detail("30 requests per minute are allowed"), {}, { limit: "minute" }],
    [detail("Too many requests per second"), {}, { limit: "second" }],
    [detail("Please try again after 90 seconds"), {}, { waitMs: 90_000 }],
    [detail("Request was throttled. Expected available in 3600 seconds."), {}, { waitMs: 3_600_000 }],
    [detail("Daily limit reached. Try again in 5 hours."), {}, { limit: "day", waitMs: 18_000_000 }],
    [detail("Blocked. Retry in 15 min"), {}, { waitMs: 900_000 }],
    [detail("Try again after 2026-11-20T10:00:00Z"), {}, { waitMs: 1_200_000 }],
    [detail("Try again after 9999-12-31T00:00:00Z"), {}, { waitMs: 86_400_000 }],
    ["Too many requests, try again after 2 minutes", {}, { waitMs: 120_000 }],
    ['"Enough for today"', {}, { limit: "day" }],
    ['{"message":"Slow down","retry_after":12}', {}, { waitMs: 12_000 }],
    ['{"detail":{"message":"Slow down","retryAfter":"7"}}', {}, { waitMs: 7_000 }],
    ['{"error":{"message":"Slow down","retry_after_ms":1500}}', {}, { waitMs: 1_500 }],
    ['{"message":"Slow down","retry_after":12}', { "retry-after": "40" }, { waitMs: 40_000 }],
    ['{"message":"Slow down","retry_after":-1}', {}, {}],
    [detail("Wait 999999999 days"), {}, { waitMs: 86_400_000 }],
    ["", {}, {}],
    ["<html><title>Too many per day</title></html>", { "content-type": "text/html" }, {}],
  ];
  for (const [body, headers, expected] of cases) {
    const { said: _, ...refusal } = judge(body, headers).refusal ?? {};
    assert.deepEqual(refusal, expected, body);
  }
});

test("the problem carries the service's sentence and the limit", () => {
  const { problem } = judge(detail("The daily limit of your plan is exhausted."));
  assert.deepEqual(problem, {
    kind: "rateLimit",
    detail: "report: HTTP 429: The daily limit of your plan is exhausted.",
    said: "The daily limit of your plan is exhausted.",
    limit: "day",
  });
});
