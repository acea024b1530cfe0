import { routedLedger, type TeamParts } from "../app/team/routedLedger.ts";
import { ProblemError } from "../domain/problem.ts";

/**
 * The ledger of a process that has no password of a team's database: what is asked of a team's account is answered with why there is no
 * answer (`ProblemError`, team), and never with nothing at all.
 */
export function withoutTeams<L extends TeamParts>(ledger: L): L {
  return routedLedger(ledger, async () => {
    throw new ProblemError({
      kind: "team",
      reason: "other",
      detail: "a team's account is read in the editor only",
      what: "This account is a team's.",
      why: "Its numbers are in the team's database, whose password only VS Code has: ask there (its own tools, the dashboard), or choose another account.",
    });
  });
}
