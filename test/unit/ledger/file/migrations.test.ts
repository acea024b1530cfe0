import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { unpackSummary } from "../../../../src/domain/packedSummary.ts";
import { SCHEMA_VERSION } from "../../../../src/ledger/file/schema.ts";
import { finish } from "../../../../src/ledger/steps.ts";
import { FIXTURE_ACCOUNT, FIXTURE_ROWS, FIXTURE_WINDOW, fixtureFile } from "../../../support/buildLedgerFixture.ts";
import { fileLedger, READ_AT, reportOf, takeIn, temporaryFolder } from "../../../support/ledgers.ts";

const year = { since: "2026-01-01", until: "2026-12-31" };

describe("a ledger written by an earlier version", () => {
  for (let version = 1; version <= SCHEMA_VERSION; version++) {
    it(`opens with everything that version ${version} wrote, and goes on`, (test) => {
      const path = join(temporaryFolder(test), "ledger.db");
      writeFileSync(path, gunzipSync(readFileSync(fixtureFile(version))));
      const written = new DatabaseSync(path);
      assert.equal(written.prepare("PRAGMA user_version").get()?.["user_version"], version);
      written.close();

      const ledger = fileLedger(test, path);
      assert.equal(ledger.open().problem, undefined);
      assert.deepEqual(ledger.accounts(), [FIXTURE_ACCOUNT]);
      assert.deepEqual(finish(ledger.latest("account", undefined, {}, 100)), FIXTURE_ROWS);
      const summary = unpackSummary(ledger.summarize("account", year, "day", {}));
      assert.equal(summary.totals.calls, 60);
      assert.equal(summary.totals.charge, 58 * 29_500);
      assert.equal(summary.totals.chargedFailures, 12);
      assert.deepEqual(
        ledger.coverage("account", year.since, year.until).map(({ readAt }) => readAt),
        Array.from({ length: 6 }, () => READ_AT),
      );
      assert.equal(ledger.reports("account", year.since, year.until)[0]?.setAside, 1);
      assert.equal(ledger.setAsideRows("account", year.since, year.until)[0]?.index, 60);
      assert.equal(ledger.readState("account", "lastSync"), '{"at":1}');
      assert.deepEqual(ledger.balances("account", 0), [{ at: READ_AT, balance: 64_480_000 }]);

      // A team's store has not been told of anything: six dates with rows, which have been fetched.
      const held = ledger.openUnpublished("account", "team");
      assert.deepEqual(
        held.dates.map(({ day, hasNewRows, readAt }) => [day, hasNewRows, readAt]),
        ["08", "09", "10", "11", "12", "13"].map((day) => [`2026-06-${day}`, true, READ_AT]),
      );
      assert.equal(held.rowsOf("2026-06-08").length, 10);
      ledger.markPublished("account", "team", held.dates);
      held.close();

      const { repeated } = takeIn(ledger, FIXTURE_WINDOW, reportOf(FIXTURE_ROWS));
      assert.equal(repeated, 60);
      assert.equal(ledger.countUnpublished("account", "team"), 6, "fetched again");
      const { damage, differingDays } = finish(ledger.check("account"));
      assert.deepEqual([damage, differingDays], [[], []]);
    });
  }
});
