import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, weekdayOf } from "../../../../../src/domain/day.ts";
import { findAnomalies } from "../../../../../src/domain/watch/anomaly/findAnomalies.ts";
import { historyOf, RUPEE, steadyUsage, type UsageCell } from "../../../../support/usageCells.ts";
import { calmUsage, changed, FIRST, foundAt, keysAt, TODAY } from "./findings.ts";

const UNTIL = addDays(TODAY, 20);

/** No call to UPI (20 an hour) from an hour of today on. */
function withSilence(hour = 0, until = UNTIL): UsageCell[] {
  return changed(calmUsage(UNTIL), (cell) => {
    const silent = cell.day > TODAY || (cell.day === TODAY && cell.hour >= hour);
    return silent && cell.day <= until && cell.product === "UPI" ? undefined : cell;
  });
}

test("silence is found within hours where there are normally many calls", () => {
  const cells = withSilence(10);
  assert.deepEqual(keysAt(cells, `${TODAY}T10:30`), []);
  const [finding, ...others] = foundAt(cells, `${TODAY}T12:00`);
  assert.deepEqual(others, []);
  assert.ok(finding?.usual !== undefined);
  const { usual, ...rest } = finding;
  assert.deepEqual(rest, {
    kind: "silence",
    product: "UPI",
    since: { day: TODAY, hour: 10 },
    observed: 0,
    hours: { from: 10, to: 12 },
    driver: { product: "UPI" },
    key: `silence/product/UPI/${TODAY}`,
    opens: { period: { since: TODAY, until: TODAY }, filter: { products: ["UPI"] } },
  });
  assert.deepEqual([usual.typical, usual.days], [40, 8]);
});

test("silence from midnight on opens the day of the last call", () => {
  const [finding] = foundAt(withSilence(), `${TODAY}T03:00`);
  assert.deepEqual(finding?.since, { day: TODAY, hour: 0 });
  assert.deepEqual(finding?.opens.period, { since: addDays(TODAY, -1), until: TODAY });
});

test("silence that lasts is one event, until the product counts as given up", () => {
  const cells = withSilence(10);
  for (const days of [0, 1, 5, 13]) {
    assert.deepEqual(keysAt(cells, `${addDays(TODAY, days)}T18:00`), [`silence/product/UPI/${TODAY}`], String(days));
  }
  assert.deepEqual(keysAt(cells, `${addDays(TODAY, 14)}T18:00`), []);
  // It ends with the first call.
  assert.deepEqual(keysAt(withSilence(10, TODAY), `${addDays(TODAY, 1)}T00:30`), []);
});

test("at the turn of the day a product that is called until midnight is not silent", () => {
  for (const time of ["23:59:59.999", "00:00"]) {
    const day = time === "00:00" ? addDays(TODAY, 1) : TODAY;
    assert.deepEqual(keysAt(calmUsage(UNTIL), `${day}T${time}`), [], time);
  }
});

function officeCalls(hour: number, weekday: number): number {
  return weekday < 5 && hour >= 9 && hour < 18 ? 20 : 0;
}

test("quiet hours, rare products and free ones make no silence", () => {
  const until = addDays(TODAY, -1);
  const gone = [
    ...steadyUsage(FIRST, until, { product: "Office", calls: officeCalls }),
    ...steadyUsage(FIRST, until, { product: "Rare", calls: (hour) => (hour === 12 ? 10 : 0) }),
    ...steadyUsage(FIRST, until, { product: "Free", price: 0 }),
  ];
  const keys = (at: string) => keysAt([...calmUsage(UNTIL), ...gone], at);
  assert.deepEqual(keys(`${TODAY}T08:00`), []);
  assert.deepEqual(keys(`${TODAY}T11:00`), [`silence/product/Office/${TODAY}`]);
  assert.equal(weekdayOf("2026-05-16"), 5);
  const weekend = [...calmUsage(), ...steadyUsage(FIRST, TODAY, { product: "Office", calls: officeCalls })];
  assert.deepEqual(keysAt(weekend, "2026-05-16T18:00"), []);
});

test("a holiday is not a silence", () => {
  // A twentieth of the calls of everything; UPI happens to have none from noon on.
  const cells = changed(calmUsage(), (cell) => {
    if (cell.day !== TODAY) return cell;
    if (cell.product === "UPI" && cell.hour >= 12) return undefined;
    return cell.hour % 10 === 0 ? { ...cell, calls: 5 } : undefined;
  });
  assert.deepEqual(keysAt(cells, `${TODAY}T16:00`), []);
});

test("when nothing at all comes in, that is one finding", () => {
  const cells = calmUsage(UNTIL).filter(({ day, hour }) => day < TODAY || (day === TODAY && hour < 9));
  const [finding, ...others] = foundAt(cells, `${TODAY}T11:00`);
  assert.deepEqual(others, []);
  assert.equal(finding?.key, `silence/total/${TODAY}`);
  assert.deepEqual(finding?.opens.filter, {});
});

test("before the weekday is known, silence is not judged", () => {
  const cells = withSilence(10).filter(({ day }) => day >= addDays(TODAY, -27));
  assert.deepEqual(foundAt(cells, `${TODAY}T18:00`, { knownSince: addDays(TODAY, -27) }), []);
});

test("daylight saving makes no hour silent or busy", () => {
  for (const [zone, days] of [
    ["America/New_York", ["2026-03-08", "2026-11-01"]],
    ["Europe/London", ["2026-03-29", "2026-10-25"]],
  ] as const) {
    for (const day of days) {
      const spring = day < "2026-06-01";
      const skipped = zone === "Europe/London" ? 1 : 2;
      // The hour that is skipped has no calls, the one that is repeated has twice as many.
      const cells = steadyUsage(addDays(day, -60), day, { price: 20 * RUPEE }).flatMap((cell) => {
        if (cell.day !== day || cell.hour !== (spring ? skipped : 1)) return cell;
        return spring ? [] : { ...cell, calls: 20 };
      });
      const history = historyOf(cells, { zone });
      const noon = Date.parse(`${day}T12:00:00Z`);
      for (let hour = -10; hour < 10; hour++) {
        assert.deepEqual(findAnomalies(history, noon + hour * 3_600_000, []), [], `${zone} ${day} ${hour}`);
      }
    }
  }
});
