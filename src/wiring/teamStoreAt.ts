import { isLoopback } from "../deepvue/baseUrl.ts";
import type { OpenTeamStore } from "../team/openTeamStore.ts";
import type { TeamCredentials } from "./teamAddress.ts";

/** Opens a team's database for a collector; what speaks to databases is loaded now. Nothing is sent yet. */
export async function teamStoreAt(url: URL, credentials: TeamCredentials): Promise<OpenTeamStore> {
  const { openTeamStore } = await import("../team/openTeamStore.ts");
  return openTeamStore({ url, ...credentials }, isLoopback(url));
}
