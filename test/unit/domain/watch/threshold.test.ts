import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { Money } from "../../../../src/domain/money.ts";
import type { BudgetUse, MeasuredUse } from "../../../../src/domain/watch/budget.ts";
import { mute, NOTHING_SILENCED, type Silencing, snooze, unsilence } from "../../../../src/domain/watch/silencing.ts";
import {
  DEFAULT_THRESHOLDS,
  decideThresholds,
  NOTHING_TOLD,
  type ThresholdState,
} from "../../../../src/domain/watch/threshold.ts";

const NOW = 1_800_000_000_000;

function use(spent: Money, { limit = 1_000, since = "2026-05-01", scope = "month" } = {}): MeasuredUse {
  return {
    scope,
    span: "month",
    period: { since, until: since },
    limit,
    extent: "wholly",
    spent,
    share: spent / limit,
  };
}

/** Judges one use after the other against one shared state; the thresholds told, 0 for none. */
function told(
  uses: readonly BudgetUse[],
  thresholds: readonly number[] = DEFAULT_THRESHOLDS,
  silencing: readonly Silencing[] = [],
): number[] {
  let state = NOTHING_TOLD;
  return uses.map((one, index) => {
    const decision = decideThresholds([one], thresholds, state, silencing[index] ?? NOTHING_SILENCED, NOW + index);
    // As the ledger keeps it.
    state = JSON.parse(JSON.stringify(decision.state)) as ThresholdState;
    return decision.alerts[0]?.threshold ?? 0;
  });
}

test("each crossing is told once, the highest only", () => {
  const cases: readonly (readonly [string, readonly BudgetUse[], readonly number[]])[] = [
    ["below", [use(799)], [0]],
    ["to the very paisa", [use(799), use(800), use(800)], [0, 80, 0]],
    ["80, then 100", [use(850), use(999), use(1_000), use(5_000)], [80, 0, 100, 0]],
    ["both at once: the highest", [use(1_200), use(1_300)], [100, 0]],
    ["a new month", [use(900), use(100, { since: "2026-06-01" }), use(900, { since: "2026-06-01" })], [80, 0, 80]],
    ["a refund does not arm", [use(850), use(700), use(850), use(1_000)], [80, 0, 0, 100]],
    ["a refund below zero", [use(-50), use(850)], [0, 80]],
    ["raised far: armed", [use(1_000), use(1_000, { limit: 2_000 }), use(1_600, { limit: 2_000 })], [100, 0, 80]],
    ["raised a little: still over 80 %, not told again", [use(900), use(900, { limit: 1_100 })], [80, 0]],
    [
      "raised a little: 100 % is armed",
      [use(1_000), use(1_000, { limit: 1_100 }), use(1_100, { limit: 1_100 })],
      [100, 0, 100],
    ],
    ["lowered below what is spent", [use(700), use(700, { limit: 800 })], [0, 80]],
    ["lowered, same threshold", [use(850), use(850, { limit: 900 })], [80, 0]],
    ["lowered, next threshold", [use(850), use(850, { limit: 850 })], [80, 100]],
    ["there and back", [use(1_000), use(1_000, { limit: 2_000 }), use(1_000)], [100, 0, 0]],
    ["a budget set when it is already spent", [use(1_500)], [100]],
  ];
  for (const [name, uses, expected] of cases) assert.deepEqual(told(uses), expected, name);
});

test("a clock that jumps tells nothing anew", () => {
  const may = use(900);
  const june = use(0, { since: "2026-06-01" });
  const farAhead = use(0, { since: "2031-01-01" });
  assert.deepEqual(told([may, june, may]), [80, 0, 0]);
  assert.deepEqual(told([may, farAhead, may, june, may]), [80, 0, 0, 0, 0]);
});

test("only so many periods are kept", () => {
  let state = NOTHING_TOLD;
  for (let day = 10; day < 30; day++) {
    state = decideThresholds([use(900, { since: `2026-05-${day}` })], [80], state, NOTHING_SILENCED, NOW).state;
  }
  assert.deepEqual(
    state.scopes.month?.map(({ since }) => since),
    ["2026-05-26", "2026-05-27", "2026-05-28", "2026-05-29"],
  );
});

test("thresholds are the user's, in any order", () => {
  assert.deepEqual(told([use(500), use(950)], [100, 50, 90]), [50, 90]);
  assert.deepEqual(told([use(2_500)], [250, 100]), [250]);
  assert.deepEqual(told([use(900)], []), [0]);
  assert.deepEqual(told([use(0), use(900)], [0, -5, Number.NaN]), [0, 0]);
  // 80 % of 3 has no exact float.
  assert.deepEqual(told([use(333_333_333, { limit: 416_666_666 })], [80]), [80]);
  assert.deepEqual(told([use(333_333_332, { limit: 416_666_666 })], [80]), [0]);
});

