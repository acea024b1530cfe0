import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Alert,
  decideAlerts,
  openAlerts,
  TOLD_NOTHING,
  type ToldState,
} from "../../../../src/domain/watch/alert.ts";
import { mute, NOTHING_SILENCED, type Silencing, snooze } from "../../../../src/domain/watch/silencing.ts";
import type { WalletChange } from "../../../../src/domain/watch/wallet.ts";
import type { Watch } from "../../../../src/domain/watch/watch.ts";
import { ist } from "../../../support/usageCells.ts";
import { budgetUse, finding, NOON, runwayOfDays, walletChange, watchOf } from "../../../support/watches.ts";

const SETTINGS = { enabled: true, thresholds: [80, 100], runwayDays: 7 };
const DAY = 86_400_000;
const silent = (day: string) => finding({ since: { day } });

/** Judges one watch after the other against one shared state; what each tells. */
function told(
  watches: readonly Watch[],
  enabled: (index: number) => boolean = () => true,
  silencing: (index: number) => Silencing = () => NOTHING_SILENCED,
): string[] {
  let state: ToldState = TOLD_NOTHING;
  return watches.map((watch, index) => {
    const decision = decideAlerts(watch, { ...SETTINGS, enabled: enabled(index) }, state, silencing(index), NOON);
    // As the ledger keeps it.
    state = JSON.parse(JSON.stringify(decision.state)) as ToldState;
    return decision.alerts.map(nameOf).join(" ");
  });
}

function nameOf(alert: Alert): string {
  if (alert.kind === "budget") return `${alert.use.scope}:${alert.threshold}`;
  return alert.kind === "finding" ? alert.finding.since.day : alert.kind;
}

test("everything is told once, weightiest first", () => {
  const watch = watchOf({
    budgets: [budgetUse(9_000)],
    runway: runwayOfDays(4, 6, 8),
    findings: [silent("2026-11-23")],
    walletChanges: [walletChange(), walletChange({ kind: "topUp" })],
  });
  assert.deepEqual(told([watch, watch]), ["month:80 runway 2026-11-23 wallet", ""]);
});

test("what happens while alerts are off does not burst out when they are turned on", () => {
  const before = watchOf({
    budgets: [budgetUse(9_000)],
    runway: runwayOfDays(4, 6, 8),
    findings: [silent("2026-11-23")],
  });
  const after = { ...before, budgets: [budgetUse(10_500)] };
  assert.deepEqual(
    told([before, before, after], (index) => index > 0),
    ["", "", "month:100"],
  );
});

/** Noon of a day, with findings since these. */
function on(day: string, ...since: string[]): Watch {
  return watchOf({ day, asOf: ist(`${day}T12:00`), findings: since.map(silent) });
}

test("a finding is news unless its history was loaded after it", () => {
  const cases: readonly (readonly [string, readonly Watch[], readonly string[]])[] = [
    ["found at first sight: the last days only", [on("2026-11-23", "2026-11-19", "2026-11-21")], ["2026-11-21"]],
    [
      "what was only listed is not told later",
      [on("2026-11-23", "2026-11-19"), on("2026-11-23", "2026-11-19")],
      ["", ""],
    ],
    [
      "after a weekend without an editor",
      [on("2026-11-20"), on("2026-11-23", "2026-11-20", "2026-11-21")],
      ["", "2026-11-20 2026-11-21"],
    ],
    ["history that is loaded later", [on("2026-11-23"), on("2026-11-23", "2026-11-18")], ["", ""]],
    ["a clock that ran ahead", [on("2027-11-23"), on("2026-11-23", "2026-11-22", "2026-11-10")], ["", "2026-11-22"]],
  ];
  for (const [name, watches, expected] of cases) assert.deepEqual(told(watches), expected, name);
});

function fall(since: string, until: string): WalletChange {
  return walletChange({ since: ist(since), until: ist(until) });
}

test("a fall of the wallet is told once, though its bounds move with the readings that are kept", () => {
  const first = fall("2026-11-18T10:00", "2026-11-19T10:00");
  const moved = fall("2026-11-18T22:00", "2026-11-19T22:00");
  const next = fall("2026-11-19T22:00", "2026-11-20T22:00");
  const watches = [[first], [moved], [moved, next]].map((walletChanges) => watchOf({ walletChanges }));
  assert.deepEqual(told(watches), ["wallet", "", "wallet"]);
  const old = fall("2026-10-01T10:00", "2026-10-02T10:00");
  assert.deepEqual(told([watchOf({ walletChanges: [old] })]), [""], "long ago is no news");
});

/** Silenced at the first judgement only. */
function atFirst(silencing: Silencing): (index: number) => Silencing {
  return (index) => (index === 0 ? silencing : NOTHING_SILENCED);
}

test("snoozed is told when the snooze ends, muted never", () => {
  const watch = watchOf({
    budgets: [budgetUse(9_000)],
    findings: [silent("2026-11-23")],
    walletChanges: [walletChange()],
  });
  const mutedAll = ["budget", "anomaly", "wallet"].reduce(mute, NOTHING_SILENCED);
  assert.deepEqual(told([watch, watch], undefined, atFirst(mutedAll)), ["", ""]);
  const snoozed = snooze(snooze(NOTHING_SILENCED, "budget", NOON + DAY, NOON), "anomaly/silence", NOON + DAY, NOON);
  assert.deepEqual(told([watch, watch], undefined, atFirst(snoozed)), ["wallet", "month:80 2026-11-23"]);
});

test("open alerts: all there are, told or not, but not the silenced ones", () => {
  const watch = watchOf({
    budgets: [budgetUse(10_001), budgetUse(500, { product: "UPI", scope: "month/UPI" })],
    runway: runwayOfDays(4, 6, 8),
    findings: [silent("2026-11-23"), silent("2026-11-18")],
    walletChanges: [walletChange(), walletChange({ until: NOON - 10 * DAY })],
  });
  const open = (silencing: Silencing, settings = SETTINGS) => openAlerts(watch, settings, silencing, NOON).map(nameOf);
  assert.deepEqual(open(NOTHING_SILENCED), ["month:100", "runway", "2026-11-23", "2026-11-18", "wallet"]);
  assert.deepEqual(open(mute(NOTHING_SILENCED, "anomaly/silence")), ["month:100", "runway", "wallet"]);
  assert.deepEqual(open(snooze(NOTHING_SILENCED, "runway", NOON + 1, NOON)).includes("runway"), false);
  assert.deepEqual(open(["budget", "wallet", "anomaly"].reduce(mute, NOTHING_SILENCED)), ["runway"]);
  assert.deepEqual(open(NOTHING_SILENCED, { ...SETTINGS, thresholds: [], runwayDays: 0 }).length, 3);
});

test("a window that is a day behind leaves no trace", () => {
  const { state } = decideAlerts(watchOf(), SETTINGS, TOLD_NOTHING, NOTHING_SILENCED, NOON);
  const behind = watchOf({ day: "2026-11-22", asOf: NOON - DAY });
  assert.deepEqual(decideAlerts(behind, SETTINGS, state, NOTHING_SILENCED, NOON).state, state);
});

test("no watch, no balance, no budget: nothing to tell", () => {
  assert.deepEqual(told([watchOf(), watchOf({ runway: { kind: "notEnoughData", days: 1, needed: 7 } })]), ["", ""]);
});
