import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_BASE_URL, normalizeBaseUrl } from "../../../src/deepvue/baseUrl.ts";
import { problemOf } from "../../../src/domain/problem.ts";

const ACCEPTED: readonly (readonly [string, string])[] = [
  [DEFAULT_BASE_URL, "https://production.deepvue.tech"],
  ["https://production.deepvue.tech/", "https://production.deepvue.tech"],
  ["https://production.deepvue.tech/v1", "https://production.deepvue.tech"],
  ["https://production.deepvue.tech/v2/", "https://production.deepvue.tech"],
  ["  HTTPS://Production.Deepvue.Tech/v1/ ", "https://production.deepvue.tech"],
  ["https://gateway.example/deepvue/v1", "https://gateway.example/deepvue"],
  ["https://gateway.example/v3", "https://gateway.example/v3"],
  ["https://gateway.example:8443", "https://gateway.example:8443"],
  ["http://127.0.0.1:4010", "http://127.0.0.1:4010"],
  ["http://127.8.9.10:4010/v1", "http://127.8.9.10:4010"],
  ["http://127.1:4010", "http://127.0.0.1:4010"],
  ["http://localhost:4010/", "http://localhost:4010"],
  ["http://[::1]:4010", "http://[::1]:4010"],
];

for (const [text, expected] of ACCEPTED) {
  test(`a base URL ${JSON.stringify(text)} becomes ${expected}`, () => {
    assert.equal(normalizeBaseUrl(text), expected);
    assert.equal(normalizeBaseUrl(normalizeBaseUrl(text)), expected);
  });
}

const REFUSED = [
  "",
  "production.deepvue.tech",
  "http://production.deepvue.tech",
  "http://127.0.0.1.attacker.example",
  "http://localhost.attacker.example",
  "http://0.0.0.0:4010",
  "http://[::2]",
  "ftp://production.deepvue.tech",
  "file:///etc/hosts",
  "https://name:hunter2@production.deepvue.tech",
  "https://hunter2@production.deepvue.tech",
  "https://production.deepvue.tech/?key=hunter2",
  "https://production.deepvue.tech/#hunter2",
];

for (const text of REFUSED) {
  test(`a base URL ${JSON.stringify(text)} is refused without repeating it`, () => {
    assert.throws(
      () => normalizeBaseUrl(text),
      (error) => {
        const problem = problemOf(error);
        return problem.kind === "baseUrl" && !problem.detail.includes("hunter2");
      },
    );
  });
}
