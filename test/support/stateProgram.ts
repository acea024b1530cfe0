// Opens the ledger's thread (a built worker.js) and prints the first state that a screen would show, as JSON; for other Node versions:
// node stateProgram.js <worker.js> <ledger file>
import { Model } from "../../src/app/screen/model.ts";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";

async function run(worker: string, path: string): Promise<void> {
  const logged: string[] = [];
  const line = (message: string): void => void logged.push(message);
  const log = { debug: line, info: line, warn: line, error: line };
  const ledger = new WorkerLedger(() => startLedgerThread(worker, path));
  const model = new Model({ ledger, clock: Date.now, log, zone: "Asia/Kolkata", cycleStart: 1, outcomes: [] });
  await model.open();
  for (let again = 0; again < 3; again++) await model.read();
  const { loaded, account, unavailable } = model.state;
  model.dispose();
  await ledger.close();
  console.log(JSON.stringify({ node: process.version, loaded, signedIn: account !== undefined, unavailable, logged }));
}

const [, , worker = "", path = ""] = process.argv;
void run(worker, path);
