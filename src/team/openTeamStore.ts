import type { OutcomeWords } from "../domain/outcomeWords.ts";
import { ProblemError } from "../domain/problem.ts";
import type { TeamLeases, TeamPublishing, TeamReading, TeamSetup } from "../domain/teamStore.ts";
import { engineFor } from "./engineFor.ts";
import { SqlTeamWriter } from "./sqlTeamStore.ts";
import type { TeamAccess } from "./teamAccess.ts";
import { TeamClaims } from "./teamClaims.ts";
import { SqlTeamReader } from "./teamReading.ts";

/** A team's database. Nothing is sent before the first question. */
export interface OpenTeamStore {
  readonly engine: string;
  readonly writer: TeamSetup & TeamPublishing;
  readonly leases: TeamLeases;
  /** Reads with what the user says of messages. Throws `ProblemError` (refused) where nothing has been set up. */
  readonly reader: (words: OutcomeWords) => Promise<TeamReading>;
  close(): Promise<void>;
}

/** `isOnThisMachine`: the address is a loopback one. Each engine is loaded when it is asked for. */
export async function openTeamStore(access: TeamAccess, isOnThisMachine: boolean): Promise<OpenTeamStore> {
  const engine = await engineFor(access, isOnThisMachine);
  const writer = new SqlTeamWriter(engine);
  return {
    engine: engine.name,
    writer,
    leases: new TeamClaims(engine),
    reader: async (words) => {
      const identity = await writer.identity();
      if (identity === undefined) {
        throw new ProblemError({ kind: "refused", status: 400, detail: "the team's database has not been set up" });
      }
      return new SqlTeamReader(engine, identity.zone, words);
    },
    close: () => engine.close(),
  };
}
