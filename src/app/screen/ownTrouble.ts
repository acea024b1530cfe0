import type { EpochMs } from "../../domain/epoch.ts";
import { happened } from "../../domain/instant.ts";
import type { Problem } from "../../domain/problem.ts";
import type { Asker } from "../../domain/quota.ts";

/** What keeps this editor window from asking for an account, since when, and who wanted to ask. */
export interface OwnTrouble {
  readonly problem: Problem;
  readonly at: EpochMs;
  readonly asker: Asker;
}

/** The trouble after one more attempt. What goes on, with nobody refreshing meanwhile, has been there since its first one. */
export function troubleAfter(
  before: OwnTrouble | undefined,
  attempt: OwnTrouble,
  syncedAt: EpochMs | undefined,
): OwnTrouble {
  const goesOn = before?.problem.kind === attempt.problem.kind && !hasBeenRefreshed(before, { syncedAt }, attempt.at);
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
const OTHERS_TURN_MS = 90_000;

/** When the numbers were refreshed: by anybody, and by this editor window. */
interface Refreshed {
  readonly syncedAt?: EpochMs | undefined;
  readonly ownSyncedAt?: EpochMs | undefined;
}

/**
 * The trouble to show beside numbers that were refreshed at `syncedAt`: none while another editor window keeps them fresh, because
 * then nothing on screen is wrong. Whoever asked in this window, and was told so, sees it at once; so does one whose window was
 * itself the last to refresh, at `ownSyncedAt`.
 */
export function shownTrouble(trouble: OwnTrouble | undefined, refreshed: Refreshed, now: EpochMs): Problem | undefined {
  if (trouble === undefined || hasBeenRefreshed(trouble, refreshed, now)) return undefined;
  return othersTurnUntil(trouble, refreshed, now) === undefined ? trouble.problem : undefined;
}

/** Where another editor window is expected to refresh, so that a trouble is not shown yet: until when. */
export function othersTurnUntil(trouble: OwnTrouble, refreshed: Refreshed, now: EpochMs): EpochMs | undefined {
  const { syncedAt, ownSyncedAt } = refreshed;
  if (syncedAt === undefined || hasBeenRefreshed(trouble, refreshed, now)) return undefined;
  if (trouble.asker === "person" || syncedAt === ownSyncedAt) return undefined;
  const until = Math.min(syncedAt + LATELY_MS, began(trouble, now) + OTHERS_TURN_MS);
  return now < until ? until : undefined;
}

/**
 * Another editor window has refreshed since. Timers of two windows often fall together: the one that could not ask may have begun in the
 * moment in which the other one was done, or just after it, and then nothing is wrong either. Who asks by hand wants an answer of now.
 */
function hasBeenRefreshed(trouble: OwnTrouble, { syncedAt }: Refreshed, now: EpochMs): boolean {
  const together = trouble.asker === "timer" ? OTHERS_TURN_MS : 0;
  return syncedAt !== undefined && syncedAt > began(trouble, now) - together;
}

function began(trouble: OwnTrouble, now: EpochMs): number {
  return happened(trouble.at, now) ?? 0;
}
