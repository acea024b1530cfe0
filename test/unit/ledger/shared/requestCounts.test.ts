import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { PLAN_LIMITS } from "../../../../src/domain/account.ts";
import { startOfDay } from "../../../../src/domain/day.ts";
import type { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { fileLedger, temporaryFolder } from "../../../support/ledgers.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ACCOUNT = { id: "account", kind: "live", label: "a…z", baseUrl: "https://x", plan: "enterprise" } as const;

/** Beginnings of a day and its month by the clock of a zone, epoch ms. */
function since(day: string, zone = "Asia/Kolkata") {
  return { today: startOfDay(zone, day) / 1000, month: startOfDay(zone, `${day.slice(0, 8)}01`) / 1000 };
}

function ask(ledger: SqliteLedger, ...instants: readonly number[]): void {
  for (const at of instants)
    assert.equal(ledger.takeRequest("account", PLAN_LIMITS.enterprise, "user", at).grant, true, String(at));
}

function counts(ledger: SqliteLedger, day: string, now: number): readonly [today: number, month: number] {
  const { today, month } = ledger.requestCounts("account", since(day), now);
  return [today, month];
}

function rowsIn(ledger: SqliteLedger): number {
  const file = new DatabaseSync(join(ledger.file ?? "", "..", "coordination.sqlite"), { readOnly: true });
  const row = file.prepare("SELECT count(*) AS slots FROM request_counts").get();
  file.close();
  return Number(row?.["slots"]);
}

describe("the counts of requests", () => {
  it("are of the billing zone's days, whichever zone that is, over all editor windows", (t) => {
    const path = join(temporaryFolder(t), "ledger.sqlite");
    const [one, other] = [fileLedger(t, path), fileLedger(t, path)];
    one.saveAccount(ACCOUNT);
    const midnight = startOfDay("Asia/Kathmandu", "2026-11-20") / 1000;
    assert.equal(midnight % HOUR, 15 * MINUTE, "a zone whose days begin at a quarter past");
    ask(one, midnight - 1, midnight);
    ask(other, midnight + 1, midnight + DAY - 1);
    const of = (day: string) => one.requestCounts("account", since(day, "Asia/Kathmandu"), midnight + 2 * DAY);
    assert.deepEqual(of("2026-11-20"), { today: 3, month: 4, countedSince: midnight - 15 * MINUTE });
    assert.deepEqual(of("2026-11-21"), { today: 0, month: 4, countedSince: midnight - 15 * MINUTE });
    assert.deepEqual(other.requestCounts("another", since("2026-11-20"), midnight), { today: 0, month: 0 });
  });

  it("do not count what was refused", (t) => {
    const ledger = fileLedger(t);
    const now = Date.parse("2026-11-20T10:00:00Z");
    ask(ledger, now);
    const limits = { ...PLAN_LIMITS.starter, perDay: 1 };
    assert.equal(ledger.takeRequest("account", limits, "user", now + HOUR).grant, false);
    assert.deepEqual(counts(ledger, "2026-11-20", now + HOUR), [1, 1]);
  });

  it("lose no request of the month to a clock that jumps, by a minute to ten years, ahead or back", (t) => {
    const now = Date.parse("2026-11-20T10:00:00Z");
    for (const jump of [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 12 * DAY, 40 * DAY, 400 * DAY, 3_652 * DAY]) {
      const ahead = fileLedger(t);
      ask(ahead, now, now + 1_000, now + jump, now + jump + 1_000, now + 2_000);
      assert.deepEqual(counts(ahead, "2026-11-20", now + 3_000), [5, 5], `ahead by ${jump / MINUTE} min`);
      const untold = fileLedger(t);
      ask(untold, now, now + jump);
      // A quarter of an hour is one count.
      const isNow = jump < 15 * MINUTE;
      assert.deepEqual(
        counts(untold, "2026-11-20", now + 1_000),
        isNow ? [2, 2] : [1, 1],
        "what lies ahead is none of today's",
      );
    }
    // Set back within the month: today's are then counted on the earlier day.
    const back = fileLedger(t);
    ask(back, now, now + 1_000, now - 3 * DAY, now + 2_000);
    assert.deepEqual(counts(back, "2026-11-20", now + 3_000), [1, 4]);
  });

  it("are bounded: the newest 64 days at most, however busy they were", (t) => {
    const ledger = fileLedger(t);
    const first = Date.parse("2026-01-01T00:00:00Z");
    ledger.open();
    ask(ledger, first);
    const file = new DatabaseSync(join(ledger.file ?? "", "..", "coordination.sqlite"));
    const insert = file.prepare("INSERT INTO request_counts (account, at, requests) VALUES ('account', ?, 1)");
    file.exec("BEGIN");
    for (let slot = 1; slot < 8_000; slot++) insert.run(first + slot * 15 * MINUTE);
    file.exec("COMMIT");
    file.close();
    ask(ledger, first + 8_000 * 15 * MINUTE);
    assert.equal(rowsIn(ledger), 64 * 96);
    const { countedSince } = ledger.requestCounts("account", since("2026-03-25"), first + 8_000 * 15 * MINUTE);
    assert.equal(countedSince, first + (8_001 - 64 * 96) * 15 * MINUTE);
  });

  it("join a file that an earlier version has begun, and go with the account's history", (t) => {
    const path = join(temporaryFolder(t), "ledger.sqlite");
    const now = Date.parse("2026-11-20T10:00:00Z");
    const earlier = fileLedger(t, path);
    earlier.saveAccount(ACCOUNT);
    ask(earlier, now);
    earlier.close();
    const file = new DatabaseSync(join(path, "..", "coordination.sqlite"));
    file.exec("DROP TABLE request_counts");
    file.close();
    const ledger = fileLedger(t, path);
    assert.deepEqual(counts(ledger, "2026-11-20", now), [0, 0]);
    assert.equal(ledger.requestUse("account", now).day, 1, "what was there stays");
    ask(ledger, now + 1_000);
    assert.deepEqual(counts(ledger, "2026-11-20", now + 1_000), [1, 1]);
    ledger.forgetAccount("account");
    ledger.deleteHistory("account");
    assert.equal(rowsIn(ledger), 0);
  });
});
