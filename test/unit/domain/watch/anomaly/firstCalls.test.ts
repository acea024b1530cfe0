import assert from "node:assert/strict";
import { test } from "node:test";
import { findAnomalies } from "../../../../../src/domain/watch/anomaly/findAnomalies.ts";
import { todayAgainstUsual } from "../../../../../src/domain/watch/baseline.ts";
import { runwayOf } from "../../../../../src/domain/watch/runway.ts";
import { historyOf, ist, RUPEE, steadyUsage } from "../../../../support/usageCells.ts";

const NOW = ist("2026-05-20T12:00");

test("an account that makes its first calls is new, not unusual", () => {
  const cells = steadyUsage("2026-05-20", "2026-05-20", { price: 20 * RUPEE });
  const history = historyOf(cells, { knownSince: "2026-03-01" });
  const kinds = findAnomalies(history, NOW, []).map(({ kind, product }) => [kind, product]);
  assert.deepEqual(kinds, [["newProduct", "PAN-Plus"]], "weeks without a call say nothing about a usual day");
  assert.equal(todayAgainstUsual(history, undefined, "charge", NOW).usual, undefined);
  const runway = runwayOf({ at: NOW, balance: 5_000 * RUPEE }, history, NOW);
  assert.equal(runway.kind, "notEnoughData");
  assert.equal(runwayOf({ at: NOW, balance: 1 }, historyOf([], { knownSince: "2026-03-01" }), NOW).kind, "noSpend");
});
