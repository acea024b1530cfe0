// Reports on their way in, and every question about what they held. What is expected stands here as it is, and is computed by nobody.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TransactionFilter } from "../../../../src/domain/filter.ts";
import type {
  Accounts,
  AccountsReading,
  Counting,
  CountingReading,
  Examination,
  Intakes,
  Leases,
  LedgerChanges,
  Publishing,
  ReportsReading,
  RequestQuota,
  RowsReading,
  SharedStates,
  SummariesReading,
} from "../../../../src/domain/ledgerPorts.ts";
import type { IntakeResult } from "../../../../src/domain/report.ts";
import type { SummaryWish } from "../../../../src/domain/summary.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import { eventually } from "../../../support/eventually.ts";
import { ACCOUNT, type Begin, rejects } from "./place.ts";

export const WEEK = { since: "2026-06-08", until: "2026-06-13" };
const JUNE = { since: "2026-06-01", until: "2026-06-30" };
export const READ_AT = Date.UTC(2026, 5, 20);
const never = new AbortController().signal;

/** As the service writes them, newest first; the second one lies on the next day in India. */
export const VERIFIED = `{"Transaction Id":"0190a000-0000-4000-8000-0000000000a1","Timestamp(UTC)":"2026-06-12T10:00:00.000000+00:00","Product Id":"PAN-Plus","Status":200,"Message":"Pan Verified Successfully.","Charge":2.95}`;
export const INVALID = `{"Transaction Id":"0190a000-0000-4000-8000-0000000000b2","Timestamp(UTC)":"2026-06-10T18:45:00.000001+00:00","Product Id":"GSTIN","Status":200,"Message":"Invalid GSTIN.","Charge":1.5}`;
export const DOWN = `{"Transaction Id":"0190a000-0000-4000-8000-0000000000c3","Timestamp(UTC)":"2026-06-10T06:30:00.000000+00:00","Product Id":"PAN-Plus","Status":503,"Message":"Source Unavailable","Charge":0}`;
export const LATER = `{"Transaction Id":"0190a000-0000-4000-8000-0000000000d4","Timestamp(UTC)":"2026-06-13T00:00:00.000000+00:00","Product Id":"UPI","Status":200,"Message":"Verified","Charge":0.25}`;
const UNREADABLE = `{"Transaction Id":null,"Timestamp(UTC)":"2026-06-09T06:30:00.000000+00:00","Product Id":"UPI","Status":200,"Message":"","Charge":1}`;

export const verified: Transaction = {
  id: "0190a000-0000-4000-8000-0000000000a1",
  at: 1_781_258_400_000_000,
  product: "PAN-Plus",
  status: 200,
  message: "Pan Verified Successfully.",
  charge: 29_500,
};
export const invalid: Transaction = {
  id: "0190a000-0000-4000-8000-0000000000b2",
  at: 1_781_117_100_000_001,
  product: "GSTIN",
  status: 200,
  message: "Invalid GSTIN.",
  charge: 15_000,
};
export const down: Transaction = {
  id: "0190a000-0000-4000-8000-0000000000c3",
  at: 1_781_073_000_000_000,
  product: "PAN-Plus",
  status: 503,
  message: "Source Unavailable",
  charge: 0,
};
export const later: Transaction = {
  id: "0190a000-0000-4000-8000-0000000000d4",
  at: 1_781_308_800_000_000,
  product: "UPI",
  status: 200,
  message: "Verified",
  charge: 2_500,
};

export function body(...rows: readonly string[]): Buffer {
  const around = `{"code":200,"sub_code":"SUCCESS","message":"User usage report generated successfully"`;
  return Buffer.from(`${around},"data":{"file_url":null,"usage_data":[${rows.join(",")}]}}`);
}

/** Takes in a body in pieces that end anywhere; the dates of the week are fetched then. */
async function takeIn(ledger: Intakes, bytes: Buffer, readAt = READ_AT): Promise<IntakeResult> {
  const intake = await ledger.beginIntake("account", WEEK);
  for (let at = 0; at < bytes.length; at += 100) await intake.write(Uint8Array.from(bytes.subarray(at, at + 100)));
  return intake.commit(["2026-06-08", "2026-06-09"], readAt);
}

