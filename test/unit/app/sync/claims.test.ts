import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as fc from "fast-check";
import type { Lane } from "../../../../src/app/sync/syncState.ts";
import { addDays, dayNumber } from "../../../../src/domain/day.ts";
import { MICROS_PER_DAY } from "../../../../src/domain/transaction.ts";
import { type FixedRow, fixedAccount } from "../../../../src/sandbox/sandboxAccount.ts";
import { openApplication } from "../../../support/application.ts";
import { assertClaimsAreTrue } from "../../../support/coverageClaims.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { movableClock } from "../../../support/movableClock.ts";

const FIRST = "2026-09-01";
const LAST = "2026-12-31";
const HOUR = 3_600_000;
/** `DEEPVUE_TEST_RUNS` takes more. */
const RUNS = Number(process.env["DEEPVUE_TEST_RUNS"] ?? 5);

/** Every other row comes late: up to 47 hours after the end of its date, within what a date takes to settle. */
const ROWS: readonly FixedRow[] = madeUpRows(FIRST, LAST, 4).map((row, index) => {
  const end = (Math.floor(row.at / MICROS_PER_DAY) + 1) * (MICROS_PER_DAY / 1000);
  return { ...row, visibleAt: index % 2 === 0 ? end + ((index * 11) % 48) * HOUR : row.at / 1000 };
});

type Step =
  | { readonly do: "sync"; readonly lane: Lane; readonly window: number; readonly first: number; readonly days: number }
  | { readonly do: "cancel" | "offline" | "online" | "halfBodies" | "goodBodies" | "killLedger" }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "forward"; readonly hours: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("sync" as const),
        lane: fc.constantFrom<Lane>("refresh", "history"),
        window: fc.integer({ min: 0, max: 1 }),
        first: fc.integer({ min: 0, max: 90 }),
        days: fc.integer({ min: 1, max: 40 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 120 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("forward" as const), hours: fc.integer({ min: 1, max: 60 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Step>(
        { do: "cancel" },
        { do: "cancel" },
        { do: "offline" },
        { do: "online" },
        { do: "halfBodies" },
        { do: "goodBodies" },
        { do: "killLedger" },
      ),
    },
  ),
  { minLength: 5, maxLength: 25 },
);

/** Plays the steps against real pieces, then lets everything come to its end, and checks what coverage claims. */
async function play(script: readonly Step[], untilDate: "inclusive" | "exclusive"): Promise<void> {
  const { clock, forward } = movableClock("2026-11-20T10:00:00Z", 50);
  const application = await openApplication({
    account: fixedAccount(() => ROWS),
    clock,
    speed: 50,
    zone: "UTC",
    untilDate,
  });
  try {
    const { account, sandbox, ledger } = application;
    const windows = [application, await application.openWindow("second")];
    const running: Promise<unknown>[] = [];
    let cancel = new AbortController();
    for (const step of script) {
      if (step.do === "sync") {
        const since = addDays(FIRST, step.first);
        const dates = [{ since, until: addDays(since, step.days) }];
        const { lane } = step;
        const request = { lane, dates, maxAgeMs: 2 * HOUR, use: "user", whenTaken: "wait" } as const;
        const sync = windows[step.window]?.synchronizer.sync(account, request, cancel.signal) ?? Promise.resolve();
        running.push(sync.catch(() => undefined));
      } else if (step.do === "wait") await delay(step.ms);
      else if (step.do === "forward") forward(step.hours * HOUR);
      else if (step.do === "offline") await sandbox.goOffline();
      else if (step.do === "online") await sandbox.goOnline().catch(() => undefined);
      else if (step.do === "halfBodies") sandbox.setFaults({ report: { kind: "cutBody", times: 2 } });
      else if (step.do === "goodBodies") sandbox.setFaults({});
      else if (step.do === "killLedger") await application.killLedger();
      else {
        cancel.abort();
        cancel = new AbortController();
      }
    }
    await delay(20);
    cancel.abort();
    await Promise.all(running);
    for (const { synchronizer } of windows) await synchronizer.idle();
    await assertClaimsAreTrue(ledger, account.id, ROWS, FIRST, LAST);

    // When all dates have settled, one refresh brings whatever came late.
    await sandbox.goOnline().catch(() => undefined);
    sandbox.setFaults({});
    forward(96 * HOUR);
    const all = { lane: "refresh", dates: [{ since: FIRST, until: LAST }], maxAgeMs: 0 } as const;
    await application.synchronizer.sync(
      account,
      { ...all, use: "user", whenTaken: "wait" },
      new AbortController().signal,
    );
    const until = new Date(clock() - 96 * HOUR).toISOString().slice(0, 10);
    const end = (dayNumber(until) + 1) * MICROS_PER_DAY;
    const expected = ROWS.filter(({ at }) => at < end).length;
    assert.equal(await ledger.count(account.id, { since: FIRST, until }, {}), expected, "no late row is lost");
    const { damage, differingDays } = await ledger.check(account.id);
    assert.deepEqual([damage, differingDays], [[], []]);
  } finally {
    await application.close();
  }
}

for (const untilDate of ["inclusive", "exclusive"] as const) {
  test(`property: whatever happens in whatever order, what coverage claims is true (until_date ${untilDate})`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, (script) => play(script, untilDate)),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
}

test("the check itself: a claim about a date whose rows are not there is found", async () => {
  const application = await openApplication({ account: fixedAccount(() => ROWS), zone: "UTC" });
  try {
    const { ledger, account } = application;
    const intake = await ledger.beginIntake(account.id, { since: "2026-10-01", until: "2026-10-02" });
    await intake.write(Buffer.from('{"code":200,"data":{"usage_data":[]}}'));
    await intake.commit(["2026-10-01"], dayNumber("2026-11-20") * (MICROS_PER_DAY / 1000));
    await assert.rejects(assertClaimsAreTrue(ledger, account.id, ROWS, FIRST, LAST), /is missing/);
  } finally {
    await application.close();
  }
});
