import type { OutcomeWords } from "../domain/outcomeWords.ts";
import type { TeamIdentity, TeamReading } from "../domain/teamStore.ts";
import { engineFor } from "./engineFor.ts";
import type { TeamAccess } from "./teamAccess.ts";
import { teamIdentity } from "./teamIdentity.ts";
import { type Holding, SqlTeamReader } from "./teamReading.ts";
import { TEAM_VERSION } from "./teamTables.ts";

/** A team's database for whoever only reads. Nothing is sent before the first question. */
export interface OpenTeamReader {
  /** The newest version of its tables that is understood here. */
  readonly version: number;
  /** Undefined where nothing has been set up. */
  identity(): Promise<TeamIdentity | undefined>;
  /** Reads in the team's zone, which its identity names, with what the user says of messages; asks nothing for it. */
  readerIn(zone: string, words: OutcomeWords, holding: Holding): TeamReading;
  close(): Promise<void>;
}

/** `isOnThisMachine`: the address is a loopback one. */
export async function openTeamReader(access: TeamAccess, isOnThisMachine: boolean): Promise<OpenTeamReader> {
  const engine = await engineFor(access, isOnThisMachine);
  return {
    version: TEAM_VERSION,
    identity: () => teamIdentity(engine),
    readerIn: (zone, words, holding) => new SqlTeamReader(engine, zone, words, holding),
    close: () => engine.close(),
  };
}
