// Reading a year of many products from a team's database leaves the thread to others: it is an editor's extension host.
import assert from "node:assert/strict";
import { it } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { onEveryEngine, publishRows } from "../../support/teamStores.ts";
import { assertShortBlocks } from "../../support/threadTime.ts";

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

onEveryEngine("a year of sums", "Asia/Kolkata", (store) => {
  it("is read in turns of less than a frame", { timeout: patient(120_000) }, async () => {
    const rows = yearOfSums();
    await publishRows(store(), "year of sums", rows);
    const reader = await store().reader([]);
    const year = { since: "2025-11-25", until: "2026-11-24" };
    await assertShortBlocks(4, async () => {
      assert.equal((await reader.summarize("year of sums", year, "day", {})).totals.calls, rows.length);
    });
  });
});