type Reading = AccountsReading & ReportsReading & SummariesReading & RowsReading & Examination;

export function intakesContract(store: string, begin: Begin<Accounts & Intakes & Reading>): void {
  describe(`intakes: ${store}`, () => {
    it("commit rows, coverage and the report's record as one, for every window", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      const first = body(VERIFIED, INVALID, UNREADABLE, DOWN);
      const result = { received: 4, inserted: 3, updated: 0, repeated: 0, setAside: 1, charge: 44_500 };
      assert.deepEqual(await takeIn(one, first), result);
      assert.deepEqual(await two.latest("account", undefined, {}, 10), [verified, invalid, down]);
      assert.deepEqual(await two.coverage("account", "2026-06-01", "2026-06-08"), [
        { day: "2026-06-08", readAt: READ_AT },
      ]);
      assert.deepEqual(await two.reports("account", "2026-06-13", "2026-06-30"), [
        { ...result, ...WEEK, readAt: READ_AT, bytes: first.length },
      ]);
      assert.deepEqual(await two.reports("account", "2026-06-14", "2026-06-30"), []);
      assert.deepEqual(await two.setAsideRows("account", "2026-06-01", "2026-06-30"), [
        { index: 2, field: "Transaction Id", reason: "missing", window: WEEK },
      ]);
      const again = body(LATER, VERIFIED, INVALID.replace("1.5", "1.75"));
      assert.deepEqual(await takeIn(two, again, READ_AT + 1), {
        received: 3,
        inserted: 1,
        updated: 1,
        repeated: 1,
        setAside: 0,
        charge: 49_500,
      });
      const stored = [later, verified, { ...invalid, charge: 17_500 }, down];
      assert.deepEqual(await one.latest("account", undefined, {}, 10), stored);
      assert.deepEqual(await one.setAsideRows("account", "2026-06-01", "2026-06-30"), [], "the report was read again");
      assert.equal((await one.coverage("account", "2026-06-09", "2026-06-09"))[0]?.readAt, READ_AT + 1);
    });

    it("that break off, are refused or are given up leave nothing behind", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      const whole = body(VERIFIED, INVALID);
      await rejects(takeIn(one, whole.subarray(0, -1)), "unexpectedAnswer");
      await rejects(takeIn(one, Buffer.from(whole.toString().replace('"code":200', '"code":500'))), "unexpectedAnswer");
      await rejects(takeIn(one, Buffer.from("<html>")), "unexpectedAnswer");
      const given = await one.beginIntake("account", WEEK);
      await given.write(Uint8Array.from(whole));
      await given.abort();
      const late = await one.beginIntake("account", WEEK);
      await late.write(Uint8Array.from(whole));
      await two.forgetAccount("account");
      await rejects(late.commit(["2026-06-08"], READ_AT), "cancelled");
      assert.equal(await two.count("account", undefined, {}), 0);
      assert.deepEqual(await two.coverage("account", "2026-06-01", "2026-06-30"), []);
      assert.deepEqual(await two.reports("account", "2026-06-01", "2026-06-30"), []);
    });

    it("can be compared with what is stored, which stays as it is", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await takeIn(one, body(VERIFIED, INVALID, DOWN));
      const intake = await two.beginIntake("account", WEEK);
      await intake.write(Uint8Array.from(body(LATER, VERIFIED.replace("2.95", "3"), INVALID)));
      assert.deepEqual(await intake.compare(), {
        received: 3,
        setAside: 0,
        charge: 47_500,
        same: 1,
        added: 1,
        missing: 1,
        changed: 1,
        differences: [
          { kind: "changed", before: verified, after: { ...verified, charge: 30_000 } },
          { kind: "added", after: later },
          { kind: "missing", before: down },
        ],
      });
      assert.deepEqual(await one.latest("account", undefined, {}, 10), [verified, invalid, down]);
    });

    it("go with the account's history", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await takeIn(one, body(VERIFIED, INVALID, DOWN));
      assert.equal(await two.deleteHistory("account"), 3);
      assert.deepEqual(await one.latest("account", undefined, {}, 10), []);
      assert.deepEqual(await one.coverage("account", "2026-06-01", "2026-06-30"), []);
      assert.equal((await one.summarize("account", JUNE, "day", {})).totals.calls, 0);
    });
  });
}

