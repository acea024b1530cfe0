import assert from "node:assert/strict";
import { test } from "node:test";
import { CoalescedWork } from "../../../src/domain/coalescedWork.ts";

test("a wish is met by a run that begins after it, whenever it comes", async () => {
  let begun = 0;
  const work = new CoalescedWork(async () => {
    begun++;
    await Promise.resolve();
  });
  // From before the run's last step to well after its end, one turn of promises later each time.
  for (let later = 0; later < 12; later++) {
    const first = work.wish();
    for (let step = 0; step < later; step++) await Promise.resolve();
    const before = begun;
    await work.wish();
    assert.ok(begun > before, `${later} steps later`);
    await first;
    assert.equal(work.isRunning, false);
  }
});

test("one run at a time, and one more however many wishes come meanwhile", async () => {
  let running = 0;
  let begun = 0;
  let idle = 0;
  const held = Promise.withResolvers<void>();
  const work = new CoalescedWork(
    async () => {
      assert.equal(++running, 1);
      begun++;
      await held.promise;
      running--;
    },
    () => void idle++,
  );
  const wishes = Array.from({ length: 10 }, () => work.wish());
  assert.deepEqual([begun, idle, work.isRunning], [1, 0, true]);
  held.resolve();
  await Promise.all([...wishes, work.idle()]);
  assert.deepEqual([begun, idle, work.isRunning], [2, 1, false]);
});

test("a run that fails tells those who wait for it, and the next wish is met", async () => {
  let begun = 0;
  const work = new CoalescedWork(async () => {
    if (++begun === 1) throw new Error("the first one fails");
  });
  await assert.rejects(work.wish(), /the first one fails/);
  await work.wish();
  assert.deepEqual([begun, work.isRunning], [2, false]);
});
