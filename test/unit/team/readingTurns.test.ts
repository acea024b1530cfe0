// Reading a year of many products from a team's database leaves the thread to others: it is an editor's extension host.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { patient } from "../../../scripts/patience.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { reportOf } from "../../support/ledgers.ts";
import { onEveryEngine, publishRows } from "../../support/teamStores.ts";
import { cpuMs, FRAME_OF_A_DAY, longestBlock } from "../../support/threadTime.ts";

const DAYS = 365;
const PRODUCTS = 20;
const KINDS = 100;
const FIRST = Date.UTC(2025, 10, 25, 6) * 1_000;

/** One call of every kind on every day: as many sums as a busy year has, of as few rows as possible. */
function yearOfSums(): readonly Transaction[] {
  return Array.from({ length: DAYS * KINDS }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    at: FIRST + Math.floor(n / KINDS) * 86_400_000_000 + (n % KINDS) * 1_000_000,
    product: `product-${n % PRODUCTS}`,
    status: 200,
    message: `Message ${Math.floor((n % KINDS) / PRODUCTS)}`,
    charge: 10_000 + (n % PRODUCTS),
  }));
}

/** Bare JSON.parse of the report of a day of 50,000 calls, the best of three. */
function dayParsed(rows: readonly Transaction[]): number {
  const text = reportOf(Array.from({ length: 50_000 }, (_, n) => rows[n % rows.length]!)).toString();
  return Math.min(...[1, 2, 3].map(() => cpuMs(() => void JSON.parse(text))));
}

onEveryEngine("a year of sums", "Asia/Kolkata", (store) => {
  it("is read in turns of less than a frame", { timeout: patient(120_000) }, async () => {
    const rows = yearOfSums();
    await publishRows(store(), "year of sums", rows);
    const reader = await store().reader([]);
    const frame = dayParsed(rows) * FRAME_OF_A_DAY;
    const year = { since: "2025-11-25", until: "2026-11-24" };
    const blocks: number[] = [];
    let calls = 0;
    // What is compiled and collected for the first time is not what reading takes.
    for (let n = 0; n < 4; n++) {
      const block = longestBlock();
      calls = (await reader.summarize("year of sums", year, "day", {})).totals.calls;
      // The watch looks in a turn of its own, also after the last stretch.
      await delay(3);
      blocks.push(block.end());
    }
    assert.equal(calls, rows.length);
    const longest = Math.min(...blocks.slice(1));
    assert.ok(
      longest <= frame,
      `${longest.toFixed(1)} ms, a frame is ${frame.toFixed(1)} ms (${blocks.map(Math.round).join(", ")})`,
    );
  });
});
