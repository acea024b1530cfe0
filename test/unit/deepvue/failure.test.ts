import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOfAnswer, failureOfThrown } from "../../../src/deepvue/failure.ts";
import type { Problem } from "../../../src/domain/problem.ts";
import { Redactor } from "../../../src/domain/redactor.ts";

const SECRET = "hidden-key-of-the-test";
const NOW = Date.UTC(2026, 0, 7, 12);

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function judge({ status, body, headers = {} }: Answer): ReturnType<typeof failureOfAnswer> {
  const all: Record<string, string> = { "content-type": "application/json", ...headers };
  const redactor = new Redactor();
  redactor.learn(SECRET, "client secret");
  return failureOfAnswer("usage report", { status, body, header: (name) => all[name] }, redactor, NOW);
}

function detail(text: string): string {
  return JSON.stringify({ detail: text });
}

type Row = readonly [name: string, answer: Answer, kind: Problem["kind"], traits?: "transient" | "authRefused"];

const HTML = { "content-type": "text/html; charset=utf-8" };
const PAGE = "<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head></html>";

const ANSWERS: readonly Row[] = [
  ["400 inactive client", { status: 400, body: detail("Inactive client_id") }, "inactiveClient"],
  ["400 bad request", { status: 400, body: detail("Bad Request") }, "refused"],
  ["400 wide range", { status: 400, body: detail("Date range must not exceed 7 days") }, "refused"],
  ["400 wrong client", { status: 400, body: detail("Invalid client_id") }, "credentials"],
  ["400 empty", { status: 400, body: "" }, "refused"],
  ["400 page", { status: 400, body: PAGE, headers: HTML }, "unexpectedAnswer"],
  ["401 not authenticated", { status: 401, body: detail("Not authenticated") }, "credentials", "authRefused"],
  [
    "401 could not validate",
    { status: 401, body: detail("Could not validate credentials") },
    "credentials",
    "authRefused",
  ],
  ["401 client_id", { status: 401, body: detail("Invalid client_id") }, "credentials", "authRefused"],
  [
    "401 client_id or client_secret",
    { status: 401, body: detail("Invalid client_id or client_secret, access Denied") },
    "credentials",
    "authRefused",
  ],
  ["401 authorization failure", { status: 401, body: detail("Authorization failure") }, "credentials", "authRefused"],
  [
    "401 incorrect",
    { status: 401, body: detail("Incorrect client_id or client_secret") },
    "credentials",
    "authRefused",
  ],
  ["401 empty", { status: 401, body: "" }, "credentials", "authRefused"],
  ["401 page", { status: 401, body: PAGE, headers: HTML }, "unexpectedAnswer"],
  ["403 token", { status: 403, body: detail("Not a valid token") }, "credentials", "authRefused"],
  ["403 FastAPI bearer", { status: 403, body: detail("Not authenticated") }, "credentials", "authRefused"],
  ["403 address", { status: 403, body: detail("IP address not whitelisted") }, "forbidden"],
  ["403 address and client", { status: 403, body: detail("This IP is not whitelisted for client_id") }, "forbidden"],
  ["403 forbidden", { status: 403, body: detail("Forbidden") }, "forbidden", "authRefused"],
  ["403 empty", { status: 403, body: "" }, "forbidden", "authRefused"],
  [
    "403 page of a deny list",
    { status: 403, body: "<html><title>403 Forbidden</title></html>", headers: HTML },
    "forbidden",
    "authRefused",
  ],
  ["402 empty wallet", { status: 402, body: detail("Insufficient balance") }, "unexpectedAnswer"],
  ["404", { status: 404, body: detail("Not Found") }, "unexpectedAnswer"],
  ["404 page", { status: 404, body: PAGE, headers: HTML }, "unexpectedAnswer"],
  ["407 proxy", { status: 407, body: "" }, "unexpectedAnswer"],
  ["408", { status: 408, body: "" }, "timeout", "transient"],
  ["302", { status: 302, body: "", headers: { location: "https://elsewhere.example/?key=1" } }, "unexpectedAnswer"],
  ["204", { status: 204, body: "" }, "unexpectedAnswer"],
  ["422 text", { status: 422, body: detail("Invalid Pan pattern") }, "refused"],
  ["422 text on the client", { status: 422, body: detail("Invalid client_id pattern") }, "credentials"],
  [
    "422 list on a query",
    {
      status: 422,
      body: JSON.stringify({ detail: [{ loc: ["query", "since_date"], msg: "field required", type: "missing" }] }),
    },
    "refused",
  ],
  [
    "422 list on a form field",
    {
      status: 422,
      body: JSON.stringify({ detail: [{ loc: ["body", "client_id"], msg: "field required", input: SECRET }] }),
    },
    "refused",
  ],
  [
    "422 list on a header",
    { status: 422, body: JSON.stringify({ detail: [{ loc: ["header", "client-id"], msg: "field required" }] }) },
    "refused",
    "authRefused",
  ],
  [
    "422 object",
    { status: 422, body: JSON.stringify({ detail: { message: "until_date before since_date" } }) },
    "refused",
  ],
  ["422 empty list", { status: 422, body: JSON.stringify({ detail: [] }) }, "refused"],
  ["422 list of texts", { status: 422, body: JSON.stringify({ detail: ["odd"] }) }, "refused"],
  ["429", { status: 429, body: detail("Rate limit exceeded. Please retry after some time.") }, "rateLimit"],
  ["500", { status: 500, body: detail("Internal Server Error") }, "serviceDown", "transient"],
  ["501", { status: 501, body: "" }, "serviceDown"],
  ["502 page", { status: 502, body: PAGE, headers: HTML }, "serviceDown", "transient"],
  ["503", { status: 503, body: detail("Source Unavailable") }, "serviceDown", "transient"],
  ["504 empty", { status: 504, body: "" }, "serviceDown", "transient"],
  ["520", { status: 520, body: "" }, "serviceDown"],
];

