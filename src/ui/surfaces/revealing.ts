import { type SetTimer, wait } from "../../domain/timer.ts";

const AGAIN_AFTER_MS = [50, 100, 200, 400, 800, 1_600];

/**
 * A window of VS Code hears of a changed tree and of a row to reveal each on its own: while it still draws the tree it does not have the
 * row, and refuses ("TreeError … Data tree node not found"). Then once more, for some three seconds. Throws `ProblemError` (cancelled)
 * when the signal says so meanwhile.
 */
export async function revealWhenDrawn(
  reveal: () => PromiseLike<void>,
  timer: SetTimer,
  signal: AbortSignal,
): Promise<void> {
  for (const ms of AGAIN_AFTER_MS) {
    try {
      return await reveal();
    } catch (error) {
      if (!String(error).includes("TreeError")) throw error;
    }
    await wait(timer, ms, signal);
  }
  return reveal();
}
