import type { EpochMs } from "../../domain/epoch.ts";
import { believedPause, type LimitKind, type Pause, pauseAfter, type Refusal } from "../../domain/pause.ts";
import { type Database, integer } from "../file/database.ts";

/** The account's pause, as far as it is to be believed at `now`; also one that is over, as long as nothing has passed since. */
export function readPause(database: Database, accountId: string, now: EpochMs): Pause | undefined {
  const row = database.get("SELECT * FROM pauses WHERE account = ?", accountId);
  if (row === undefined) return undefined;
  const { limit_kind: limit, said } = row;
  const stored: Pause = {
    until: integer(row, "until"),
    refusedAt: integer(row, "refused_at"),
    refusals: integer(row, "refusals"),
    ...(isLimit(limit) ? { limit } : {}),
    ...(typeof said === "string" ? { said } : {}),
  };
  return believedPause(stored, now);
}

/** A later version may know more kinds. */
function isLimit(value: unknown): value is LimitKind {
  return value === "second" || value === "minute" || value === "day";
}

/** Notes that the service refused a request that was granted at `grantedAt`, and gives the pause that follows. */
export function refuse(
  database: Database,
  accountId: string,
  refusal: Refusal,
  when: { readonly grantedAt: EpochMs; readonly now: EpochMs; readonly jitter: number },
): Pause {
  return database.writeQuietly(() => {
    const pause = pauseAfter(readPause(database, accountId, when.now), refusal, when);
    database.run(
      "INSERT OR REPLACE INTO pauses (account, until, refused_at, refusals, limit_kind, said) VALUES (?, ?, ?, ?, ?, ?)",
      accountId,
      pause.until,
      pause.refusedAt,
      pause.refusals,
      pause.limit ?? null,
      pause.said ?? null,
    );
    return pause;
  });
}

/** The next request of the account goes out at once; refusals go on being counted in a row. */
export function liftPause(database: Database, accountId: string, now: EpochMs): void {
  movePause(database, accountId, now);
}

/** Inside a write or alone: nobody sends before `until`. */
export function movePause(database: Database, accountId: string, until: EpochMs): void {
  database.run("UPDATE pauses SET until = ? WHERE account = ?", until, accountId);
}

export function forgetPause(database: Database, accountId: string): void {
  database.run("DELETE FROM pauses WHERE account = ?", accountId);
}
