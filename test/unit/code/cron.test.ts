import assert from "node:assert/strict";
import { test } from "node:test";
import { millisecondsIn, runsPerDayIn } from "../../../src/code/runs/cron.ts";
import { loopIn } from "../../../src/code/runs/loops.ts";

test("a schedule's runs on an average day", () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ["* * * * *", 1440],
    ["*/5 * * * *", 288],
    ["0 * * * *", 24],
    ["0 9-17 * * *", 9],
    ["0,30 8 * * *", 2],
    ["0 0 * * 0", 1 / 7],
    ["0 9 * * MON-FRI", 5 / 7],
    ["0 0 1 * *", 1 / 31],
    ["*/10 * * * * *", 8640],
    ["0 0/15 * * * ?", 96],
    ["@daily", 1],
    ["@hourly", 24],
    ["every day", undefined],
    ["1 2", undefined],
  ];
  for (const [text, runs] of cases) {
    const found = runsPerDayIn(text);
    if (runs === undefined) assert.equal(found, undefined, text);
    else assert.ok(Math.abs((found ?? Number.NaN) - runs) < 1e-9, `${text}: ${found}`);
  }
});

test("an interval as a product", () => {
  assert.equal(millisecondsIn(" 5 * 60 * 1000 "), 300_000);
  assert.equal(millisecondsIn("60_000"), 60_000);
  assert.equal(millisecondsIn("delay"), undefined);
  assert.equal(millisecondsIn("0"), undefined);
});

test("how often a loop runs, where a literal says it", () => {
  const cases: readonly (readonly [code: string, times: number | undefined | "none"])[] = [
    ["for (let i = 0; i < 10; i++) {", 10],
    ["for (int i = 1; i <= 10; i++) {", 10],
    ["for (let i = 10; i > 0; i--) {", 10],
    ["for i := 0; i < 1_000; i++ {", 1000],
    ["for n in range(2, 12, 3):", 4],
    ["for (i in 1..10) {", 10],
    ["for (i in 0 until 10) {", 10],
    ["for (i in 10 downTo 1) {", 10],
    ["for i in 0..10 {", 10],
    ["for i in 0..=10 {", 11],
    ["(1..10).each do |n|", 10],
    ["(1...10).each do |n|", 9],
    ["10.times do", 10],
    ["1.upto(10) do |n|", 10],
    ["repeat(10) {", 10],
    ['for (const pan of ["A", "B", "C"]) {', 3],
    ["for (const pan of pans) {", undefined],
    ["for pan in pans:", undefined],
    ["pans.forEach((pan) => {", undefined],
    ["const format = (value) => value;", "none"],
    ["return before.for.all;", "none"],
  ];
  for (const [code, times] of cases) {
    const blank = code.replaceAll(/"[^"]*"/g, (text) => `"${" ".repeat(text.length - 2)}"`);
    const loop = loopIn(blank, code);
    assert.equal(loop === undefined ? "none" : loop.times, times, code);
  }
});
