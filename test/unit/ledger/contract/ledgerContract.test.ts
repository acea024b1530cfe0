// What the ledger's port promises, part by part, over every way to the ledger of SQLite. A further store runs the same contracts.
import { join } from "node:path";
import type { Ledger } from "../../../../src/domain/ledgerPorts.ts";
import { atEnd } from "../../../support/endings.ts";
import { temporaryFolder } from "../../../support/ledgers.ts";
import { behindItsThread, inAnotherProcess, inThisProcess, withoutThread } from "./connections.ts";
import { changesContract, intakesContract, publishingContract, queriesContract } from "./history.ts";
import { fileIntakesContract } from "./importedFiles.ts";
import type { Begin } from "./place.ts";
import {
  accountsContract,
  balancesContract,
  leasesContract,
  requestQuotaContract,
  statesContract,
  toldContract,
} from "./sharedParts.ts";

type Connect = (path: string) => Ledger;

/** Windows that connect in the given ways, one after another; the last way serves all further ones. */
function sqlite(...ways: readonly [Connect, ...Connect[]]): Begin<Ledger> {
  return (test) => {
    const path = join(temporaryFolder(test), "ledger.db");
    let connected = 0;
    return {
      connect: () => {
        const ledger = (ways[Math.min(connected++, ways.length - 1)] ?? ways[0])(path);
        atEnd(test, () => ledger.close());
        return ledger;
      },
    };
  };
}

const STORES: readonly (readonly [string, Begin<Ledger>])[] = [
  ["SQLite in this process", sqlite(inThisProcess)],
  ["SQLite behind its thread", sqlite(behindItsThread)],
  ["SQLite behind the same calls without a thread", sqlite(withoutThread)],
];

for (const store of STORES) {
  accountsContract(...store);
  statesContract(...store);
  toldContract(...store);
  balancesContract(...store);
  leasesContract(...store);
  requestQuotaContract(...store);
  changesContract(...store);
  intakesContract(...store);
  fileIntakesContract(...store);
  publishingContract(...store);
  queriesContract(...store);
}

// What is decided between windows is decided between processes.
const PROCESSES = [
  "SQLite behind its thread and in another process",
  sqlite(behindItsThread, inAnotherProcess),
] as const;
statesContract(...PROCESSES);
toldContract(...PROCESSES);
leasesContract(...PROCESSES);
requestQuotaContract(...PROCESSES);
changesContract(...PROCESSES);
publishingContract(...PROCESSES);
