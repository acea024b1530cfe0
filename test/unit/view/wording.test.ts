import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Problem, StorageReason } from "../../../src/domain/problem.ts";
import { outcomeText, problemText } from "../../../src/view/wording.ts";

const STORAGE_REASONS: readonly StorageReason[] = [
  "full",
  "readOnly",
  "locked",
  "damaged",
  "newer",
  "missingModule",
  "other",
];

const PROBLEMS: readonly Problem[] = [
  { kind: "offline", detail: "ENOTFOUND" },
  { kind: "timeout", detail: "10 s" },
  { kind: "credentials", detail: "Invalid client_id" },
  { kind: "inactiveClient", detail: "Inactive client_id" },
  { kind: "forbidden", detail: "IP not allowed" },
  { kind: "rateLimit", detail: "" },
  { kind: "quota", detail: "", retryAt: Date.parse("2026-11-23T09:02:00Z") },
  { kind: "refused", status: 422, detail: "since_date" },
  { kind: "serviceDown", status: 503, detail: "Source Unavailable" },
  { kind: "unexpectedAnswer", detail: "<html>" },
  { kind: "baseUrl", detail: "http://example.com is not https" },
  { kind: "secretMissing", detail: "" },
  { kind: "cancelled", detail: "" },
  { kind: "internal", detail: "TypeError" },
  ...STORAGE_REASONS.map((reason): Problem => ({ kind: "storage", reason, detail: "SQLITE" })),
];

function spoken(problem: Problem): string {
  const { what, why, action } = problemText(problem);
  return `${what} ${why} [${action?.label ?? ""}]`;
}

describe("the wording of problems", () => {
  test("each has its own sentence and its own advice", () => {
    const texts = PROBLEMS.map((problem) => problemText(problem));
    assert.equal(new Set(texts.map(({ what }) => what)).size, PROBLEMS.length);
    for (const { what, why } of texts) {
      assert.match(what, /^[A-Z].*\.$/);
      assert.match(why, /^[A-Z].*[.”]$/);
      assert.doesNotMatch(why, /undefined|null| {2}/);
    }
  });

  test("wrong credentials, no network, a web page and an address that is not whitelisted are told apart", () => {
    assert.match(spoken({ kind: "credentials", detail: "" }), /client secret is wrong.*\[Sign In\]/);
    assert.match(spoken({ kind: "offline", detail: "" }), /can not be reached.*network.*\[Try Again\]/);
    assert.match(spoken({ kind: "unexpectedAnswer", detail: "<html>" }), /web page from a proxy.*\[Diagnose\]/);
    assert.match(spoken({ kind: "forbidden", detail: "" }), /IP whitelist.*support@deepvue\.tech/);
  });

  test("the service's own words are quoted on one line and cut", () => {
    const { why } = problemText({ kind: "refused", status: 400, detail: "", said: `a\n\n  b ${"x".repeat(5000)}` });
    assert.match(why, /Deepvue says: “a b x+…”\./);
    assert.ok(why.length < 400);
  });

  test("only the service's own words are quoted: what our log says of the request is not among them", () => {
    const detail = "authorize: HTTP 401: Not a valid token.";
    for (const kind of ["credentials", "forbidden"] as const) {
      assert.match(
        problemText({ kind, detail, said: "Not a valid token." }).why,
        /Deepvue says: “Not a valid token”\./,
      );
      assert.doesNotMatch(problemText({ kind, detail }).why, /authorize|HTTP|says/);
    }
    for (const kind of ["refused", "serviceDown"] as const)
      assert.doesNotMatch(problemText({ kind, status: 503, detail }).why, /authorize|HTTP|says/);
  });

  test("a used-up day is told from a burst, with the next try and the service's own sentence", () => {
    const retryAt = Date.parse("2026-11-23T09:40:00Z");
    const day = problemText(
      { kind: "rateLimit", detail: "", limit: "day", said: "The daily limit of your plan is exhausted.", retryAt },
      "Asia/Kolkata",
    );
    assert.match(day.what, /daily limit is used up/);
    assert.match(day.why, /requests of a day are used up.*Deepvue says: “The daily limit of your plan is exhausted”\./);
    assert.match(day.why, /goes on by itself: next try 15:10\.$/);
    const burst = problemText({ kind: "rateLimit", detail: "", limit: "minute", retryAt }, "Asia/Kolkata");
    assert.match(`${burst.what} ${burst.why}`, /slow down.*requests per minute.*next try 15:10\.$/);
    const unnamed = problemText({ kind: "rateLimit", detail: "" });
    assert.match(`${unnamed.what} ${unnamed.why}`, /slow down.*The plan's requests are used up.*goes on by itself\.$/);
  });

  test("a time is named only in a known zone", () => {
    const quota: Problem = { kind: "quota", detail: "", retryAt: Date.parse("2026-11-23T09:02:00Z") };
    assert.match(problemText(quota, "Asia/Kolkata").why, /by itself at 14:32\./);
    assert.match(problemText(quota).why, /by itself\./);
  });

  test("a damaged ledger names the file that was kept", () => {
    const { why, action } = problemText({ kind: "storage", reason: "damaged", detail: "", setAsideAs: "ledger.bad" });
    assert.match(why, /ledger\.bad/);
    assert.equal(action?.command, "deepvue.loadHistory");
  });

  test("outcomes are words", () => {
    assert.deepEqual((["success", "failure", "unknown"] as const).map(outcomeText), ["Success", "Failure", "Unknown"]);
  });
});
