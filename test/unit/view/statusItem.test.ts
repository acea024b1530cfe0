import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { StatusBarMode } from "../../../src/contract.ts";
import type { AppState } from "../../../src/domain/appState.ts";
import { FIRST_GST_RULE } from "../../../src/domain/gst.ts";
import { NO_SUMMARY, NO_TOTALS } from "../../../src/domain/summary.ts";
import type { MonthForecast } from "../../../src/domain/watch/forecast.ts";
import { HOVER_COMMANDS } from "../../../src/view/hoverCommands.ts";
import { type StatusItemView, statusItemOf } from "../../../src/view/statusItem.ts";
import { ist, RUPEE } from "../../support/usageCells.ts";
import {
  budgetUse,
  finding,
  KNOWN,
  NOON,
  NOTHING_KNOWN,
  runwayOfDays,
  spend,
  stateOf,
  walletChange,
  watchOf,
} from "../../support/watches.ts";

const gst = FIRST_GST_RULE;

function item(state: AppState, mode: StatusBarMode = "period", openAlerts = 0, runwayDays = 7): StatusItemView {
  const view = statusItemOf(state, { mode, openAlerts, runwayDays, gst }, NOON);
  assert.ok(view !== undefined);
  return view;
}

function hover(state: AppState): string {
  return item(state).tooltip;
}

const watched = (fields: Parameters<typeof watchOf>[0]): AppState => stateOf({ watch: watchOf(fields) });

test("each mode, short on the item and as a sentence for screen readers", () => {
  const runway = watched({ runway: runwayOfDays(7.6, 9.2, 11.4) });
  const over = watched({ budgets: [budgetUse(420, { scope: "day", span: "day" }), budgetUse(12_400)] });
  const { balance: _, ...noBalance } = stateOf();
  const cases: readonly (readonly [string, AppState, StatusBarMode, string, string])[] = [
    ["period", stateOf(), "period", "$(graph) ₹8,000.00", "Deepvue spend this month: ₹8,000.00, 2,700 calls"],
    ["today", stateOf(), "today", "$(graph) ₹500.00", "Deepvue spend today: ₹500.00, 170 calls"],
    ["month", stateOf(), "month", "$(graph) ₹8,000.00", "Deepvue spend this month: ₹8,000.00, 2,700 calls"],
    [
      "balance and runway",
      runway,
      "balance",
      "$(credit-card) ₹6,448.00 · ~9 days",
      "Deepvue wallet balance ₹6,448.00, lasts about 9 days (7–12)",
    ],
    [
      "no number where there is too little data",
      watched({ runway: { kind: "notEnoughData", days: 3, needed: 7 } }),
      "balance",
      "$(credit-card) ₹6,448.00",
      "Deepvue wallet balance ₹6,448.00",
    ],
    [
      "a wallet for ever",
      watched({ runway: runwayOfDays(365, 365, 365) }),
      "balance",
      "$(credit-card) ₹6,448.00 · over a year",
      "Deepvue wallet balance ₹6,448.00, lasts more than a year",
    ],
    ["balance unknown", noBalance, "balance", "$(credit-card) ₹—", "Deepvue wallet balance not known yet"],
    [
      "budget, never clamped; the month's before the day's",
      over,
      "budget",
      "$(target) 124.0 % of budget",
      "Deepvue budget Nov 2026: ₹12,400.00 of ₹10,000.00, 124.0 %",
    ],
    ["no budget", stateOf(), "budget", "$(target) no budget", "Deepvue no budget is set"],
    ["no alerts", stateOf(), "alerts", "$(bell) 0", "Deepvue 0 open alerts"],
  ];
  for (const [name, state, mode, text, spoken] of cases) {
    const view = item(state, mode);
    assert.deepEqual([view.text, view.spoken], [text, spoken], name);
  }
  assert.equal(item(stateOf(), "alerts", 1).spoken, "Deepvue 1 open alert");
  assert.equal(statusItemOf(stateOf(), { mode: "off", openAlerts: 3, runwayDays: 7, gst }, NOON), undefined);
});

