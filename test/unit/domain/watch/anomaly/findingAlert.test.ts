import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { Finding } from "../../../../../src/domain/watch/anomaly/finding.ts";
import {
  decideFindingAlerts,
  type FindingAlertState,
  instantsToJudge,
  NO_FINDING_TOLD,
  topicOf,
} from "../../../../../src/domain/watch/anomaly/findingAlert.ts";
import { mute, NOTHING_SILENCED, snooze } from "../../../../../src/domain/watch/silencing.ts";
import { ist } from "../../../../support/usageCells.ts";

const NOW = ist("2026-05-20T12:00");

function finding(key: string, driver?: string): Finding {
  const [kind, scope, product] = key.split("/") as [Finding["kind"], string, string];
  return {
    kind,
    ...(scope === "product" ? { product } : {}),
    since: { day: "2026-05-20" },
    observed: 1,
    ...(driver === undefined ? {} : { driver: { product: driver } }),
    key,
    opens: { period: { since: "2026-05-20", until: "2026-05-20" }, filter: {} },
  };
}

const UPI = finding("silence/product/UPI/2026-05-20");

test("each event is told once", () => {
  const other = finding("silence/product/PAN/2026-05-20");
  const first = decideFindingAlerts([UPI], NO_FINDING_TOLD, NOTHING_SILENCED, NOW);
  assert.deepEqual(first.alerts, [UPI]);
  const kept = JSON.parse(JSON.stringify(first.state)) as FindingAlertState;
  const second = decideFindingAlerts([UPI, other], kept, NOTHING_SILENCED, NOW);
  assert.deepEqual(second.alerts, [other]);
  const third = decideFindingAlerts([], second.state, NOTHING_SILENCED, NOW);
  assert.deepEqual(third.alerts, []);
  assert.equal(third.state, second.state);
  assert.deepEqual(decideFindingAlerts([UPI, other], third.state, NOTHING_SILENCED, NOW).alerts, []);
});

test("what was told of the total counts for the product that drove it", () => {
  const total = finding("spendSpike/total/2026-05-20", "PAN Plus");
  const product = finding("spendSpike/product/PAN%20Plus/2026-05-20");
  const later = finding("spendSpike/product/PAN%20Plus/2026-05-25");
  const { state } = decideFindingAlerts([total], NO_FINDING_TOLD, NOTHING_SILENCED, NOW);
  assert.deepEqual(decideFindingAlerts([product, later], state, NOTHING_SILENCED, NOW).alerts, [later]);
});

test("a snoozed finding is told when the snooze ends, a muted one counts as told", () => {
  const topic = topicOf(UPI);
  assert.equal(topic, "anomaly/silence/product/UPI");
  const snoozed = snooze(NOTHING_SILENCED, topic, NOW + 1, NOW);
  const during = decideFindingAlerts([UPI], NO_FINDING_TOLD, snoozed, NOW);
  assert.deepEqual(during, { alerts: [], state: NO_FINDING_TOLD });
  assert.deepEqual(decideFindingAlerts([UPI], during.state, snoozed, NOW + 1).alerts, [UPI]);
  const muted = decideFindingAlerts([UPI], NO_FINDING_TOLD, mute(NOTHING_SILENCED, "anomaly/silence"), NOW);
  assert.deepEqual(muted.alerts, []);
  assert.deepEqual(decideFindingAlerts([UPI], muted.state, NOTHING_SILENCED, NOW).alerts, []);
});

test("told keys do not pile up, and the latest are kept", () => {
  let state = NO_FINDING_TOLD;
  for (let index = 0; index < 400; index++) {
    state = decideFindingAlerts([finding(`silence/product/P${index}/2026-05-20`)], state, NOTHING_SILENCED, NOW).state;
  }
  assert.equal(state.told.length, 300);
  assert.equal(state.told.at(-1), "silence/product/P399/2026-05-20");
});

test("the days that passed while no editor ran are judged at their ends", () => {
  const cases: readonly (readonly [string, string | undefined, readonly string[]])[] = [
    // Never judged, or judged today: now only.
    ["2026-05-20T09:00", undefined, []],
    ["2026-05-20T09:00", "2026-05-20T08:00", []],
    ["2026-05-20T09:00", "2026-05-19T18:00", ["2026-05-19"]],
    ["2026-05-20T09:00", "2026-05-19T23:59:59.999", []],
    // From Friday evening to Monday morning.
    ["2026-05-18T09:00", "2026-05-15T18:00", ["2026-05-15", "2026-05-16", "2026-05-17"]],
    // After a long holiday the last week is enough.
    ["2026-05-20T09:00", "2026-01-01T00:00", ["13", "14", "15", "16", "17", "18", "19"].map((day) => `2026-05-${day}`)],
    // The clock was ahead when it was judged last.
    ["2026-05-20T09:00", "2031-01-01T00:00", []],
    ["2026-05-20T00:00", "2026-05-19T00:00", ["2026-05-19"]],
  ];
  for (const [until, last, days] of cases) {
    const instants = instantsToJudge("Asia/Kolkata", last === undefined ? undefined : ist(last), ist(until));
    assert.deepEqual(
      instants.map((instant) => new Date(instant + 19_800_000).toISOString().slice(0, -1)),
      [...days.map((day) => `${day}T23:59:59.999`), `${until}:00.000`],
      `${last} to ${until}`,
    );
  }
});

test("instants to judge are in order and in the past, also where the clocks change", () => {
  const at = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2026-12-31") });
  fc.assert(
    fc.property(fc.constantFrom("Asia/Kolkata", "America/New_York", "Europe/London"), at, at, (zone, last, until) => {
      const instants = instantsToJudge(zone, last, until);
      assert.equal(instants.at(-1), until);
      assert.deepEqual(
        instants,
        instants.toSorted((a, b) => a - b),
      );
      assert.ok(instants.length <= 8);
      assert.ok(instants.slice(0, -1).every((instant) => instant > last));
    }),
  );
});
