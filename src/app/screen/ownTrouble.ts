import { happened } from "../../domain/instant.ts";
import type { Problem } from "../../domain/problem.ts";

/** What keeps this editor window from asking for an account, and since when (epoch ms). */
export interface OwnTrouble {
  readonly problem: Problem;
  readonly at: number;
}

/** Other editor windows that have refreshed within this are expected to do so again. */
const LATELY_MS = 2 * 60 * 60_000;
/** How long they get for it. */
export const OTHERS_TURN_MS = 90_000;

/**
 * The trouble to show beside numbers that were refreshed at `syncedAt`: none while another editor window keeps them fresh, because
 * then nothing on screen is wrong.
 */
export function shownTrouble(
  trouble: OwnTrouble | undefined,
  syncedAt: number | undefined,
  now: number,
): Problem | undefined {
  if (trouble === undefined) return undefined;
  const since = happened(trouble.at, now) ?? 0;
  if (syncedAt === undefined) return trouble.problem;
  if (syncedAt > since) return undefined;
  const isOthersTurn = now - syncedAt < LATELY_MS && now - since < OTHERS_TURN_MS;
  return isOthersTurn ? undefined : trouble.problem;
}