export function queriesContract(
  store: string,
  begin: Begin<Accounts & Counting & CountingReading & Intakes & Reading>,
): void {
  describe(`queries: ${store}`, () => {
    it("give one period's sums, by the billing time zone's days", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await one.setZone("Asia/Kolkata");
      await takeIn(one, body(VERIFIED, INVALID, DOWN));
      const totals = { calls: 1, charge: 0, successes: 0, failures: 0, unknowns: 0 };
      const noFailures = { chargedFailures: 0, chargedFailureCharge: 0 };
      const summary = await two.summarize("account", JUNE, "day", {});
      assert.deepEqual(summary.totals, {
        calls: 3,
        charge: 44_500,
        successes: 1,
        failures: 2,
        unknowns: 0,
        chargedFailures: 1,
        chargedFailureCharge: 15_000,
      });
      assert.deepEqual(summary.products, [
        { product: "PAN-Plus", ...totals, calls: 2, charge: 29_500, successes: 1, failures: 1, ...noFailures },
        { product: "GSTIN", ...totals, charge: 15_000, failures: 1, chargedFailures: 1, chargedFailureCharge: 15_000 },
      ]);
      assert.deepEqual(
        summary.series.map(({ start, product, calls, charge }) => [start, product, calls, charge]),
        [
          ["2026-06-10", "PAN-Plus", 1, 0],
          ["2026-06-11", "GSTIN", 1, 15_000],
          ["2026-06-12", "PAN-Plus", 1, 29_500],
        ],
      );
      assert.deepEqual(summary.failures, [
        { product: "GSTIN", status: 200, message: "Invalid GSTIN.", calls: 1, charge: 15_000 },
      ]);
      assert.deepEqual(
        summary.heat.filter(({ calls }) => calls > 0).map((cell) => [cell.weekday, cell.hour, cell.calls, cell.charge]),
        [
          [2, 12, 1, 0],
          [3, 0, 1, 15_000],
          [4, 15, 1, 29_500],
        ],
      );
      // Who has no use for the hours of the week gets all else.
      const wishes: readonly (readonly [TransactionFilter, SummaryWish])[] = [
        [{}, {}],
        [{ outcomes: ["failure"] }, {}],
        [{ charged: true }, {}],
        [{}, { before: invalid.at }],
      ];
      for (const [filter, wish] of wishes) {
        const whole = await two.summarize("account", JUNE, "day", filter, wish);
        assert.ok(whole.heat.length > 0);
        const less = await two.summarize("account", JUNE, "day", filter, { ...wish, heat: "leftOut" });
        assert.deepEqual(less, { ...whole, heat: [] });
      }
      assert.deepEqual(summary.statuses, [200, 503]);
      assert.deepEqual(summary.messages.toSorted(), [
        "Invalid GSTIN.",
        "Pan Verified Successfully.",
        "Source Unavailable",
      ]);
      assert.deepEqual(await two.hourly("account", JUNE), [
        { day: "2026-06-10", hour: 12, product: "PAN-Plus", calls: 1, charge: 0 },
        { day: "2026-06-11", hour: 0, product: "GSTIN", calls: 1, charge: 15_000 },
        { day: "2026-06-12", hour: 15, product: "PAN-Plus", calls: 1, charge: 29_500 },
      ]);
      assert.equal(summary.unknownCharge, 0);
      await one.setOutcomes([{ product: "GSTIN", message: "invalid gstin.", word: "unknown" }]);
      await two.setOutcomes([{ product: "GSTIN", message: "invalid gstin.", word: "unknown" }]);
      assert.equal((await two.summarize("account", JUNE, "day", {})).unknownCharge, 15_000);
      const none = { calls: 0, charge: 0 };
      const [unclassified, ...others] = await two.messageUses("account", JUNE);
      assert.deepEqual(unclassified, {
        product: "GSTIN",
        message: "Invalid GSTIN.",
        calls: 1,
        charge: 15_000,
        successes: none,
        failures: none,
        unknowns: { calls: 1, charge: 15_000 },
      });
      assert.deepEqual(
        others.map(({ message }) => message),
        ["Pan Verified Successfully.", "Source Unavailable"],
      );
      assert.deepEqual(await two.messageUses("nobody", JUNE), []);
      await one.setOutcomes([]);
      await two.setOutcomes([]);
      const before = await two.summarize("account", JUNE, "month", { outcomes: ["failure"] }, { before: invalid.at });
      assert.deepEqual([before.totals.calls, before.series[0]?.start], [1, "2026-06-01"]);
      assert.equal((await two.summarize("nobody", JUNE, "day", {})).totals.calls, 0);
      assert.deepEqual(await two.hourly("nobody", JUNE), []);
      assert.equal(await one.countedZone(), "Asia/Kolkata");
      await two.setZone("UTC");
      assert.equal(await one.countedZone(), "UTC");
      assert.equal(
        (await one.summarize("account", JUNE, "day", { products: ["GSTIN"] })).series[0]?.start,
        "2026-06-10",
      );
    });

    it("divide the transactions of a period by the labels of rules, the first that fits", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await one.setZone("Asia/Kolkata");
      const foreign = LATER.replace("0190a000-0000-4000-8000-0000000000d4", "Job-7/UPI");
      await takeIn(one, body(foreign, VERIFIED, INVALID, DOWN));
      const none = { calls: 0, charge: 0, successes: 0, failures: 0, unknowns: 0 };
      const noFailures = { chargedFailures: 0, chargedFailureCharge: 0 };
      const rules = [
        { label: "Asha", idPrefix: "0190a0000000400080000000000000a" },
        { label: "Retries", message: "*invalid*" },
        { label: "Onboarding", product: "pan*" },
        { label: "Nobody", product: "upi", idPrefix: "0190" },
        { label: "Asha", idPrefix: "0190a" },
        { label: "Jobs", idPrefix: "job7" },
      ];
      const labels = [
        { label: "Asha", ...none, ...noFailures, calls: 1, charge: 29_500, successes: 1 },
        {
          label: "Retries",
          ...none,
          calls: 1,
          charge: 15_000,
          failures: 1,
          chargedFailures: 1,
          chargedFailureCharge: 15_000,
        },
        { label: "Jobs", ...none, ...noFailures, calls: 1, charge: 2_500, successes: 1 },
        { label: "Onboarding", ...none, ...noFailures, calls: 1, failures: 1 },
        { ...none, ...noFailures },
      ];
      const divided = await two.byLabel("account", JUNE, {}, rules);
      assert.deepEqual(
        divided.map(({ same: _, ...totals }) => totals),
        labels,
      );
      assert.deepEqual(
        divided.map(({ same }) => same),
        [
          { messages: ["Pan Verified Successfully."] },
          { products: ["GSTIN"] },
          { products: ["UPI"] },
          { messages: ["Source Unavailable"] },
          undefined,
        ],
      );
      const byKind = rules.filter(({ idPrefix }) => idPrefix === undefined);
      assert.deepEqual(
        (await two.byLabel("account", JUNE, {}, byKind)).map(({ label, calls, charge }) => [label, calls, charge]),
        [
          ["Onboarding", 2, 29_500],
          ["Retries", 1, 15_000],
          [undefined, 1, 2_500],
        ],
      );
      const oneDay = { since: "2026-06-11", until: "2026-06-12" };
      const some = await two.byLabel("account", oneDay, { charged: true, text: "i" }, rules);
      assert.deepEqual(
        some.map(({ label, charge }) => [label, charge]),
        [
          ["Asha", 29_500],
          ["Retries", 15_000],
          [undefined, 0],
        ],
      );
      assert.deepEqual(await two.byLabel("account", JUNE, {}, []), [
        {
          ...none,
          calls: 4,
          charge: 47_000,
          successes: 2,
          failures: 2,
          chargedFailures: 1,
          chargedFailureCharge: 15_000,
          same: { products: ["GSTIN", "PAN-Plus", "UPI"] },
        },
      ]);
      assert.deepEqual(await two.byLabel("nobody", JUNE, {}, rules), [{ ...none, ...noFailures }]);
    });

    it("count, list and find the rows of a period under a filter", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await one.setZone("UTC");
      await takeIn(one, body(LATER, VERIFIED, INVALID, DOWN));
      const some = { since: "2026-06-10", until: "2026-06-12" };
      assert.deepEqual(
        [
          await two.count("account", undefined, {}),
          await two.count("account", some, {}),
          await two.count("account", some, { outcomes: ["failure"], charged: true }),
          await two.countNewer("account", JUNE, {}, invalid.at),
        ],
        [4, 3, 1, 2],
      );
      assert.deepEqual(await two.latest("account", some, {}, 2), [verified, invalid]);
      assert.deepEqual(await two.latest("account", some, {}, 2, { at: invalid.at, id: invalid.id }), [down]);
      const byCharge = { column: "charge", direction: "ascending" } as const;
      assert.deepEqual(await two.rows("account", JUNE, {}, byCharge, 1, 2), [later, invalid]);
      assert.deepEqual(await two.rows("account", JUNE, {}, { column: "at", direction: "descending" }, 3, 9), [down]);
      assert.deepEqual(await two.find("account", "0000B2", 10, never), [invalid]);
      assert.deepEqual(await two.find("account", "0190a00000004000", 2, never), [later, verified]);
      assert.deepEqual(await two.find("nobody", "0000b2", 10, never), []);
    });

    it("hold a state that is read on, whatever another window commits", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await takeIn(one, body(VERIFIED, INVALID));
      const held = await one.openRows("account", JUNE, {});
      assert.deepEqual(held.totals, { calls: 2, charge: 44_500 });
      assert.deepEqual(await held.next(1), [verified]);
      await takeIn(two, body(LATER, VERIFIED, INVALID.replace("1.5", "9"), DOWN));
      assert.equal(await one.count("account", JUNE, {}), 4);
      assert.deepEqual(await held.next(5), [invalid]);
      assert.deepEqual(await held.next(5), []);
      await held.close();
    });

    it("count the rows themselves, and find nothing wrong with the sums", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await takeIn(one, body(LATER, VERIFIED, INVALID, DOWN));
      assert.deepEqual(await two.countBetween("account", [down.at, invalid.at, later.at, later.at + 1]), [
        { calls: 1, charge: 0 },
        { calls: 2, charge: 44_500 },
        { calls: 1, charge: 2_500 },
      ]);
      const { rows, damage, differingDays } = await two.check("account");
      assert.deepEqual({ rows, damage, differingDays }, { rows: 4, damage: [], differingDays: [] });
    });

    it("follow what the user has said about messages, each window its own settings", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      await one.saveAccount(ACCOUNT);
      await takeIn(one, body(VERIFIED, INVALID, DOWN));
      await one.setOutcomes([{ product: "*", message: "Invalid GSTIN.", word: "success" }]);
      assert.equal((await one.summarize("account", JUNE, "day", {})).totals.successes, 2);
      assert.equal((await two.summarize("account", JUNE, "day", {})).totals.successes, 1);
    });
  });
}

