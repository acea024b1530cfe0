import { happened } from "../../domain/instant.ts";
import type { Asker } from "../../domain/ports.ts";
import type { Problem } from "../../domain/problem.ts";

/** What keeps this editor window from asking for an account, since when (epoch ms), and who wanted to ask. */
export interface OwnTrouble {
  readonly problem: Problem;
  readonly at: number;
  readonly asker: Asker;
}

/** The trouble after one more attempt. What goes on, with nobody refreshing meanwhile, has been there since its first one. */
export function troubleAfter(
  before: OwnTrouble | undefined,
  attempt: OwnTrouble,
  syncedAt: number | undefined,
): OwnTrouble {
  const goesOn = before?.problem.kind === attempt.problem.kind && (syncedAt ?? 0) <= before.at;
  if (!goesOn) return attempt;
  return {
    ...attempt,
    at: Math.min(before.at, attempt.at),
    asker: before.asker === "person" ? "person" : attempt.asker,
  };
}

/** Other editor windows that have refreshed within this are expected to do so again. */
const LATELY_MS = 2 * 60 * 60_000;
/** How long they get for it. */
export const OTHERS_TURN_MS = 90_000;

/**
 * The trouble to show beside numbers that were refreshed at `syncedAt`: none while another editor window keeps them fresh, because
 * then nothing on screen is wrong. Whoever asked in this window, and was told so, sees it at once; so does one whose window was
 * itself the last to refresh, at `ownSyncedAt`.
 */
export function shownTrouble(
  trouble: OwnTrouble | undefined,
  { syncedAt, ownSyncedAt }: { readonly syncedAt?: number | undefined; readonly ownSyncedAt?: number | undefined },
  now: number,
): Problem | undefined {
  if (trouble === undefined) return undefined;
  const since = happened(trouble.at, now) ?? 0;
  if (syncedAt === undefined) return trouble.problem;
  if (syncedAt > since) return undefined;
  if (trouble.asker === "person" || syncedAt === ownSyncedAt) return trouble.problem;
  const isOthersTurn = now - syncedAt < LATELY_MS && now - since < OTHERS_TURN_MS;
  return isOthersTurn ? undefined : trouble.problem;
}
