import assert from "node:assert/strict";
import { test } from "node:test";
import { heatMapOf } from "../../../../src/view/dashboard/dashboardHeat.ts";
import { moveCell } from "../../../../src/webview/cards/heatKeys.ts";
import { toggleCell } from "../../../../src/webview/controls/filterChange.ts";

const SUNDAY_FIRST = [6, 0, 1, 2, 3, 4, 5];
const cells = [{ weekday: 6, hour: 2, calls: 3, charge: 30_000 }];

test("in a week that begins on Sunday each row still is the day that it says", () => {
  const { rows } = heatMapOf(cells, "wholly", SUNDAY_FIRST);
  assert.deepEqual(
    rows.map(({ name, weekday }) => `${name} ${weekday}`),
    ["Sun 6", "Mon 0", "Tue 1", "Wed 2", "Thu 3", "Fri 4", "Sat 5"],
  );
  const [sunday] = rows;
  assert.equal(sunday?.cells[2]?.text, "Sun 02–03 h: ₹3.00, 3 calls");
  assert.deepEqual(toggleCell({}, { weekday: sunday?.weekday ?? -1, hour: 2 }), { weekdays: [6], hours: [2] });
});

test("arrow keys follow the rows as they are drawn, around the edges", () => {
  const rows = SUNDAY_FIRST.map((weekday) => ({ weekday }));
  const from = { weekday: 6, hour: 0 };
  assert.deepEqual(moveCell(rows, from, "ArrowDown"), { weekday: 0, hour: 0 });
  assert.deepEqual(moveCell(rows, from, "ArrowUp"), { weekday: 5, hour: 0 });
  assert.deepEqual(moveCell(rows, from, "ArrowLeft"), { weekday: 6, hour: 23 });
  assert.deepEqual(moveCell(rows, { weekday: 6, hour: 23 }, "ArrowRight"), from);
  assert.deepEqual(moveCell(rows, from, "End"), { weekday: 6, hour: 23 });
  assert.deepEqual(moveCell(rows, { weekday: 6, hour: 9 }, "Home"), from);
  assert.equal(moveCell(rows, from, "x"), undefined);
});
