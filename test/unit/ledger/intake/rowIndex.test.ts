import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { idBytesOf, uuidOf } from "../../../../src/domain/transactionIds.ts";
import { RowIndex, storageOrder, wordsOf } from "../../../../src/ledger/intake/rowIndex.ts";
import { StagedRows } from "../../../../src/ledger/intake/stagedRows.ts";
import { transaction } from "../../../support/ledgers.ts";

// Few different ids, so that many repeat; ids that differ in one part only, so that the hash has to look at every part.
const part = fc.integer({ min: 0, max: 2 }).map((n) => n.toString(16).padStart(8, "0"));
const id = fc.tuple(part, part, part, part).map((parts) => uuidOf(Buffer.from(parts.join(""), "hex")));
const row = fc.record({ id, at: fc.integer({ min: 0, max: 5 }) }).map((fields) => transaction(fields));

describe("rows of a report", () => {
  it("are found by id; of several with one id, the first", () => {
    const found = fc.property(fc.array(row, { maxLength: 200 }), (transactions) => {
      const rows = new StagedRows();
      for (const one of transactions) rows.add(one);
      const index = new RowIndex(rows);
      for (const [at, one] of transactions.entries()) {
        const first = transactions.findIndex((other) => other.id === one.id);
        assert.equal(index.find(wordsOf(idBytesOf(one.id)), 0), first);
        assert.equal(index.duplicates.has(at), first !== at);
      }
      assert.equal(index.find(wordsOf(idBytesOf("no such id")), 0), -1);
    });
    fc.assert(found, { numRuns: 200 });
  });

  it("are put in the order of storage, whatever order they come in", () => {
    const ordered = fc.property(fc.array(row, { maxLength: 100 }), (transactions) => {
      for (const some of [transactions, transactions.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))]) {
        const rows = new StagedRows();
        for (const one of some) rows.add(one);
        const key = (n: number): string => `${some[n]?.at} ${some[n]?.id}`;
        const order = [...storageOrder(rows)].map(key);
        assert.deepEqual(order, some.map((_, n) => key(n)).sort());
      }
    });
    fc.assert(ordered, { numRuns: 200 });
  });
});
