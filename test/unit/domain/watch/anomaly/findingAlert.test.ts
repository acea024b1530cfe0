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

test("however many findings there are, each is told once, and old ones are forgotten", () => {
  const many = Array.from({ length: 1_000 }, (_, n) => finding(`silence/product/P${n}/2026-05-20`));
  const first = decideFindingAlerts(many, NO_FINDING_TOLD, NOTHING_SILENCED, NOW);
  assert.equal(first.alerts.length, 1_000);
  const second = decideFindingAlerts(many.toReversed(), first.state, NOTHING_SILENCED, NOW);
  assert.deepEqual(second.alerts, []);
  assert.equal(second.state, first.state);
  // Not found at the moment, but perhaps again.
  const third = decideFindingAlerts([UPI], second.state, NOTHING_SILENCED, NOW);
  assert.deepEqual(decideFindingAlerts(many, third.state, NOTHING_SILENCED, NOW).alerts, []);
  const later = finding("silence/product/UPI/2026-07-20");
  const { state } = decideFindingAlerts([later], third.state, NOTHING_SILENCED, ist("2026-07-20T12:00"));
  assert.deepEqual(state.told, [later.key]);
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
  for (let index = 0; index < 1_000; index++) {
    // One a day, over years.
    const day = new Date(NOW + index * 86_400_000).toISOString().slice(0, 10);
    const one = finding(`silence/product/P/${day}`);
    state = decideFindingAlerts([one], state, NOTHING_SILENCED, NOW + index * 86_400_000).state;
    assert.ok(state.told.length <= 300);
    assert.equal(state.told.at(-1), one.key);
  }
});

test("the week's days are judged at their ends, and today as of now", () => {
  const week = ["13", "14", "15", "16", "17", "18", "19"].map((day) => `2026-05-${day}T23:59:59.999`);
  for (const until of ["2026-05-20T00:00", "2026-05-20T09:00"]) {
    const instants = instantsToJudge("Asia/Kolkata", ist(until));
    const shown = instants.map((instant) => new Date(instant + 19_800_000).toISOString().slice(0, -1));
    assert.deepEqual(shown, [...week, `${until}:00.000`]);
  }
});

test("instants to judge are in order and in the past, also where the clocks change", () => {
  const at = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2026-12-31") });
  fc.assert(
    fc.property(fc.constantFrom("Asia/Kolkata", "America/New_York", "Europe/London"), at, (zone, until) => {
      const instants = instantsToJudge(zone, until);
      assert.equal(instants.at(-1), until);
      assert.deepEqual(
        instants,
        instants.toSorted((a, b) => a - b),
      );
      assert.equal(instants.length, 8);
    }),
  );
});
