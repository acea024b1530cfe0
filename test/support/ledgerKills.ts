import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { addDays } from "../../src/domain/day.ts";
import { CHARGE } from "../../src/domain/packedSummary.ts";
import { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import { finish } from "../../src/ledger/steps.ts";
import { ROWS_PER_WINDOW, startProgram, windowNumber, windowRows } from "./ledgerProgram.ts";
import { format } from "./ledgers.ts";

/** Windows that are taken in again and again; few, so that killed intakes also meet rows that are already there. */
const WINDOWS = 40;

/**
 * Kills a process that takes in report windows, at a random moment, again and again, and examines the ledger after each kill:
 * no half window, no window lost that was reported as committed, no corruption, roll-ups equal to a recount.
 */
export async function killRepeatedly(path: string, kills: number, onKill?: (done: number) => void): Promise<void> {
  const expectedCharge = Array.from({ length: WINDOWS }, (_, n) =>
    windowRows(n).reduce((sum, row) => sum + row.charge, 0),
  );
  let next = 0;
  for (let kill = 0; kill < kills; kill++) {
    const committed = await killOnce(path, next, WINDOWS, 20 + Math.random() * 180);
    const ledger = new SqliteLedger(path, format);
    try {
      const { mode, problem } = ledger.open();
      finish(ledger.setZone("UTC"));
      assert.deepEqual([mode, problem], ["file", undefined]);
      const { damage, differingDays } = finish(ledger.check("account"));
      assert.deepEqual([damage, differingDays], [[], []]);
      const reached = committed.at(-1) ?? next - 1;
      let present = 0;
      for (let n = 0; n < WINDOWS; n++) {
        const { since } = windowNumber(n);
        const isRecorded = ledger.reports("account", since, since).some((report) => report.since === since);
        const rows = ledger.count("account", { since, until: addDays(since, 4) }, {});
        assert.equal(rows, isRecorded ? ROWS_PER_WINDOW : 0, `window ${n} after kill ${kill}`);
        if (n <= reached) assert.ok(isRecorded, `window ${n} was committed, and is lost after kill ${kill}`);
        if (isRecorded) present = n + 1;
      }
      const charge = expectedCharge.slice(0, present).reduce((sum, some) => sum + some, 0);
      // On a slow machine the process gets beyond the last window before the kill arrives.
      const counted = { since: windowNumber(0).since, until: addDays(windowNumber(WINDOWS - 1).since, 4) };
      assert.equal(ledger.summarize("account", counted, "month", {}).totals[CHARGE], charge);
      next = present >= WINDOWS ? 0 : present;
      if (next === 0) ledger.deleteHistory("account");
    } finally {
      ledger.close();
    }
    onKill?.(kill + 1);
  }
}

/** Returns the windows that the process said it had committed. */
async function killOnce(path: string, first: number, end: number, afterMs: number): Promise<number[]> {
  const child = startProgram("endless", path, first);
  const committed: number[] = [];
  const lines = createInterface({ input: child.stdout! });
  lines.on("line", (line) => void committed.push(Number(line)));
  const exited = once(child, "exit");
  // The time counts from the first commit: before it, most of a process's life is starting up.
  await Promise.race([once(lines, "line"), exited]);
  const deadline = performance.now() + afterMs;
  while (performance.now() < deadline && (committed.at(-1) ?? 0) < end - 2) await wait(1);
  child.kill("SIGKILL");
  await exited;
  return committed;
}
