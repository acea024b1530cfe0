import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { setTimer } from "../../../src/domain/timer.ts";
import { atEnd } from "../../support/endings.ts";

const DAY = 86_400_000;

test("a timer that is set further ahead than Node's can wait fires when it is due, and not at once", (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  atEnd(t, () => mock.timers.reset());
  const fired: string[] = [];
  setTimer(60 * DAY, () => fired.push("sixty days"));
  const cancel = setTimer(60 * DAY, () => fired.push("cancelled"));
  setTimer(-5, () => fired.push("at once"));
  setTimer(Number.NaN, () => fired.push("no number"));
  mock.timers.tick(1);
  assert.deepEqual(fired, ["at once", "no number"]);
  for (let day = 0; day < 59; day++) mock.timers.tick(DAY);
  cancel();
  assert.deepEqual(fired.slice(2), []);
  // The mock's clock goes on in whole days, and each of the three parts begins at the end of one.
  for (let day = 0; day < 3; day++) mock.timers.tick(DAY);
  assert.deepEqual(fired.slice(2), ["sixty days"]);
});

test("a wait of ten years does not fire at once in the real Node", async () => {
  let isFired = false;
  const cancel = setTimer(3_652 * DAY, () => (isFired = true));
  await new Promise((resolve) => setTimeout(resolve, 30));
  cancel();
  assert.equal(isFired, false);
});
