import assert from "node:assert/strict";
import { test } from "node:test";
import { type Problem, ProblemError, problemOf } from "../../../src/domain/problem.ts";
import { canceledByVsCode } from "../../support/canceledByVsCode.ts";

test("whatever is thrown becomes a problem", () => {
  const offline: Problem = { kind: "offline", detail: "ENOTFOUND" };
  const aborted = new Error("This operation was aborted");
  aborted.name = "AbortError";
  const cases: readonly (readonly [unknown, Problem])[] = [
    [new ProblemError(offline), offline],
    [aborted, { kind: "cancelled", detail: "cancelled" }],
    [new DOMException("stop", "AbortError"), { kind: "cancelled", detail: "cancelled" }],
    [canceledByVsCode(), { kind: "cancelled", detail: "cancelled" }],
    [Object.assign(new Error("no more"), { name: "Canceled" }), { kind: "internal", detail: "Canceled: no more" }],
    [new TypeError("x is not a function"), { kind: "internal", detail: "TypeError: x is not a function" }],
    ["text", { kind: "internal", detail: "text" }],
    [undefined, { kind: "internal", detail: "undefined" }],
    [null, { kind: "internal", detail: "null" }],
    // A problem that crossed a thread has lost its class: it is not taken for one.
    [offline, { kind: "internal", detail: "[object Object]" }],
  ];
  for (const [thrown, expected] of cases) assert.deepEqual(problemOf(thrown), expected);
});

test("a problem error carries its problem, its kind in the message, and its cause", () => {
  const cause = new Error("socket hang up");
  const error = new ProblemError({ kind: "timeout", detail: "no answer in 30 s" }, { cause });
  assert.equal(error.message, "timeout: no answer in 30 s");
  assert.equal(error.name, "ProblemError");
  assert.equal(error.cause, cause);
  assert.deepEqual(problemOf(error), error.problem);
});
