import type { PlanLimits } from "../../domain/account.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { TERMS } from "../../domain/instant.ts";
import { PROBE_MS } from "../../domain/pause.ts";
import {
  decideQuota,
  type QuotaDecision,
  type QuotaHistory,
  type QuotaUse,
  type RequestUse,
} from "../../domain/quota.ts";
import { type Database, integer } from "../file/database.ts";
import { forgetPause, movePause, readPause } from "./pauses.ts";
import { countRequest } from "./requestCounts.ts";

const MINUTE_MS = 60_000;

/**
 * Decides whether one more request may start now, and notes it. Reading and noting happen under the write lock, so all editor
 * windows share one budget.
 */
export function takeRequest(
  database: Database,
  accountId: string,
  limits: PlanLimits,
  use: QuotaUse,
  now: EpochMs,
): QuotaDecision {
  return database.writeQuietly(() => {
    const pause = readPause(database, accountId, now);
    if (pause !== undefined && pause.until > now) {
      return { grant: false, waitMs: pause.until - now, reason: "paused", pause };
    }
    forgetUnbelieved(database, accountId, now);
    const decision = decideQuota(history(database, accountId, now), limits, use, now);
    if (decision.grant) {
      const note = "INSERT INTO requests (account, at, background) VALUES (?, ?, ?)";
      database.run(note, accountId, now, use === "background" ? 1 : 0);
      countRequest(database, accountId, now);
      // The first one after a pause goes alone.
      if (pause === undefined) forgetPause(database, accountId);
      else movePause(database, accountId, now + PROBE_MS);
    }
    return decision;
  });
}

/** Requests older than a day, and those that a clock which was ahead has put where none can be. */
function forgetUnbelieved(database: Database, accountId: string, now: EpochMs): void {
  const expired = "DELETE FROM requests WHERE account = ? AND (at <= ? OR at > ?)";
  database.run(expired, accountId, now - TERMS.requestSlot, now + MINUTE_MS);
}

function history(database: Database, accountId: string, now: EpochMs): QuotaHistory {
  const recent = database.all(
    "SELECT at FROM requests WHERE account = ? AND at > ? ORDER BY at",
    accountId,
    now - MINUTE_MS - 1_000,
  );
  const day = countDay(database, accountId, now);
  return {
    recent: recent.map((row) => integer(row, "at")),
    day: integer(day, "day"),
    dayBackground: integer(day, "background"),
    dayFreesAt: integer(day, "oldest") + TERMS.requestSlot,
    backgroundFreesAt: integer(day, "oldest_background") + TERMS.requestSlot,
  };
}

function countDay(database: Database, accountId: string, now: EpochMs): Readonly<Record<string, unknown>> | undefined {
  return database.get(
    `SELECT count(*) AS day, coalesce(sum(background), 0) AS background, min(at) AS oldest,
       min(CASE background WHEN 1 THEN at END) AS oldest_background
     FROM requests WHERE account = ? AND at > ? AND at <= ?`,
    accountId,
    now - TERMS.requestSlot,
    now + MINUTE_MS,
  );
}

/** What the account has sent in the last 24 hours, and its pause while there is one. */
export function requestUse(database: Database, accountId: string, now: EpochMs): RequestUse {
  const day = countDay(database, accountId, now);
  const dayBackground = integer(day, "background");
  const pause = readPause(database, accountId, now);
  return {
    day: integer(day, "day"),
    dayBackground,
    ...(dayBackground > 0 ? { backgroundFreesAt: integer(day, "oldest_background") + TERMS.requestSlot } : {}),
    ...(pause !== undefined && pause.until > now ? { pause } : {}),
  };
}

/**
 * Moves a request to the instant of its answer, and never back; a clock that was set back must not free its place too early. One that
 * `passed` ends the pause of refusals that came before it was sent.
 */
export function settleRequest(
  database: Database,
  accountId: string,
  grantedAt: EpochMs,
  answeredAt: EpochMs,
  outcome: "passed" | "unknown",
): void {
  database.writeQuietly(() => {
    database.run(
      `UPDATE requests SET at = max(at, ?) WHERE request =
         (SELECT request FROM requests WHERE account = ? AND at = ? ORDER BY request DESC LIMIT 1)`,
      answeredAt,
      accountId,
      grantedAt,
    );
    const pause = outcome === "passed" ? readPause(database, accountId, answeredAt) : undefined;
    if (pause !== undefined && pause.refusedAt < grantedAt) forgetPause(database, accountId);
  });
}
