import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, it, type TestContext } from "node:test";
import { ID_BYTES } from "../../../../src/domain/transactionIds.ts";
import { Database, type Snapshot } from "../../../../src/ledger/file/database.ts";
import { type HourIds, readIdsBackwards, readIdsForwards } from "../../../../src/ledger/rows/hourRows.ts";
import { atEnd } from "../../../support/endings.ts";
import { fileLedger } from "../../../support/ledgers.ts";

const ACCOUNT = 1;

/** The ids of so many transactions in each of some hours, in a real file; what they are is all the same here. */
function hoursOf(test: TestContext, transactions: readonly number[]): Database {
  const ledger = fileLedger(test);
  ledger.open();
  const file = new DatabaseSync(ledger.file ?? "");
  file.exec("PRAGMA foreign_keys = OFF; BEGIN");
  const insert = file.prepare("INSERT INTO hour_ids (account, hour, ids) VALUES (?, ?, ?)");
  for (const [hour, count] of transactions.entries()) insert.run(ACCOUNT, hour, new Uint8Array(count * ID_BYTES));
  file.exec("COMMIT");
  const database = new Database(file);
  atEnd(test, () => database.close());
  return database;
}

function alike(hours: number, transactions: number): readonly number[] {
  return Array.from({ length: hours }, () => transactions);
}

/** The hours that a reading gives, and how many of them each of its statements. */
function read(database: Database, reading: (snapshot: Snapshot) => Iterable<HourIds>) {
  const pieces: number[] = [];
  const hours = database.read((snapshot) => {
    const all: Snapshot["all"] = (...statement) => {
      const rows = snapshot.all(...statement);
      pieces.push(rows.length);
      return rows;
    };
    return [...reading({ all } as Snapshot)].map(({ hour }) => hour);
  });
  return { hours, pieces };
}

describe("the ids of an account's hours", () => {
  it("come a day at a time, and ten days where there is little in each", (test) => {
    const database = hoursOf(test, alike(1_000, 1));
    const { hours, pieces } = read(database, (snapshot) => readIdsBackwards(snapshot, ACCOUNT));
    assert.deepEqual(
      hours,
      Array.from({ length: 1_000 }, (_, n) => 999 - n),
    );
    assert.deepEqual(pieces, [24, 240, 240, 240, 240, 16]);
  });

  it("come a megabyte at a time where there is more, and never less than a day", (test) => {
    // 16 bytes each: of hours with a thousand 62 are a megabyte, of those with five thousand 12.
    const database = hoursOf(test, [...alike(100, 1_000), ...alike(100, 5_000)]);
    const { hours, pieces } = read(database, (snapshot) => readIdsForwards(snapshot, ACCOUNT, 9));
    assert.deepEqual(
      hours,
      Array.from({ length: 190 }, (_, n) => n + 10),
    );
    assert.deepEqual(pieces, [24, 62, 62, 24, 18]);
  });

  it("end with the last hour, also where a piece does", (test) => {
    const database = hoursOf(test, alike(24, 1));
    const { hours, pieces } = read(database, (snapshot) => readIdsBackwards(snapshot, ACCOUNT, 24));
    assert.deepEqual([hours.length, hours.at(-1), pieces], [24, 0, [24, 0]]);
  });
});
