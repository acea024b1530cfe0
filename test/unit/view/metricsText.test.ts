import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProductTotals } from "../../../src/domain/summary.ts";
import type { AccountMetrics } from "../../../src/domain/watch/accountMetrics.ts";
import { metricsText } from "../../../src/view/metricsText.ts";
import { HOSTILE_TEXTS } from "../../support/hostileTexts.ts";
import { complaintsOf } from "../../support/promtool.ts";
import { totalsOf } from "../../support/totalsOf.ts";
import { RUPEE } from "../../support/usageCells.ts";
import { budgetUse } from "../../support/watches.ts";

function product(name: string, rupees: number, calls = 2): ProductTotals {
  return { product: name, ...totalsOf("success", calls, rupees * RUPEE, calls) };
}

const PAN: ProductTotals = {
  product: "PAN-Plus",
  calls: 6,
  charge: 123_456_789_500,
  successes: 3,
  failures: 2,
  unknowns: 1,
  chargedFailures: 1,
  chargedFailureCharge: 29_500,
};

const NOTHING: AccountMetrics = { account: "a…z", windows: [], budgets: [] };

/** The lines of samples, without help and type. */
function samples(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

describe("metrics in Prometheus' text format", () => {
  test("each gauge, with exact rupees", () => {
    const text = metricsText([
      {
        account: "a…z",
        windows: [{ window: "month", extent: "wholly", products: [PAN] }],
        budgets: [budgetUse(12_500), budgetUse(2_500, { product: "PAN-Plus", span: "day" })],
        balance: 64_480_000,
        ledgerAgeMs: 61_400,
        syncFailures: 0,
      },
    ]);
    assert.deepEqual(samples(text), [
      'deepvue_spend_rupees{account="a…z",product="PAN-Plus",window="month"} 12345678.95',
      'deepvue_calls{account="a…z",product="PAN-Plus",window="month",outcome="success"} 3',
      'deepvue_calls{account="a…z",product="PAN-Plus",window="month",outcome="failure"} 2',
      'deepvue_calls{account="a…z",product="PAN-Plus",window="month",outcome="unknown"} 1',
      'deepvue_charged_failures_rupees{account="a…z",product="PAN-Plus",window="month"} 2.95',
      'deepvue_window_complete{account="a…z",window="month"} 1',
      'deepvue_balance_rupees{account="a…z"} 6448.00',
      'deepvue_budget_ratio{account="a…z",window="month"} 1.25',
      'deepvue_budget_ratio{account="a…z",product="PAN-Plus",window="day"} 0.25',
      'deepvue_ledger_age_seconds{account="a…z"} 61',
      'deepvue_sync_failures{account="a…z"} 0',
    ]);
    assert.match(text, /^# HELP deepvue_spend_rupees .+\n# TYPE deepvue_spend_rupees gauge\n/);
    assert.ok(text.endsWith("\n"), "the format wants a line's end at the end");
  });

  const unknown: readonly (readonly [string, Partial<AccountMetrics>, readonly string[]])[] = [
    ["nothing at all", {}, []],
    ["a window of which nothing is known", { windows: [{ window: "day", extent: "nothing", products: [PAN] }] }, []],
    [
      "a budget of which nothing is known",
      { budgets: [{ scope: "day", span: "day", period: { since: "x", until: "x" }, limit: 1, extent: "nothing" }] },
      [],
    ],
    [
      "a window that is known in part says so",
      { windows: [{ window: "day", extent: "partly", products: [] }] },
      ['deepvue_window_complete{account="a…z",window="day"} 0'],
    ],
    [
      "a measured zero is a zero",
      { windows: [{ window: "day", extent: "wholly", products: [product("UPI", 0, 0)] }] },
      [
        'deepvue_spend_rupees{account="a…z",product="UPI",window="day"} 0.00',
        'deepvue_calls{account="a…z",product="UPI",window="day",outcome="success"} 0',
        'deepvue_calls{account="a…z",product="UPI",window="day",outcome="failure"} 0',
        'deepvue_calls{account="a…z",product="UPI",window="day",outcome="unknown"} 0',
        'deepvue_charged_failures_rupees{account="a…z",product="UPI",window="day"} 0.00',
        'deepvue_window_complete{account="a…z",window="day"} 1',
      ],
    ],
    ["an empty wallet", { balance: 0 }, ['deepvue_balance_rupees{account="a…z"} 0.00']],
    ["a clock that was set back", { ledgerAgeMs: -5_000 }, ['deepvue_ledger_age_seconds{account="a…z"} 0']],
  ];
  for (const [what, metrics, lines] of unknown) {
    test(`what is not known is absent: ${what}`, () => {
      const text = metricsText([{ ...NOTHING, ...metrics }]);
      assert.deepEqual(samples(text), lines);
      if (lines.length === 0) assert.equal(text, "", "no heading either");
    });
  }

  test("hostile names are escaped, one line each, and no series is there twice", () => {
    const names = [...Object.values(HOSTILE_TEXTS), 'a"} 99\nb{c="', "back\\slash", "back\\\\slash", "\\n"];
    const text = metricsText([
      {
        ...NOTHING,
        account: 'x"y\\z',
        windows: [{ window: "day", extent: "wholly", products: names.map((name) => product(name, 1)) }],
      },
    ]);
    const lines = samples(text);
    for (const line of lines) assert.match(line, /^deepvue_\w+\{(?:\w+="(?:[^"\\]|\\["\\n])*",?)+\} -?[\d.]+$/, line);
    const series = lines.map((line) => line.slice(0, line.lastIndexOf(" ")));
    assert.equal(new Set(series).size, series.length);
    assert.ok(lines[0]?.startsWith('deepvue_spend_rupees{account="x\\"y\\\\z",'), lines[0]);
    assert.ok(lines.some((line) => line.includes('product="back\\\\slash"')));
    assert.ok(
      lines.some((line) => line.includes('product="(no name)"')),
      "an empty label would mean all products",
    );
  });

  test("what reads alike is added, to the paisa", () => {
    const windows = [
      { window: "day", extent: "wholly", products: [product("UPI", 0.1), product("U\u200bPI", 0.2)] },
    ] as const;
    assert.equal(
      samples(metricsText([{ ...NOTHING, windows }]))[0],
      'deepvue_spend_rupees{account="a…z",product="UPI",window="day"} 0.30',
    );
  });

  test("accounts that are shortened alike are told apart", () => {
    const lines = samples(
      metricsText([
        { ...NOTHING, balance: 10_000 },
        { ...NOTHING, balance: 20_000 },
      ]),
    );
    assert.deepEqual(lines, [
      'deepvue_balance_rupees{account="a…z"} 1.00',
      'deepvue_balance_rupees{account="a…z (2)"} 2.00',
    ]);
  });

  test("promtool has no complaint, and does complain of what is wrong", (t) => {
    const names = [...Object.values(HOSTILE_TEXTS), 'a"} 99\nb{c="', "back\\slash"];
    const products = names.map((name) => product(name, 1));
    const text = metricsText([
      {
        account: 'x"y\\z',
        windows: [
          { window: "day", extent: "wholly", products },
          { window: "month", extent: "partly", products },
        ],
        budgets: [budgetUse(12_500), ...names.map((name) => budgetUse(1, { product: name, span: "day" }))],
        balance: -1,
        ledgerAgeMs: 1,
        syncFailures: 3,
      },
    ]);
    const complaints = complaintsOf(t, ["check", "metrics"], text);
    if (complaints === undefined) return;
    assert.equal(complaints, "");
    assert.notEqual(complaintsOf(t, ["check", "metrics"], text.replace('\\"', '"')), "", "it looks at the escapes");
    assert.notEqual(complaintsOf(t, ["check", "metrics"], text.replace(/# HELP.*\n/, "")), "", "it lints");
  });
});
