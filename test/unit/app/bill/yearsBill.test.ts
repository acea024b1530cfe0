import assert from "node:assert/strict";
import { test } from "node:test";
import { reconcileTotal } from "../../../../src/app/bill/reconciling.ts";
import type { TypedTotal } from "../../../../src/domain/bill.ts";
import { resolvePeriod } from "../../../../src/domain/period.ts";
import { READ_AT, reportOf, threadLedger, transaction } from "../../../support/ledgers.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";

const ZONE = "Asia/Kolkata";
const INCLUDED = { treatment: "included", rate: 1_800 } as const;
const EXCLUDED = { treatment: "excluded", rate: 1_800 } as const;
/** Ten-thousandths of a rupee in a paisa. */
const PAISA = 100;

/** Half away from zero, in whole paise, without the product's rule. */
function paise(numerator: number, denominator: number): number {
  return Math.round(numerator / denominator) * PAISA;
}

test("a financial year and a cycle from the 5th, against totals of another reckoning: equal to the paisa", async (t) => {
  // The last microsecond of 31 March in India, and the first of 1 April.
  const last = transaction({ at: Date.parse("2026-03-31T18:29:59.999Z") * 1000 + 999, charge: 111_100 });
  const first = transaction({ at: Date.parse("2026-03-31T18:30:00.000Z") * 1000, charge: 222_200 });
  const rows = [...madeUpRows("2025-03-25", "2026-05-10", 9), last, first];
  const ledger = threadLedger(t);
  await ledger.open();
  const account = {
    id: "account",
    kind: "live",
    label: "a",
    baseUrl: "https://service.example",
    plan: "starter",
  } as const;
  await ledger.saveAccount(account);
  const files = await ledger.beginFileRows(account.id);
  await files.write(reportOf(rows));
  await files.commitImport({ files: [], at: READ_AT, setAside: 0 });

  const today = "2026-05-10";
  for (const [preset, from, to] of [
    ["lastFinancialYear", "2025-03-31T18:30Z", "2026-03-31T18:30Z"],
    ["lastMonth", "2026-04-04T18:30Z", "2026-05-04T18:30Z"],
  ] as const) {
    const period = resolvePeriod({ preset }, today, 5);
    const [start, end] = [Date.parse(from) * 1000, Date.parse(to) * 1000];
    const charges = rows.filter(({ at }) => at >= start && at < end).reduce((sum, { charge }) => sum + charge, 0);
    const question = { accountId: account.id, period, zone: ZONE, now: Date.parse("2026-05-10T10:00Z") };
    const stated = paise(charges, PAISA) / PAISA;
    const tests: readonly (readonly [TypedTotal, typeof INCLUDED | typeof EXCLUDED])[] = [
      [{ amount: stated * PAISA, states: "withTax" }, INCLUDED],
      [{ amount: paise(stated * 100, 118), states: "taxable" }, INCLUDED],
      [{ amount: stated * PAISA, states: "taxable" }, EXCLUDED],
      [{ amount: stated * PAISA + paise(stated * 18, 100), states: "withTax" }, EXCLUDED],
    ];
    for (const [typed, rule] of tests) {
      const result = await reconcileTotal(ledger, question, typed, rule);
      assert.equal(result.here.charge, charges, preset);
      assert.equal(result.expected, typed.amount, `${preset}, ${rule.treatment}, ${typed.states}`);
      assert.deepEqual(result.explanation, []);
    }
  }
});
