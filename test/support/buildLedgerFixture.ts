// node test/support/buildLedgerFixture.ts: writes a small ledger of the current schema version as a fixture. Run it once for every
// released version and commit the file; it is what the migrations to later versions are tested with, so it is never written again.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { addDays } from "../../src/domain/day.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { SCHEMA_VERSION } from "../../src/ledger/file/schema.ts";
import { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import { format, micros, READ_AT, reportBody, reportRow, takeIn } from "./ledgers.ts";

export const FIXTURE_WINDOW = { since: "2026-06-08", until: "2026-06-13" };

/** What every fixture holds: 60 transactions over six days, some charged failures, a refund, and an id that is no UUID. */
export const FIXTURE_ROWS: readonly Transaction[] = Array.from({ length: 60 }, (_, n) => ({
  id: n === 7 ? "TXN-7" : `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
  at:
    micros(`${addDays(FIXTURE_WINDOW.since, Math.floor(n / 10))}T17:${String((n % 10) * 6).padStart(2, "0")}:00Z`) + n,
  product: ["PAN-Plus", "GSTIN", "UPI"][n % 3] ?? "",
  status: n % 10 === 4 ? 422 : 200,
  message: n % 5 === 4 ? "Invalid Pan Number." : "Verified Successfully.",
  charge: n === 11 ? -29_500 : 29_500,
})).toReversed();

export const FIXTURE_ACCOUNT = {
  id: "account",
  kind: "live",
  label: "live…42",
  baseUrl: "https://service.example",
  plan: "growth",
  headerStyle: "clientId",
} as const;

/** Where the fixture of a version lies. */
export function fixtureFile(version: number): string {
  return fileURLToPath(new URL(`fixtures/ledger-${version}.db.gz`, import.meta.url));
}

function build(): void {
  const file = fixtureFile(SCHEMA_VERSION);
  if (existsSync(file)) throw new Error(`${file} is there already: what has been released does not change`);
  const folder = mkdtempSync(join(tmpdir(), "deepvue-ledger-fixture-"));
  const path = join(folder, "ledger.db");
  const ledger = new SqliteLedger(path, format);
  ledger.saveAccount(FIXTURE_ACCOUNT);
  takeIn(ledger, FIXTURE_WINDOW, reportBody([...FIXTURE_ROWS.map(reportRow), { Charge: "no row" }]));
  ledger.writeState("account", "lastSync", '{"at":1}');
  ledger.addBalance("account", { at: READ_AT, balance: 6_448_0000 });
  // Closing writes the WAL into the file.
  ledger.close();
  writeFileSync(file, gzipSync(readFileSync(path), { level: 9 }));
  rmSync(folder, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