test("a snooze postpones, a mute forgets", () => {
  const snoozed = snooze(NOTHING_SILENCED, "budget/month", NOW + 2, NOW);
  assert.deepEqual(told([use(900), use(900), use(900)], [80], [snoozed, snoozed, snoozed]), [0, 0, 80]);
  const muted = mute(NOTHING_SILENCED, "budget");
  const uses = [use(900), use(900), use(1_000)];
  assert.deepEqual(told(uses, [80, 100], [muted, unsilence(muted, "budget"), NOTHING_SILENCED]), [0, 0, 100]);
});

test("scopes are told apart, and nothing is written when nothing changed", () => {
  const uses = [use(900), { ...use(1_000, { scope: "month/UPI" }), product: "UPI" }, use(0, { scope: "day" })];
  const first = decideThresholds(uses, [80, 100], NOTHING_TOLD, NOTHING_SILENCED, NOW);
  assert.deepEqual(
    first.alerts.map(({ topic, threshold }) => [topic, threshold]),
    [
      ["budget/month", 80],
      ["budget/month/UPI", 100],
    ],
  );
  const second = decideThresholds(uses, [80, 100], first.state, NOTHING_SILENCED, NOW);
  assert.deepEqual(second.alerts, []);
  assert.equal(second.state, first.state);
});

/**
 * Editor windows that share one text in the ledger. Each step belongs to one of them: read and decide, or write what was
 * decided if the text is still the one that was read, and only then notify.
 */
function simulate(
  steps: readonly { readonly editor: number; readonly act: "decide" | "write" | "reload"; readonly spent: Money }[],
): number[] {
  let shared = JSON.stringify(NOTHING_TOLD);
  const seen: number[] = [];
  const pending = new Map<number, { read: string; text: string; thresholds: number[] }>();
  for (const { editor, act, spent } of steps) {
    if (act === "reload") pending.delete(editor);
    if (act === "decide") {
      const state = JSON.parse(shared) as ThresholdState;
      const decision = decideThresholds([use(spent)], DEFAULT_THRESHOLDS, state, NOTHING_SILENCED, NOW);
      const thresholds = decision.alerts.map(({ threshold }) => threshold);
      pending.set(editor, { read: shared, text: JSON.stringify(decision.state), thresholds });
    }
    if (act !== "write") continue;
    const mine = pending.get(editor);
    pending.delete(editor);
    if (mine === undefined || mine.read !== shared) continue;
    shared = mine.text;
    seen.push(...mine.thresholds);
  }
  return seen;
}

test("two windows under any order of refreshes and reloads see each crossing once", () => {
  const step = fc.record({
    editor: fc.constantFrom(0, 1),
    act: fc.constantFrom("decide", "write", "reload"),
    // Windows may lag behind each other, and refunds happen.
    spent: fc.integer({ min: 0, max: 1_300 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      // Nobody reloads in the end, and one window refreshes once more.
      const last = { editor: 0, spent: 1_000 };
      const seen = simulate([...steps, { ...last, act: "decide" }, { ...last, act: "write" }]);
      assert.equal(new Set(seen).size, seen.length, `told twice: ${seen.join(", ")}`);
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      );
      assert.equal(seen.at(-1), 100);
    }),
    { numRuns: 500 },
  );
});

test("windows that read different budgets for a while tell each limit's crossing once", () => {
  const step = fc.record({ limit: fc.constantFrom(1_000, 2_000, 500), spent: fc.integer({ min: 0, max: 2_500 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const uses = steps.map(({ limit, spent }) => use(spent, { limit }));
      const seen = told(uses).flatMap((threshold, index) =>
        threshold === 0 ? [] : `${threshold} of ${uses[index]?.limit}`,
      );
      assert.equal(new Set(seen).size, seen.length, seen.join(", "));
    }),
    { numRuns: 500 },
  );
});

test("what nobody measured crosses nothing and is not judged", () => {
  const { spent: _, share: __, ...limit } = use(0);
  const unknown: BudgetUse = { ...limit, extent: "nothing" };
  const { alerts, state } = decideThresholds([unknown], [0.001], NOTHING_TOLD, NOTHING_SILENCED, NOW);
  assert.deepEqual([alerts, state], [[], NOTHING_TOLD]);
});
