import type { WelcomeState } from "../contract.ts";
import { type AppState, dataStateOf, type Usage } from "../domain/appState.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { isFiltering } from "../domain/filter.ts";

/** Which welcome content the trees show when they have no rows. */
export function welcomeOf(state: AppState, now: EpochMs): WelcomeState {
  const dataState = dataStateOf(state, now);
  if (dataState === "signedOut" || dataState === "unavailable" || dataState === "loading") return dataState;
  const usage = state.usage;
  if (usage !== undefined && usage.filtered.products.length > 0) return "rows";
  if (usage !== undefined && usage.period.products.length > 0 && isFiltering(state.filter)) return "filteredOut";
  if (state.account?.kind === "team" && dataState !== "fresh") return "team";
  const zero = usage === undefined ? undefined : zeroOf(usage, dataState === "fresh");
  if (state.problem === undefined) return zero ?? "noData";
  switch (state.problem.kind) {
    case "credentials":
    case "inactiveClient":
    case "secretMissing":
      return "credentials";
    case "forbidden":
      return "forbidden";
    case "offline":
    case "timeout":
      return zero ?? "offline";
    case "baseUrl":
    case "cancelled":
    case "file":
    case "internal":
    case "notAReport":
    case "quota":
    case "rateLimit":
    case "refused":
    case "serviceDown":
    case "storage":
    case "team":
    case "unexpectedAnswer":
      return zero ?? "failed";
  }
}

/** Which zero was measured: of a part of the period, of all of it, or of all of it some time ago; none where nothing is known. */
function zeroOf({ known, coverage }: Usage, isFresh: boolean): "emptyInPart" | "empty" | "emptyBefore" | undefined {
  if (known.extent === "nothing") return undefined;
  if (known.extent === "partly") return "emptyInPart";
  // What is sealed stays zero, whatever becomes of today's refresh.
  return isFresh || coverage.oldestOpenReadAt === undefined ? "empty" : "emptyBefore";
}
