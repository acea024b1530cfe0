import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  canonicalTransactionId,
  formatTimestamp,
  type Micros,
  parseTimestamp,
} from "../../../src/domain/transaction.ts";

test("one form for a transaction id, however the service writes it", () => {
  const dashed = "9cb1fa27-c768-430c-9aa3-c13c477a1b0b";
  const cases: readonly (readonly [string, string])[] = [
    [dashed, dashed],
    ["9cb1fa27c768430c9aa3c13c477a1b0b", dashed],
    ["9CB1FA27-C768-430C-9AA3-C13C477A1B0B", dashed],
    ["9cb1fa27c768-430c9aa3c13c477a1b0b", dashed],
    // Not a UUID: verbatim, case included.
    ["TXN-42", "TXN-42"],
    ["9cb1fa27c768430c9aa3c13c477a1b0", "9cb1fa27c768430c9aa3c13c477a1b0"],
    ["9cb1fa27c768430c9aa3c13c477a1b0g", "9cb1fa27c768430c9aa3c13c477a1b0g"],
    ["", ""],
    ["----", "----"],
  ];
  for (const [id, expected] of cases) {
    assert.equal(canonicalTransactionId(id), expected);
    assert.equal(canonicalTransactionId(expected), expected);
  }
});

test("timestamps become microseconds UTC, or nothing where the instant does not exist", () => {
  const second = Date.parse("2024-05-11T23:33:32Z") * 1000;
  const cases: readonly (readonly [string, Micros | undefined])[] = [
    ["2024-05-11T23:33:32.092089+00:00", second + 92_089],
    ["2024-05-11T23:33:32.092089Z", second + 92_089],
    ["2024-05-11T23:33:32.092089", second + 92_089],
    ["2024-05-11 23:33:32", second],
    ["2024-05-11T23:33:32.5", second + 500_000],
    ["2024-05-11T23:33:32.092089999", second + 92_089],
    ["2024-05-12T05:03:32+05:30", second],
    ["2024-05-12T05:03:32+0530", second],
    ["2024-05-11T15:33:32-08:00", second],
    ["2024-02-29T00:00:00Z", Date.parse("2024-02-29T00:00:00Z") * 1000],
    ["2023-02-29T00:00:00Z", undefined],
    ["2024-04-31T00:00:00Z", undefined],
    ["2024-13-01T00:00:00Z", undefined],
    ["2024-05-11T24:00:00Z", undefined],
    ["2024-05-11T23:60:00Z", undefined],
    ["2024-05-11T23:59:60Z", undefined],
    ["2024-05-11", undefined],
    ["11/05/2024 23:33:32", undefined],
    ["", undefined],
    ["2024-05-11T23:33:32Z trailing", undefined],
  ];
  for (const [text, expected] of cases) assert.equal(parseTimestamp(text), expected, text);
});

test("the service's notation is the inverse of reading it, before 1970 as well", () => {
  assert.equal(formatTimestamp(Date.parse("2024-05-11T23:33:32Z") * 1000 + 92_089), "2024-05-11T23:33:32.092089+00:00");
  assert.equal(formatTimestamp(-1), "1969-12-31T23:59:59.999999+00:00");
  const micros = fc.integer({ min: -2_000_000_000_000_000, max: 8_000_000_000_000_000 });
  fc.assert(fc.property(micros, (at) => parseTimestamp(formatTimestamp(at)) === at));
});
