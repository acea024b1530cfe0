// Sums by label against a second opinion that looks at every row with the plainest means there are.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { TransactionFilter } from "../../../../src/domain/filter.ts";
import type { LabelRule } from "../../../../src/domain/labelRules.ts";
import { unpackSummary } from "../../../../src/domain/packedSummary.ts";
import { addTotals, NO_TOTALS, type Totals } from "../../../../src/domain/summary.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import { finish } from "../../../../src/ledger/steps.ts";
import { fileLedger, reportOf, takeIn } from "../../../support/ledgers.ts";

const RUNS = Number(process.env["DEEPVUE_TEST_RUNS"] ?? 40);
const START = Date.UTC(2026, 1, 26) * 1_000;
const WHOLE = { since: "2026-02-01", until: "2026-03-31" };

/** Ids that share beginnings of every length. */
const id = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom("0c91", "0c90", "0c91aa", "3f2a", "0"), fc.uuid())
      .map(([head, rest]) => head + rest.slice(head.length)),
  },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 2, arbitrary: fc.stringMatching(/^0c91?-?[a-z0-9]{1,6}$/) },
);
const rows = fc.uniqueArray(
  fc.record({
    id,
    at: fc.oneof(
      fc.integer({ min: START, max: START + 6 * 86_400_000_000 }),
      // Around the ends of billing days, which lie in the middle of a UTC hour.
      fc
        .tuple(fc.constantFrom(0, 1, 2, 3, 4), fc.constantFrom(-600_000_000, -1, 0, 600_000_000))
        .map(([day, off]) => START + day * 86_400_000_000 + 66_600_000_000 + off),
    ),
    product: fc.constantFrom("PAN-Plus", "PAN-Lite", "GSTIN"),
    status: fc.constantFrom(200, 503),
    message: fc.constantFrom("Verified.", "Invalid Pan Number.", "Source down"),
    charge: fc.oneof(fc.constantFrom(0, 29_500, -29_500), fc.integer({ min: 0, max: 900_000_000 })),
  }),
  { minLength: 1, maxLength: 60, selector: (row) => row.id.replaceAll("-", "").toLowerCase() },
);
const rule: fc.Arbitrary<LabelRule> = fc.record(
  {
    label: fc.constantFrom("A", "B", "C"),
    product: fc.constantFrom("PAN*", "gstin", "*"),
    message: fc.constantFrom("*pan*", "verified.", "source*"),
    idPrefix: fc.constantFrom("0", "0c", "0c9", "0c91", "0c91a", "0c91aa", "3f2a", "f", "0c91z"),
  },
  { requiredKeys: ["label"] },
);
const filter: fc.Arbitrary<TransactionFilter> = fc.constantFrom(
  {},
  { products: ["PAN-Plus"] },
  { minCharge: 1, maxCharge: 400_000_000 },
  { weekdays: [4, 5, 6] },
  { text: "0c9" },
  { text: "pan", hours: [0, 1, 2, 3, 4, 5, 6, 7] },
);
const period = fc.constantFrom(
  WHOLE,
  { since: "2026-02-27", until: "2026-03-01" },
  { since: "2026-02-28", until: "2026-02-28" },
);

function like(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`, "i").test(text);
}

function fits({ product = "*", message = "*", idPrefix = "" }: LabelRule, row: Transaction): boolean {
  return like(product, row.product) && like(message, row.message) && row.id.replaceAll("-", "").startsWith(idPrefix);
}

test("labels add up to the whole, each to the rows that a look at every row gives it", async (context) => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(rule, { maxLength: 6 }), filter, period, async (some, rules, under, of) => {
      const ledger = fileLedger(context);
      finish(ledger.setZone("Asia/Kolkata"));
      takeIn(ledger, { since: "2026-02-26", until: "2026-03-04" }, reportOf(some.toSorted((a, b) => b.at - a.at)));
      const labels = finish(ledger.byLabel("account", of, under, rules));
      assert.equal(labels.at(-1)?.label, undefined);
      const { totals } = unpackSummary(ledger.summarize("account", of, "day", under));
      const {
        label: _,
        same: __,
        ...sum
      } = labels.reduce<Totals & { label?: string; same?: object }>(addTotals, NO_TOTALS);
      assert.deepEqual(sum, totals);
      const expected = new Map<string | undefined, { calls: number; charge: number }>([
        [undefined, { calls: 0, charge: 0 }],
      ]);
      for (const row of finish(ledger.latest("account", of, under, 1_000))) {
        const label = rules.find((each) => fits(each, row))?.label;
        const { calls, charge } = expected.get(label) ?? { calls: 0, charge: 0 };
        expected.set(label, { calls: calls + 1, charge: charge + row.charge });
      }
      assert.deepEqual(new Map(labels.map(({ label, calls, charge }) => [label, { calls, charge }])), expected);
      for (const { same, calls, charge } of labels) {
        if (same === undefined) continue;
        // Narrowing may take the place of what the filter said of products or messages: it never says more.
        const narrowed = unpackSummary(ledger.summarize("account", of, "day", { ...under, ...same })).totals;
        assert.deepEqual([narrowed.calls, narrowed.charge], [calls, charge]);
      }
      ledger.close();
    }),
    { numRuns: RUNS },
  );
});
