import { isLoopback } from "../deepvue/baseUrl.ts";
import { type OpenTeamReader, openTeamReader } from "../team/openTeamReader.ts";
import type { TeamCredentials } from "./teamAddress.ts";

export type TeamReader = OpenTeamReader;

/** Opens a team's database for a reader. Nothing is sent yet. */
export async function teamReaderAt(url: URL, credentials: TeamCredentials): Promise<TeamReader> {
  return openTeamReader({ url, ...credentials }, isLoopback(url));
}
