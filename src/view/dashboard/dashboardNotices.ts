import { type AppState, type DataState, dataStateOf, type SyncPhase, type Usage } from "../../domain/appState.ts";
import { dayIn } from "../../domain/day.ts";
import type { DashboardCommand, Notice } from "../../protocol.ts";
import { formatAge, formatClock, formatDayOfYear, formatPeriod, inPeriod } from "../dates.ts";
import { formatCount, formatCounted } from "../numbers.ts";
import { problemText } from "../wording.ts";

const REFRESH = { label: "Refresh", command: "deepvue.refresh" } as const;
const LOAD_HISTORY = { label: "Load History", command: "deepvue.loadHistory" } as const;

/** True when there is something measured to show, be it zero. */
export function hasNumbers(state: AppState): boolean {
  return state.account !== undefined && (state.usage?.coverage.fetched ?? 0) > 0;
}

/** When the numbers were read: "as of 14:32", "3 h old" when that is long ago, empty when nothing was read. */
export function asOfText(state: AppState, now: number): string {
  if (!hasNumbers(state)) return "";
  const at = state.usage?.coverage.oldestOpenReadAt ?? state.syncedAt;
  if (at === undefined) return "";
  if (dataStateOf(state, now) === "stale") return `${formatAge(now - at)} old`;
  const day = dayIn(state.zone, at * 1000);
  const clock = formatClock(at, state.zone);
  return day === state.today ? `as of ${clock}` : `as of ${formatDayOfYear(day)}, ${clock}`;
}

/** What is under way, for the header; empty when nothing is. */
export function busyText(sync: SyncPhase, zone: string): string {
  switch (sync.phase) {
    case "idle":
      return "";
    case "recounting":
      return "Counting days anew…";
    case "waiting":
      return `Waiting until ${formatClock(sync.until, zone)}`;
    case "syncing":
      return syncingText(sync);
  }
}

function syncingText({ work, done, total, rows }: Extract<SyncPhase, { phase: "syncing" }>): string {
  const what = work === "history" ? "Loading history" : "Fetching";
  const progress = total > 1 ? ` ${formatCount(done)} of ${formatCounted(total, "report window")}` : "";
  return `${what}${progress}${rows > 0 ? `, ${formatCounted(rows, "row")}` : ""}…`;
}

/** Everything that has to be said about the numbers, weightiest first. */
export function noticesOf(state: AppState, now: number): readonly Notice[] {
  const first = stateNotice(state, dataStateOf(state, now), now);
  return [...(first ? [first] : []), ...reservations(state)];
}

function stateNotice(state: AppState, dataState: DataState, now: number): Notice | undefined {
  switch (dataState) {
    case "loading":
      return state.loaded
        ? notice(
            "progress",
            "The first numbers are on their way.",
            "They appear with the first report window, newest first.",
          )
        : notice("progress", "Reading the history…", "");
    case "signedOut":
      return notice(
        "info",
        "You are not signed in to Deepvue.",
        "Sign in with a client id and secret, or look around in the sample account first: a full year, no credentials needed.",
        { label: "Sign In", command: "deepvue.signIn" },
        { label: "Open Sample Account", command: "deepvue.openSampleAccount" },
      );
    case "noData":
      return notice(
        "info",
        `Nothing has been fetched for ${formatPeriod(state.period)} yet.`,
        "That says nothing about the spend. Refresh to ask Deepvue.",
        REFRESH,
        LOAD_HISTORY,
      );
    case "failed":
      return failedNotice(state);
    case "stale":
      return notice(
        "warning",
        `These numbers are ${formatAge(now - (state.usage?.coverage.oldestOpenReadAt ?? now))} old.`,
        "Calls made since then are not in them.",
        REFRESH,
      );
    case "fresh":
      return state.usage?.filtered.totals.calls === 0 ? nothingCounted(state, state.usage) : undefined;
  }
}

function failedNotice(state: AppState): Notice | undefined {
  if (state.problem === undefined) return undefined;
  const { what, why, action } = problemText(state.problem, state.zone);
  const shown = hasNumbers(state) ? " The last good numbers stay below." : "";
  return notice("error", what, `${why}${shown}`, ...(action ? [action] : []), {
    label: "Show Log",
    command: "deepvue.showLog",
  });
}

/** Zero was measured: that is a fact, unlike all the other states without numbers. Of a part of the period the reservations speak. */
function nothingCounted(state: AppState, usage: Usage): Notice | undefined {
  const { period, coverage } = usage;
  if (period.totals.calls === 0 && coverage.fetched < coverage.dates) return undefined;
  return period.totals.calls === 0
    ? notice("info", `No calls ${inPeriod(state.period)}.`, "Deepvue was asked and reported none.")
    : notice("info", "No transaction passes the filter.", "Take a condition away to see more.");
}

/** What keeps the numbers from being complete, although they are not wrong. */
function reservations(state: AppState): readonly Notice[] {
  const { usage, ledger } = state;
  const notices: Notice[] = [];
  if (usage && usage.coverage.fetched > 0 && usage.coverage.fetched < usage.coverage.dates) {
    notices.push(
      notice(
        "warning",
        `${formatCount(usage.coverage.fetched)} of ${formatCount(usage.coverage.dates)} dates of this period have been fetched.`,
        "The totals below are of those dates only.",
        LOAD_HISTORY,
      ),
    );
  }
  if (usage && usage.setAside > 0) {
    notices.push(
      notice(
        "warning",
        `Rows of the reports that could not be read: ${formatCount(usage.setAside)}.`,
        "They are kept aside and not counted in any total.",
        { label: "Diagnose", command: "deepvue.diagnose" },
      ),
    );
  }
  if (ledger?.problem) {
    const { what, why, action } = problemText(ledger.problem, state.zone);
    notices.push(notice("warning", what, why, ...(action ? [action] : [])));
  }
  return notices;
}

function notice(
  tone: Notice["tone"],
  text: string,
  detail: string,
  ...actions: readonly { readonly label: string; readonly command: DashboardCommand }[]
): Notice {
  const unique = actions.filter(
    ({ command }, index) => actions.findIndex((other) => other.command === command) === index,
  );
  return { tone, text, detail, actions: unique };
}
