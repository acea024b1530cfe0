import assert from "node:assert/strict";
import { test } from "node:test";
import type { BillAnswer, FilesReconciled, TotalReconciled } from "../../../../src/domain/bill.ts";
import { FIRST_GST_RULE } from "../../../../src/domain/gst.ts";
import { filesReconciledPage, totalReconciledPage } from "../../../../src/view/billPage.ts";
import { billRowsOf } from "../../../../src/view/billRows.ts";
import { billCardOf } from "../../../../src/view/dashboard/dashboardBill.ts";
import { transaction } from "../../../support/ledgers.ts";

const ZONE = "Asia/Kolkata";
const AT = Date.parse("2026-11-23T09:02:00Z");
const KNOWN = { period: { since: "2026-11-01", until: "2026-11-10" }, zone: ZONE, missing: [], setAside: 0 };
const NO_ROWS = { calls: 0, charge: 0 };
const ROW = transaction({ id: "00000001-0000-4000-8000-000000000000", charge: 20_000 });

function files(change: Partial<FilesReconciled["reconciliation"]>, more: Partial<FilesReconciled> = {}): BillAnswer {
  const reconciliation = {
    here: { calls: 10, charge: 200_000 },
    there: { calls: 10, charge: 200_000 },
    same: 10,
    repeated: NO_ROWS,
    setAside: 0,
    groups: [],
    intake: { inserted: 0, updated: 0, kept: 0, known: 0 },
    ...change,
  };
  const result = { ...KNOWN, files: [], faultCount: 0, faults: [], ...more, reconciliation };
  return { accountId: "a", at: AT, against: "files", result };
}

function total(change: Partial<TotalReconciled>): BillAnswer {
  const none = { ...NO_ROWS, rows: [] };
  const result: TotalReconciled = {
    ...KNOWN,
    typed: { amount: 200_000, states: "withTax" },
    rule: FIRST_GST_RULE,
    here: { calls: 10, charge: 200_000 },
    expected: 200_000,
    early: none,
    late: none,
    refunds: none,
    explanation: [],
    each: [],
    ...change,
  };
  return { accountId: "a", at: AT, against: "total", result };
}

test("equal files: said as of when, with both sums and no part", () => {
  const card = billCardOf({ answer: files({}) }, ZONE);
  assert.deepEqual(
    [card.title, card.asOf, card.verdict, card.isEqual, card.outdated, card.partsHead, card.parts],
    [
      "Invoice and ledger: 1–10 Nov 2026",
      "as of 23 Nov 2026, 14:32:00",
      { head: "Equal, row by row.", rest: "" },
      true,
      "",
      "",
      [],
    ],
  );
  assert.deepEqual(card.sums, [
    { label: "Deepvue's files", amount: "₹20.00" },
    { label: "This ledger, days of Asia/Kolkata", amount: "₹20.00" },
    { label: "Difference", amount: "₹0.00" },
  ]);
  assert.deepEqual(card.notes, ["The same on both sides: 10 rows."]);
});

test("files that differ: each kind with its rupees, and only its own rows behind it", () => {
  const other = { ...ROW, id: "00000002-0000-4000-8000-000000000000" };
  const answer = files(
    {
      there: { calls: 10, charge: 210_000 },
      groups: [
        { kind: "onlyHere", calls: 1, difference: -20_000, rows: [{ here: ROW }] },
        {
          kind: "otherCharge",
          calls: 1,
          difference: 30_000,
          rows: [{ here: other, there: { ...other, charge: 50_000 } }],
        },
      ],
      shift: { minutes: 330, calls: 4 },
    },
    { faultCount: 1, missing: ["2026-11-04"], setAside: 2 },
  );
  const card = billCardOf({ answer }, ZONE);
  assert.equal(
    `${card.verdict.head}${card.verdict.rest}`,
    "Deepvue's files have ₹1.00 more than the ledger. Every rupee of it is explained.",
  );
  assert.equal(card.isEqual, false);
  assert.equal(card.partsHead, "Where the difference comes from");
  assert.deepEqual(card.parts, [
    { part: "onlyHere", label: "Only in this ledger", rows: "1 row", difference: "−₹2.00", leads: true },
    { part: "otherCharge", label: "Another charge", rows: "1 row", difference: "+₹3.00", leads: true },
  ]);
  assert.match(card.notes.join(" "), /5 h 30 min later.* 1 row of the files could not be read and is in no sum\./);
  assert.match(
    card.notes.join(" "),
    /1 UTC date of the period was never fetched: 4 Nov 2026\..* 2 rows of the API's reports/,
  );
  assert.deepEqual(
    billRowsOf(answer, "onlyHere").map(({ label, what }) => [label, what]),
    [[ROW.id, "Only in this ledger"]],
  );
  assert.match(billRowsOf(answer, "otherCharge")[0]?.detail ?? "", /^files ₹5\.00 · ledger ₹2\.00 · /);
  assert.deepEqual(billRowsOf(answer, "refund"), []);
  assert.equal(billRowsOf(answer).length, 2);
});

