import type { WelcomeState } from "../contract.ts";
import { type AppState, dataStateOf } from "../domain/appState.ts";
import { isFiltering } from "../domain/filter.ts";

/** Which welcome content the trees show when they have no rows. */
export function welcomeOf(state: AppState, now: number): WelcomeState {
  const dataState = dataStateOf(state, now);
  if (dataState === "signedOut" || dataState === "loading") return dataState;
  const usage = state.usage;
  if (usage !== undefined && usage.filtered.products.length > 0) return "rows";
  if (usage !== undefined && usage.period.products.length > 0 && isFiltering(state.filter)) return "filteredOut";
  if (state.problem === undefined) return dataState === "noData" ? "noData" : "empty";
  switch (state.problem.kind) {
    case "offline":
    case "timeout":
      return "offline";
    case "credentials":
    case "inactiveClient":
    case "secretMissing":
      return "credentials";
    case "forbidden":
      return "forbidden";
    case "baseUrl":
    case "cancelled":
    case "file":
    case "internal":
    case "quota":
    case "rateLimit":
    case "refused":
    case "serviceDown":
    case "storage":
    case "unexpectedAnswer":
      return "failed";
  }
}