test("what colour and icon say is spoken, too", () => {
  const state = stateOf({
    watch: watchOf({ budgets: [budgetUse(11_000)], runway: runwayOfDays(2.2, 3.4, 5) }),
    problem: { kind: "offline", detail: "" },
  });
  assert.equal(
    item(state, "today", 2).spoken,
    "Deepvue spend today: ₹500.00, 170 calls. Over budget: Nov 2026: ₹11,000.00 of ₹10,000.00, 110.0 %. " +
      "Wallet lasts about 3 days (2–5). 2 open alerts. Deepvue can not be reached.",
  );
  assert.equal(item(state, "today").text, "$(warning) ₹500.00", "a failed refresh marks the item");
});

test("unknown is not zero", () => {
  const unread = { today: { totals: NO_TOTALS, ...NOTHING_KNOWN } };
  assert.equal(item(stateOf({}, unread), "today").text, "$(graph) ₹—");
  assert.equal(item(stateOf({}, unread), "today").spoken, "Deepvue spend today: no data yet");
  assert.match(item(stateOf({}, unread)).tooltip, /\| Today \| — \| no data yet \|/);
  assert.equal(
    item(stateOf({}, { today: { totals: NO_TOTALS, ...KNOWN } }), "today").text,
    "$(graph) ₹0.00",
    "measured zero",
  );
  assert.equal(item(stateOf({}, { month: { totals: NO_TOTALS, ...NOTHING_KNOWN } }), "month").text, "$(graph) ₹—");
  assert.equal(item(stateOf({}, { known: NOTHING_KNOWN })).text, "$(graph) ₹—");
  const partly = item(stateOf({}, { known: { extent: "partly" } }));
  assert.deepEqual(
    [partly.text, partly.spoken],
    ["$(graph) ≥ ₹8,000.00", "Deepvue spend this month: at least ₹8,000.00, 2,700 calls"],
  );
});

test("of a budget nothing is said before somebody has read its day, nor of one whose day has ended", () => {
  const { spent: _, share: __, ...limit } = budgetUse(0);
  const unread = item(watched({ budgets: [{ ...limit, extent: "nothing" }] }), "budget");
  assert.deepEqual(
    [unread.text, unread.spoken],
    ["$(target) — of budget", "Deepvue budget Nov 2026: — of ₹10,000.00, no data yet"],
  );
  const ended = budgetUse(12_000, { period: { since: "2026-10-01", until: "2026-10-31" } });
  const turned = item(watched({ budgets: [ended] }), "budget");
  assert.deepEqual([turned.text, turned.background], ["$(target) — of budget", undefined]);
  const least = item(watched({ budgets: [budgetUse(8_000, { extent: "partly" })] }), "budget");
  assert.equal(least.spoken, "Deepvue budget Nov 2026: at least ₹8,000.00 of ₹10,000.00, 80.0 %");
});

test("only a spent budget, a short runway and a rejected key colour the item", () => {
  const cases: readonly (readonly [string, AppState, StatusItemView["background"]])[] = [
    ["nothing", stateOf(), undefined],
    ["80 % of a budget", watched({ budgets: [budgetUse(8_000)] }), undefined],
    ["100 % of a budget", watched({ budgets: [budgetUse(10_000)] }), "warning"],
    [
      "a product's budget",
      watched({ budgets: [budgetUse(10_001, { product: "UPI", scope: "month/UPI" })] }),
      "warning",
    ],
    ["a short runway", watched({ runway: runwayOfDays(5, 7, 8) }), "warning"],
    ["a runway that may be short", watched({ runway: runwayOfDays(5, 7.1, 9) }), undefined],
    ["findings", watched({ findings: [finding()] }), undefined],
    ["offline", stateOf({ problem: { kind: "offline", detail: "" } }), undefined],
    ["key rejected", stateOf({ problem: { kind: "credentials", detail: "" } }), "error"],
    ["key switched off", stateOf({ problem: { kind: "inactiveClient", detail: "" } }), "error"],
  ];
  for (const [name, state, background] of cases) assert.equal(item(state).background, background, name);
  assert.equal(item(watched({ runway: runwayOfDays(1, 1, 2) }), "period", 0, 0).background, undefined, "0 days: never");
});

