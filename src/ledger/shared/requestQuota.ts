import type { PlanLimits } from "../../domain/account.ts";
import { decideQuota, type QuotaDecision, type QuotaUse } from "../../domain/quota.ts";
import { type Database, integer } from "../file/database.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Decides whether one more request may start now, and notes it. Reading and noting happen under the write lock, so all editor
 * windows share one budget. Times are epoch milliseconds.
 */
export function takeRequest(
  database: Database,
  accountId: string,
  limits: PlanLimits,
  use: QuotaUse,
  now: number,
): QuotaDecision {
  return database.writeQuietly(() => {
    const pausedMs =
      integer(database.get("SELECT until FROM request_pauses WHERE account = ?", accountId), "until") - now;
    if (pausedMs > 0) return { grant: false, waitMs: pausedMs, reason: "rate" };
    // Also forgets what a clock that was set back would keep in the future for ever.
    const expired = "DELETE FROM requests WHERE account = ? AND (at <= ? OR at > ?)";
    database.run(expired, accountId, now - DAY_MS, now + MINUTE_MS);
    const decision = decideQuota(history(database, accountId, now), limits, use, now);
    if (decision.grant) {
      const note = "INSERT INTO requests (account, at, background) VALUES (?, ?, ?)";
      database.run(note, accountId, now, use === "background" ? 1 : 0);
    }
    return decision;
  });
}

function history(database: Database, accountId: string, now: number): Parameters<typeof decideQuota>[0] {
  const recent = database.all(
    "SELECT at FROM requests WHERE account = ? AND at > ? ORDER BY at",
    accountId,
    now - MINUTE_MS - 1_000,
  );
  const day = database.get(
    "SELECT count(*) AS day, coalesce(sum(background), 0) AS background, min(at) AS oldest FROM requests WHERE account = ?",
    accountId,
  );
  return {
    recent: recent.map((row) => integer(row, "at")),
    day: integer(day, "day"),
    dayBackground: integer(day, "background"),
    dayFreesAt: integer(day, "oldest") + DAY_MS,
  };
}

/** Moves a request to the instant of its answer, and never back; a clock that was set back must not free its place too early. */
export function settleRequest(database: Database, accountId: string, grantedAt: number, answeredAt: number): void {
  database.writeQuietly(() => {
    database.run(
      `UPDATE requests SET at = max(at, ?) WHERE request =
         (SELECT request FROM requests WHERE account = ? AND at = ? ORDER BY request DESC LIMIT 1)`,
      answeredAt,
      accountId,
      grantedAt,
    );
  });
}

/** Nobody sends for this account before `until` (epoch ms); an earlier end does not shorten a pause. */
export function pauseRequests(database: Database, accountId: string, until: number): void {
  database.writeQuietly(() => {
    database.run(
      `INSERT INTO request_pauses (account, until) VALUES (?, ?)
       ON CONFLICT (account) DO UPDATE SET until = max(request_pauses.until, excluded.until)`,
      accountId,
      until,
    );
  });
}

/** Takes a lease; false while another holder's has not expired. */
export function takeLease(database: Database, name: string, holder: string, ttlMs: number, now: number): boolean {
  return database.writeQuietly(
    () =>
      database.run(
        `INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE leases.holder = excluded.holder OR leases.expires_at <= ?`,
        name,
        holder,
        now + ttlMs,
        now,
      ) > 0,
  );
}

/** Keeps a lease; false once it was given to another holder, even if that one has released it since: its work is done. */
export function renewLease(database: Database, name: string, holder: string, ttlMs: number, now: number): boolean {
  return database.writeQuietly(
    () => database.run("UPDATE leases SET expires_at = ? WHERE name = ? AND holder = ?", now + ttlMs, name, holder) > 0,
  );
}

export function releaseLease(database: Database, name: string, holder: string): void {
  database.writeQuietly(() => {
    database.run("DELETE FROM leases WHERE name = ? AND holder = ?", name, holder);
  });
}