export function publishingContract(store: string, begin: Begin<Accounts & Intakes & Publishing>): void {
  describe(`what a team's store has not got: ${store}`, () => {
    it("is every UTC date with rows or coverage, once, and again when it changes", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      assert.equal(await one.countUnpublished("account", "team"), 0);
      const nothing = await one.openUnpublished("nobody", "team");
      assert.deepEqual([nothing.dates, await nothing.rowsOf("2026-06-10")], [[], []]);
      await nothing.close();
      await one.saveAccount(ACCOUNT);
      await takeIn(one, body(VERIFIED, INVALID, DOWN));
      assert.equal(await two.countUnpublished("account", "team"), 4);

      const held = await two.openUnpublished("account", "team");
      assert.deepEqual(
        held.dates.map(({ day, hasNewRows, readAt }) => [day, hasNewRows, readAt]),
        [
          ["2026-06-08", false, READ_AT],
          ["2026-06-09", false, READ_AT],
          ["2026-06-10", true, undefined],
          ["2026-06-12", true, undefined],
        ],
      );
      // The rows are of the state that is held.
      await takeIn(one, body(LATER, VERIFIED, INVALID.replace("1.5", "1.75"), DOWN), READ_AT + 5);
      assert.deepEqual(await held.rowsOf("2026-06-10"), [down, invalid]);
      assert.deepEqual(await held.rowsOf("2026-06-09"), []);
      await two.markPublished("account", "team", held.dates);
      await held.close();

      const changed = await one.openUnpublished("account", "team");
      assert.deepEqual(
        changed.dates.map(({ day, hasNewRows, readAt }) => [day, hasNewRows, readAt]),
        [
          ["2026-06-08", false, READ_AT + 5],
          ["2026-06-09", false, READ_AT + 5],
          ["2026-06-10", true, undefined],
          ["2026-06-13", true, undefined],
        ],
      );
      assert.deepEqual(await changed.rowsOf("2026-06-10"), [down, { ...invalid, charge: 17_500 }]);
      await one.markPublished("account", "team", changed.dates);
      await changed.close();
      // Told late by somebody who was overtaken.
      await two.markPublished("account", "team", held.dates);
      assert.equal(await two.countUnpublished("account", "team"), 0);
      assert.equal(await two.countUnpublished("account", "another team"), 5);
      await takeIn(two, body(LATER, VERIFIED), READ_AT + 9);
      assert.equal(await one.countUnpublished("account", "team"), 2, "fetched again, and no row is another one");
      await one.forgetPublished("account", "team");
      assert.equal(await two.countUnpublished("account", "team"), 5);
    });

    it("is told of a row's old date and of its new one when it moves in time", async (test) => {
      const { connect } = begin(test);
      const one = connect();
      await one.saveAccount(ACCOUNT);
      await takeIn(one, body(VERIFIED, DOWN));
      const first = await one.openUnpublished("account", "team");
      await one.markPublished("account", "team", first.dates);
      await first.close();
      await takeIn(one, body(VERIFIED.replace("12T10", "11T10"), DOWN));
      const moved = await one.openUnpublished("account", "team");
      const days = moved.dates.filter(({ hasNewRows }) => hasNewRows).map(({ day }) => day);
      assert.deepEqual(days, ["2026-06-11", "2026-06-12"]);
      assert.deepEqual(await moved.rowsOf("2026-06-12"), []);
      await moved.close();
      assert.equal(await one.deleteHistory("account"), 2);
      assert.equal(await one.countUnpublished("account", "team"), 0);
    });
  });
}

