import type { EpochMs } from "../../domain/epoch.ts";
import type { RequestCounts, RequestsSince } from "../../domain/quota.ts";
import { type Database, integer } from "../file/database.ts";

/** Days of every zone begin at a quarter of an hour of UTC. */
const SLOT_MS = 15 * 60_000;
/** Slots that are kept per account: 64 days in which there was a request in every quarter of an hour. */
const MOST_SLOTS = 64 * 96;
/** The clock steps back by as much in ordinary life. */
const STEP_MS = 60_000;

/**
 * Counts one request, within the transaction of who grants it. What a clock that was ahead has put where nothing can be yet is counted
 * now instead: it was made, and nobody knows when. So a clock that jumps moves requests between days, and loses none; the oldest go
 * by their number and not by their age, because a clock that is far ahead makes everything old.
 */
export function countRequest(database: Database, accountId: string, now: EpochMs): void {
  const slot = Math.floor(now / SLOT_MS) * SLOT_MS;
  const ahead = "FROM request_counts WHERE account = ? AND at > ?";
  const misplaced = database.get(`SELECT coalesce(sum(requests), 0) AS requests ${ahead}`, accountId, now + STEP_MS);
  database.run(`DELETE ${ahead}`, accountId, now + STEP_MS);
  database.run(
    `INSERT INTO request_counts (account, at, requests) VALUES (?, ?, ?)
     ON CONFLICT (account, at) DO UPDATE SET requests = requests + excluded.requests`,
    accountId,
    slot,
    1 + integer(misplaced, "requests"),
  );
  database.run(
    `DELETE FROM request_counts WHERE account = ? AND at <=
       (SELECT at FROM request_counts WHERE account = ? ORDER BY at DESC LIMIT 1 OFFSET ?)`,
    accountId,
    accountId,
    MOST_SLOTS,
  );
}

/** What has been counted since the beginnings of today and this month; what claims to lie ahead is left out. */
export function requestCounts(
  database: Database,
  accountId: string,
  since: RequestsSince,
  now: EpochMs,
): RequestCounts {
  const counted = database.get(
    `SELECT coalesce(sum(CASE WHEN at >= ? THEN requests END), 0) AS today,
       coalesce(sum(CASE WHEN at >= ? THEN requests END), 0) AS month, count(*) AS slots, min(at) AS first
     FROM request_counts WHERE account = ? AND at <= ?`,
    since.today,
    since.month,
    accountId,
    now + STEP_MS,
  );
  const isCounted = integer(counted, "slots") > 0;
  return {
    today: integer(counted, "today"),
    month: integer(counted, "month"),
    ...(isCounted ? { countedSince: integer(counted, "first") } : {}),
  };
}

export function forgetCounts(database: Database, accountId: string): void {
  database.run("DELETE FROM request_counts WHERE account = ?", accountId);
}
