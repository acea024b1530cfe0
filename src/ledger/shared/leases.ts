import type { EpochMs } from "../../domain/epoch.ts";
import { lastsUntil, TERMS } from "../../domain/instant.ts";
import { type Database, integer, text } from "../file/database.ts";
import { isGone, thisProcess } from "./processes.ts";

/** Takes a lease for `ttlMs`; false while another holder's stands. */
export function takeLease(database: Database, name: string, holder: string, ttlMs: number, now: EpochMs): boolean {
  return database.writeQuietly(() => {
    const standing = database.get("SELECT holder, process, expires_at FROM leases WHERE name = ?", name);
    if (standing !== undefined && text(standing, "holder") !== holder && stands(standing, now)) return false;
    database.run(
      "INSERT OR REPLACE INTO leases (name, holder, process, expires_at) VALUES (?, ?, ?, ?)",
      name,
      holder,
      thisProcess(),
      now + ttlMs,
    );
    return true;
  });
}

/** Whether anybody's lease stands. */
export function isLeaseHeld(database: Database, name: string, now: EpochMs): boolean {
  const standing = database.get("SELECT process, expires_at FROM leases WHERE name = ?", name);
  return standing !== undefined && stands(standing, now);
}

/** A lease ends when it expires, when its process is seen to be gone, or when it was taken under a clock that was ahead. */
function stands(lease: Readonly<Record<string, unknown>>, now: EpochMs): boolean {
  const expiresAt = lastsUntil(integer(lease, "expires_at"), now, TERMS.lease);
  return expiresAt !== undefined && expiresAt > now && !isGone(text(lease, "process"));
}

/** Keeps a lease; false once it was given to another holder, even if that one has released it since: its work is done. */
export function renewLease(database: Database, name: string, holder: string, ttlMs: number, now: EpochMs): boolean {
  return database.writeQuietly(
    () => database.run("UPDATE leases SET expires_at = ? WHERE name = ? AND holder = ?", now + ttlMs, name, holder) > 0,
  );
}

export function releaseLease(database: Database, name: string, holder: string): void {
  database.writeQuietly(() => {
    database.run("DELETE FROM leases WHERE name = ? AND holder = ?", name, holder);
  });
}