for (const [name, answer, kind, traits] of ANSWERS) {
  test(`HTTP ${name} is ${kind}`, () => {
    const failure = judge(answer);
    assert.equal(failure.problem.kind, kind);
    assert.equal(failure.status, answer.status);
    assert.equal(failure.transient, traits === "transient");
    assert.equal(failure.authRefused, traits === "authRefused");
    assert.ok(!failure.problem.detail.includes(SECRET));
    assert.match(failure.problem.detail, new RegExp(`^usage report: HTTP ${answer.status}`));
  });
}

test("the service's own words are in the detail, from every shape", () => {
  const texts: readonly (readonly [unknown, string])[] = [
    [{ detail: "Source Unavailable" }, "usage report: HTTP 500: Source Unavailable"],
    [{ detail: { error: "E1", msg: "why" } }, "usage report: HTTP 500: why"],
    [{ detail: [{ loc: ["query", 0], msg: "bad" }, "odd"] }, "usage report: HTTP 500: query.0: bad; odd"],
    [{ message: "top" }, "usage report: HTTP 500: top"],
    [
      { code: 500, transaction_id: "1", data: { error_code: "E7", message: "No Records Found" } },
      "usage report: HTTP 500: No Records Found",
    ],
    [{ data: { error_code: "E7" } }, "usage report: HTTP 500: E7"],
    [{ detail: null }, "usage report: HTTP 500"],
    [["list"], "usage report: HTTP 500"],
    [7, "usage report: HTTP 500"],
  ];
  for (const [body, expected] of texts) {
    assert.equal(judge({ status: 500, body: JSON.stringify(body) }).problem.detail, expected);
  }
});

function said(answer: Answer): string | undefined {
  const { problem } = judge(answer);
  return "said" in problem ? problem.said : undefined;
}

test("what may be quoted is the service's own sentence alone, and a page's title never", () => {
  for (const status of [400, 401, 403, 422, 503]) assert.equal(said({ status, body: detail("Bad day") }), "Bad day");
  assert.equal(said({ status: 403, body: detail(`no ${SECRET}`) }), "no [client secret]");
  for (const status of [401, 503]) assert.equal(said({ status, body: "" }), undefined);
  for (const status of [403, 502]) assert.equal(said({ status, body: PAGE, headers: HTML }), undefined);
});

test("a page is named by its title", () => {
  assert.equal(
    judge({ status: 502, body: PAGE, headers: HTML }).problem.detail,
    'usage report: HTTP 502: HTML page "Sign in to the guest network"',
  );
});

test("a page that claims to be JSON is still a page", () => {
  assert.equal(judge({ status: 400, body: `\n ${PAGE}` }).problem.kind, "unexpectedAnswer");
});

