// Rows of files on their way in, beside what the API has said. What is expected stands here as it is, and is computed by nobody.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { IMPORTS_KEY } from "../../../../src/domain/importRecord.ts";
import type {
  Accounts,
  FileIntakes,
  Intakes,
  ReportsReading,
  RowsReading,
  SharedStates,
} from "../../../../src/domain/ledgerPorts.ts";
import type { FileRows } from "../../../../src/domain/ports.ts";
import { body, DOWN, down, INVALID, invalid, LATER, later, READ_AT, VERIFIED, verified, WEEK } from "./history.ts";
import { ACCOUNT, type Begin, rejects } from "./place.ts";

/** 8 to 12 June: in India, and in UTC. */
const BOUNDS = {
  billing: { from: Date.UTC(2026, 5, 7, 18, 30) * 1000, to: Date.UTC(2026, 5, 12, 18, 30) * 1000 },
  utc: { from: Date.UTC(2026, 5, 8) * 1000, to: Date.UTC(2026, 5, 13) * 1000 },
};
const ADDED = VERIFIED.replace("a1", "e5").replace("06-12T10", "06-11T10").replace("2.95", "1");
const added = { ...verified, id: verified.id.replace("a1", "e5"), at: verified.at - 86_400_000_000, charge: 10_000 };
const DEARER = VERIFIED.replace("2.95", "3");
const SOURCE = { files: [{ name: "june.xlsx", rows: 4 }], at: READ_AT + 5, setAside: 2 };
const JUNE = ["2026-06-01", "2026-06-30"] as const;

type Parts = Accounts & Intakes & FileIntakes & ReportsReading & RowsReading & SharedStates;

/** What the API has said; `covered`: the dates that are fetched then. */
async function reported(ledger: Parts, covered: readonly string[]): Promise<void> {
  await ledger.saveAccount(ACCOUNT);
  const intake = await ledger.beginIntake("account", WEEK);
  await intake.write(Uint8Array.from(body(VERIFIED, INVALID, DOWN)));
  await intake.commit(covered, READ_AT);
}

async function filled(ledger: FileIntakes, bytes: Buffer): Promise<FileRows> {
  const rows = await ledger.beginFileRows("account");
  for (let at = 0; at < bytes.length; at += 100) await rows.write(Uint8Array.from(bytes.subarray(at, at + 100)));
  return rows;
}

export function fileIntakesContract(store: string, begin: Begin<Parts>): void {
  describe(`file intakes: ${store}`, () => {
    it("say how files differ and change nothing, and can be committed then, for every window", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await reported(one, ["2026-06-08", "2026-06-09"]);
      const rows = await filled(one, body(LATER, DEARER, INVALID, ADDED));
      const intake = { inserted: 2, updated: 1, kept: 0, known: 1 };
      assert.deepEqual(await rows.reconcile(BOUNDS), {
        here: { calls: 3, charge: 44_500 },
        there: { calls: 4, charge: 57_500 },
        same: 1,
        repeated: { calls: 0, charge: 0 },
        setAside: 0,
        groups: [
          { kind: "onlyHere", calls: 1, difference: 0, rows: [{ here: down }] },
          {
            kind: "otherCharge",
            calls: 1,
            difference: 500,
            rows: [{ here: verified, there: { ...verified, charge: 30_000 } }],
          },
          { kind: "notFetched", calls: 1, difference: 10_000, rows: [{ there: added }] },
          { kind: "outside", calls: 1, difference: 2_500, rows: [{ there: later }] },
        ],
        span: { first: invalid.at, last: later.at },
        intake,
      });
      assert.deepEqual(await two.latest("account", undefined, {}, 10), [verified, invalid, down]);
      assert.equal(await two.readState("account", IMPORTS_KEY), undefined);

      // Also the rows that were unreadable.
      const result = { ...intake, received: 6, setAside: 2, charge: 57_500 };
      assert.deepEqual(await rows.commitImport(SOURCE), result);
      const stored = [later, { ...verified, charge: 30_000 }, added, invalid, down];
      assert.deepEqual(await two.latest("account", undefined, {}, 10), stored);
      assert.deepEqual(JSON.parse((await two.readState("account", IMPORTS_KEY)) ?? ""), [
        { ...result, files: SOURCE.files, at: SOURCE.at, first: invalid.at, last: later.at },
      ]);
      assert.deepEqual(
        (await two.coverage("account", ...JUNE)).map(({ day }) => day),
        ["2026-06-08", "2026-06-09"],
        "no date is fetched by an import",
      );
      assert.equal((await two.reports("account", ...JUNE)).length, 1);
    });

    it("leave the last word to the API, of the times that were fetched", async (test) => {
      const { connect } = begin(test);
      const ledger = connect();
      await reported(ledger, ["2026-06-12"]);
      const rows = await filled(ledger, body(DEARER, INVALID.replace("1.5", "1.75")));
      const { inserted, updated, kept, known } = await rows.commitImport(SOURCE);
      assert.deepEqual([inserted, updated, kept, known], [0, 1, 1, 0]);
      assert.deepEqual(await ledger.latest("account", undefined, {}, 10), [
        verified,
        { ...invalid, charge: 17_500 },
        down,
      ]);
    });

    it("that break off, are given up or come for an account that is signed out leave nothing behind", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      const whole = body(VERIFIED, INVALID);
      await rejects((await filled(one, whole.subarray(0, -1))).commitImport(SOURCE), "unexpectedAnswer");
      await (await filled(one, whole)).abort();
      const late = await filled(one, whole);
      await two.forgetAccount("account");
      await rejects(late.commitImport(SOURCE), "cancelled");
      assert.equal(await two.count("account", undefined, {}), 0);
      assert.equal(await two.readState("account", IMPORTS_KEY), undefined);
    });
  });
}
