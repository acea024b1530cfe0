// node test/bench/kills.ts [number]: kills a process in the middle of its intake so many times (1 000) and examines the ledger
// after each kill. `npm test` does the same a few times.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killRepeatedly } from "../support/ledgerKills.ts";

const kills = Number(process.argv[2] ?? "1000");
const folder = mkdtempSync(join(tmpdir(), "deepvue-ledger-kills-"));
const start = performance.now();
await killRepeatedly(join(folder, "ledger.db"), kills, (done) => {
  if (done % 50 === 0) console.log(`${done} kills, ${((performance.now() - start) / 1000).toFixed(0)} s`);
});
rmSync(folder, { recursive: true });
console.log(`${kills} kills: no half window, no lost window, no damage, roll-ups equal to a recount`);