test("a typed total: what would make it equal leads to its rows, and a rounding to none", () => {
  const late = { calls: 1, charge: 20_000, rows: [ROW] };
  const answer = total({
    typed: { amount: 220_000, states: "withTax" },
    late,
    explanation: [
      { adjustment: "utcDays", effect: 20_000 },
      { adjustment: "wholeRupees", effect: 0 },
    ],
  });
  const card = billCardOf({ answer }, ZONE);
  assert.equal(
    `${card.verdict.head}${card.verdict.rest}`,
    "The invoice has ₹2.00 more than the ledger. What would make it equal is named.",
  );
  assert.deepEqual([card.partsHead, card.sums[0]?.label], ["It would be equal if", "The invoice, with GST"]);
  assert.deepEqual(
    card.parts.map(({ part, rows, difference, leads }) => [part, rows, difference, leads]),
    [
      ["utcDays", "1 row", "+₹2.00", true],
      ["wholeRupees", "", "₹0.00", false],
    ],
  );
  assert.match(card.notes.join(" "), /That the figures agree does not prove it\. .*assuming charges include 18 % GST/);
  assert.equal(billRowsOf(answer, "utcDays").length, 1);
  assert.deepEqual(billRowsOf(answer, "wholeRupees"), []);
  assert.deepEqual(billRowsOf(total({ late })), [], "of a total that agrees nothing is disputed");
  const { explanation: _, ...open } = total({ each: [{ adjustment: "utcDays", effect: 5 }] }).result as TotalReconciled;
  const unexplained = {
    ...total({}),
    result: { ...open, typed: { amount: 9_990_000, states: "withTax" } },
  } as BillAnswer;
  assert.equal(billCardOf({ answer: unexplained }, ZONE).partsHead, "What could make a part of it");
});

test("an answer that holds no more says what has changed since", () => {
  const ledgerNow = { calls: 11, charge: 220_000 };
  assert.equal(
    billCardOf({ answer: files({}), ledgerNow }, ZONE).outdated,
    "The ledger has changed since: it had ₹20.00 in 10 calls, and has ₹22.00 in 11 calls now.",
  );
  const moved = billCardOf({ answer: total({}) }, "UTC");
  assert.deepEqual(
    [moved.outdated, moved.asOf],
    ["The billing time zone has changed since, from Asia/Kolkata.", "as of 23 Nov 2026, 09:02:00"],
  );
});

test("the card says what the document says", () => {
  for (const answer of [
    files({}),
    files({ groups: [{ kind: "outside", calls: 2, difference: 0, rows: [] }] }),
    total({}),
  ]) {
    const page = answer.against === "files" ? filesReconciledPage(answer.result) : totalReconciledPage(answer.result);
    const card = billCardOf({ answer }, ZONE);
    for (const text of [
      card.title,
      `**${card.verdict.head}**${card.verdict.rest}`,
      ...card.parts.map(({ label }) => label),
    ]) {
      assert.ok(page.includes(text), text);
    }
    for (const { amount } of card.sums) assert.ok(page.includes(amount), amount);
  }
});