describe("the hover", () => {
  test("today against usual, forecast against budget, runway as a range", () => {
    const text = hover(
      watched({ budgets: [budgetUse(8_000)], monthlyBudget: 10_000 * RUPEE, runway: runwayOfDays(7.6, 9.2, 11.4) }),
    );
    assert.match(text, /Today so far ₹500\.00: as usual by this time \(about ₹400–₹560, from 8 Mondays\)/);
    assert.match(text, /Nov 2026 forecast about ₹10,000 \(₹9,500–₹10,500\), 100\.0 % of the budget/);
    assert.match(text, /Budget Nov 2026\\: ₹8,000\\\.00 of ₹10,000\\\.00, 80\\\.0 %/);
    assert.match(text, /Wallet lasts about 9 days \(7–12\) at the pace of 28 Sep – 22 Nov/);
    assert.match(text, /\$\(check\) Refreshed 11:58 \(2 min ago\); days in Asia\\\/Kolkata/);
  });

  test("more and less than usual, and too little data for either", () => {
    const usual = watchOf().today.usual;
    assert.match(hover(watched({ today: { soFar: 561 * RUPEE, usual } })), /more than usual/);
    assert.match(hover(watched({ today: { soFar: 399 * RUPEE, usual } })), /less than usual/);
    assert.match(
      hover(watched({ today: { soFar: 10 * RUPEE, usual: undefined } })),
      /Today so far ₹10\.00; too few days are known to say what is usual/,
    );
    const young = { kind: "notEnoughData", days: 3, needed: 7 } as const;
    const text = hover(watched({ forecast: young, runway: young }));
    assert.match(text, /No forecast yet: 3 of 7 days needed are known/);
    const first = { kind: "notEnoughData", days: 1, needed: 7 } as const;
    assert.match(hover(watched({ forecast: first })), /No forecast yet: 1 of 7 days needed is known/);
    assert.match(text, /Runway not known yet: 3 of 7 days needed are known/);
    assert.match(hover(watched({ runway: { kind: "noSpend" } })), /Runway not known: nothing was spent lately/);
  });

  test("an account without spend has no forecast, no budget and no runway to tell", () => {
    const nothing = { kind: "forecast", spent: 0, low: 0, expected: 0, high: 0 } as const;
    const { month, basis } = watchOf().forecast as MonthForecast;
    const idle = {
      today: { soFar: 0, usual: undefined },
      forecast: { ...nothing, month, basis },
      budgets: [budgetUse(0)],
      runway: { kind: "noSpend" },
    } as const;
    const text = hover(stateOf({ watch: watchOf(idle) }, { month: { totals: NO_TOTALS, ...KNOWN } }));
    assert.doesNotMatch(text, /so far|forecast|[Bb]udget \w{3} \d|Runway/);
    const young = { kind: "notEnoughData", days: 3, needed: 7 } as const;
    const quiet = stateOf(
      { watch: watchOf({ ...idle, forecast: young, runway: young }) },
      { month: { totals: NO_TOTALS, ...KNOWN } },
    );
    assert.doesNotMatch(hover(quiet), /so far|[Ff]orecast|[Bb]udget \w{3} \d|Runway/);
    const early = stateOf(
      { watch: watchOf({ ...idle, forecast: watchOf().forecast }) },
      { month: { totals: NO_TOTALS, ...KNOWN } },
    );
    assert.match(
      hover(early),
      /Nov 2026 forecast about ₹10,000 .*\n.*Budget Nov 2026/,
      "a month that will cost something",
    );
  });

  test("what was made of yesterday is not called today", () => {
    assert.doesNotMatch(hover(watched({ day: "2026-11-22" })), /Today so far/);
  });

  test("top-ups and unexplained falls of the last week", () => {
    const topUp = walletChange({ kind: "topUp", amount: 15_000 * RUPEE });
    const text = hover(watched({ walletChanges: [walletChange(), topUp] }));
    assert.match(text, /topped up by about ₹15,000 before 20 Nov, 10\\:05/);
    assert.match(text, /fell by ₹250\\\.00 more than the known charges explain, between 19 Nov, 14\\:30 and 20 Nov/);
    const old = { since: ist("2026-11-10T14:30"), until: ist("2026-11-11T10:05") };
    assert.doesNotMatch(hover(watched({ walletChanges: [walletChange(old)] })), /fell by/);
  });

  test("budgets and findings: the weightiest, and how many more there are", () => {
    const products = [3, 9, 5, 7].map((n) => budgetUse(n * 1_000, { product: `P${n}`, scope: `month/P${n}` }));
    const findings = [1, 2, 3, 4, 5].map((n) => finding({ product: `Q${n}`, key: `${n}` }));
    const text = hover(watched({ budgets: [budgetUse(1), ...products], findings }));
    assert.deepEqual(text.match(/Budget P\d/g), ["Budget P9", "Budget P7", "Budget P5"]);
    assert.deepEqual(text.match(/Q\d/g), ["Q1", "Q2", "Q3"]);
    assert.match(text, /\[2 more\]\(command:deepvue\.showAlerts\)/);
  });

  test("charged failures: share, rupees, and the messages that cost most", () => {
    const totals = { ...spend(1_000, 400), failures: 140, chargedFailures: 140, chargedFailureCharge: 412 * RUPEE };
    const failures = [
      { product: "PAN-Plus", status: 200, message: "Invalid Pan Number.", calls: 139, charge: 410 * RUPEE },
      { product: "UPI", status: 422, message: "[x](command:evil)", calls: 1, charge: 2 * RUPEE },
    ];
    const summary = { ...NO_SUMMARY, totals, products: [{ product: "PAN-Plus", ...totals }], failures };
    const text = hover(stateOf({}, { period: summary }));
    assert.match(text, /\$\(warning\) This month: ₹412\.00 for 140 calls that failed, 41\.2 % of spend/);
    const days = { since: "2024-05-11", until: "2024-05-12" };
    assert.match(
      hover(stateOf({ choice: days, period: days }, { period: summary })),
      /11–12 May 2024: ₹412\.00 for 140/,
    );
    assert.match(text, /- ₹410\.00 on “Invalid Pan Number\\\.” \(PAN\\-Plus\), 139 calls/);
    assert.match(text, /- ₹2\.00 on “\\\[x\\\]\\\(command\\:evil\\\)” \(UPI\), 1 call$/m);
  });

  test("says whose numbers they are, and why they are old", () => {
    const text = hover(stateOf({ problem: { kind: "offline", detail: "" } }));
    assert.match(text, /^\*\*Deepvue Usage\*\* · a…z/);
    assert.match(text, /Deepvue can not be reached\\\. Showing what is stored, as of 2 min ago/);
    assert.match(text, /^As of 11:58/m);
    assert.match(text, /There is no connection to the service/);
    const nothing = stateOf({ problem: { kind: "offline", detail: "" } }, { known: NOTHING_KNOWN });
    assert.match(hover(nothing), /can not be reached\\\. Nothing is stored for this period/);
  });

  test("says that it does not follow the filter, while there is one", () => {
    assert.match(
      hover(stateOf({ filter: { products: ["UPI"] } })),
      /^The filter narrows the trees.*every call counts/m,
    );
    assert.doesNotMatch(hover(stateOf()), /filter/);
  });

  test("links run named commands only", () => {
    const commands = hover(
      stateOf({ watch: watchOf({ findings: [1, 2, 3, 4].map((n) => finding({ key: `${n}` })) }) }),
    );
    const linked = [...commands.matchAll(/\]\(([^)]*)\)/g)].map(([, target = ""]) => target.replace(/^command:/, ""));
    assert.ok(linked.length >= 7);
    for (const command of linked) assert.ok((HOVER_COMMANDS as readonly string[]).includes(command), command);
  });
});

test("the icon spins for what is worth watching, not for a refresh that comes by itself", () => {
  const syncing = (work: "refresh" | "history", total: number): string =>
    item(stateOf({ sync: { phase: "syncing", work, done: 0, total, rows: 0 } })).text.split(" ")[0] ?? "";
  assert.deepEqual([syncing("refresh", 1), syncing("refresh", 2)], ["$(graph)", "$(graph)"]);
  assert.deepEqual([syncing("refresh", 3), syncing("history", 1)], ["$(sync~spin)", "$(sync~spin)"]);
  assert.match(item(stateOf({ sync: { phase: "recounting" } })).text, /^\$\(sync~spin\)/);
});