type Changing = LedgerChanges & Accounts & SharedStates & Leases & RequestQuota & Intakes & Counting & RowsReading;

export function changesContract(store: string, begin: Begin<Changing>): void {
  describe(`news of commits: ${store}`, () => {
    it("reach every window that listens; requests, leases and questions are no news", async (test) => {
      const { connect } = begin(test);
      const [one, two] = [connect(), connect()];
      const told = { one: 0, two: 0 };
      await one.saveAccount(ACCOUNT);
      await two.accounts();
      one.onDidChange(() => told.one++);
      const stop = two.onDidChange(() => told.two++);
      // Whoever answers this has begun to listen.
      await Promise.all([one.accounts(), two.accounts()]);

      await one.takeLease("lane", "one", 100, 1_000);
      await one.takeRequest("account", { perSecond: 1, perMinute: 1, perDay: 1 }, "user", 1_000);
      await one.latest("account", undefined, {}, 1);
      assert.equal(told.one, 0);

      const changes: readonly (readonly [string, () => Promise<unknown>])[] = [
        ["a state", () => one.writeState("account", "lane", "1")],
        ["a state in place of another", () => one.replaceState("account", "lane", "1", "2")],
        ["a report", () => takeIn(one, body(VERIFIED))],
        ["another zone", () => one.setZone("America/New_York")],
        ["an account", () => one.saveAccount({ ...ACCOUNT, plan: "growth" })],
        ["the end of a history", () => one.deleteHistory("account")],
        ["a sign-out", () => one.forgetAccount("account")],
      ];
      for (const [what, change] of changes) {
        const before = { ...told };
        await change();
        assert.ok(told.one > before.one, `${what}, in the window that made it`);
        await eventually(
          async () => told.two,
          (count) => assert.ok(count > before.two, `${what}, in another window`),
          2_000,
        );
      }
      stop();
      const before = told.two;
      await two.saveAccount(ACCOUNT);
      assert.equal(told.two, before, "it listens no more");
    });
  });
}
