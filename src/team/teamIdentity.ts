import { isProblemError } from "../domain/problem.ts";
import type { TeamIdentity } from "../domain/teamStore.ts";
import { NO_TABLE, type TeamEngine } from "./engine.ts";

/** Which team's database it is; undefined where none has been set up. Throws `ProblemError`. */
export async function teamIdentity(engine: TeamEngine): Promise<TeamIdentity | undefined> {
  try {
    const [row] = await engine.rows("SELECT id, version, zone FROM team ORDER BY id");
    if (row === undefined) return undefined;
    const [id = "", version = "0", zone = "UTC"] = row;
    return { id, version: Number(version), zone };
  } catch (error) {
    if (isProblemError(error) && error.problem.kind === "refused" && error.problem.status === NO_TABLE)
      return undefined;
    throw error;
  }
}