test("secrets, tokens and addresses that the service repeats are blotted out, and long texts cut", () => {
  const token = "eyJhbGciOi.J9.sig";
  const body = detail(
    `no ${SECRET} at https://files.example/x?Signature=abc\nfor Bearer abc.def and ${token} ${"x".repeat(9_000)}`,
  );
  const text = judge({ status: 400, body }).problem.detail;
  for (const secret of [SECRET, "Signature", "abc", token]) assert.ok(!text.includes(secret), secret);
  assert.ok(text.length < 350);
  assert.ok(!text.includes("\n"));
});

test("a secret at the place of the cut leaves nothing of itself", () => {
  const text = judge({ status: 400, body: detail(`${"x".repeat(295)}${SECRET}`) }).problem.detail;
  assert.ok(!text.includes(SECRET.slice(0, 4)), text);
});

test("a 429 carries what Retry-After says", () => {
  const body = detail("Rate limit exceeded. Please retry after some time.");
  const waits: readonly (readonly [string | undefined, number | undefined])[] = [
    ["7", 7_000],
    ["Wed, 07 Jan 2026 12:01:00 GMT", 60_000],
    ["soon", undefined],
    [undefined, undefined],
  ];
  for (const [header, expected] of waits) {
    const { problem, refusal } = judge({
      status: 429,
      body,
      ...(header !== undefined && { headers: { "retry-after": header } }),
    });
    assert.equal(
      problem.kind === "rateLimit" ? problem.said : "",
      "Rate limit exceeded. Please retry after some time.",
    );
    assert.equal(refusal?.waitMs, expected);
  }
});

const THROWN: readonly (readonly [
  code: string,
  stage: "request" | "body",
  kind: Problem["kind"],
  transient: "transient" | "final",
])[] = [
  ["ENOTFOUND", "request", "offline", "final"],
  ["ECONNREFUSED", "request", "offline", "final"],
  ["ENETUNREACH", "request", "offline", "final"],
  ["EHOSTUNREACH", "request", "offline", "final"],
  ["EAI_AGAIN", "request", "offline", "transient"],
  ["ECONNRESET", "request", "offline", "transient"],
  ["EPIPE", "request", "offline", "transient"],
  ["ETIMEDOUT", "request", "timeout", "transient"],
  ["ETIMEDOUT", "body", "timeout", "transient"],
  ["ECONNRESET", "body", "unexpectedAnswer", "transient"],
  ["ERR_STREAM_PREMATURE_CLOSE", "body", "unexpectedAnswer", "transient"],
  ["CERT_HAS_EXPIRED", "request", "offline", "final"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "request", "offline", "final"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "request", "offline", "final"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "request", "offline", "final"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "request", "offline", "final"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "request", "offline", "final"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "request", "offline", "final"],
  ["EPROTO", "request", "offline", "final"],
  ["HPE_INVALID_CONSTANT", "request", "unexpectedAnswer", "final"],
  ["Z_DATA_ERROR", "body", "unexpectedAnswer", "final"],
  ["ERR_INVALID_CHAR", "request", "credentials", "final"],
  ["ERR_SOMETHING_NEW", "request", "internal", "final"],
];

for (const [code, stage, kind, transient] of THROWN) {
  test(`${code} at the ${stage} is ${kind}, ${transient}`, () => {
    const message = `request to https://files.example/x?key=${SECRET} failed`;
    const failure = failureOfThrown(Object.assign(new Error(message), { code }), stage);
    assert.equal(failure.problem.kind, kind);
    assert.equal(failure.transient, transient === "transient");
    assert.ok(!`${failure.message}${failure.problem.detail}${failure.stack ?? ""}`.includes("files.example"));
    assert.equal(failure.cause, undefined);
  });
}

test("a code is found inside a cause and inside several tried addresses", () => {
  const inner = Object.assign(new Error("x"), { code: "ECONNREFUSED" });
  assert.equal(failureOfThrown(new Error("x", { cause: inner }), "request").problem.kind, "offline");
  assert.equal(failureOfThrown(new AggregateError([inner]), "request").problem.kind, "offline");
});

test("an AbortError is a cancel, and anything else a defect named by its class only", () => {
  assert.equal(failureOfThrown(new DOMException("x", "AbortError"), "body").problem.kind, "cancelled");
  assert.deepEqual(failureOfThrown(new TypeError(`bad ${SECRET}`), "request").problem, {
    kind: "internal",
    detail: "the request failed (TypeError)",
  });
  assert.equal(failureOfThrown("text", "request").problem.kind, "internal");
});
