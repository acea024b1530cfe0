import { type AppState, type DataState, dataStateOf, type Usage } from "../../domain/appState.ts";
import { type EpochMs, millisOf } from "../../domain/epoch.ts";
import { intervalOf } from "../../domain/period.ts";
import type { DashboardCommand, Notice } from "../../protocol.ts";
import { formatClock, formatPeriod, inPeriod } from "../dates.ts";
import { hasNumbers, incompleteText, isTeams, staleText } from "../honestStates.ts";
import { formatCount } from "../numbers.ts";
import { problemText } from "../wording.ts";

const REFRESH = { label: "Refresh", command: "deepvue.refresh" } as const;
const LOAD_HISTORY = { label: "Load History", command: "deepvue.loadHistory" } as const;

/** Everything that has to be said about the numbers, weightiest first. */
export function noticesOf(state: AppState, now: EpochMs): readonly Notice[] {
  const first = stateNotice(state, dataStateOf(state, now), now);
  return [...(first ? [first] : []), ...reservations(state)];
}

function stateNotice(state: AppState, dataState: DataState, now: EpochMs): Notice | undefined {
  switch (dataState) {
    case "loading":
      return state.loaded
        ? notice(
            "progress",
            "The first numbers are on their way.",
            "They appear with the first report window, newest first.",
          )
        : notice("progress", "Reading the history…", "");
    case "unavailable":
      return failedNotice(state);
    case "signedOut":
      return notice(
        "info",
        "You are not signed in to Deepvue.",
        "Sign in with a client id and secret, or look around in the sample account first: a full year, no credentials needed.",
        { label: "Sign In", command: "deepvue.signIn" },
        { label: "Open Sample Account", command: "deepvue.openSampleAccount" },
      );
    case "noData":
      if (isTeams(state))
        return notice(
          "info",
          `The team's collector has published nothing of ${formatPeriod(state.period)} yet.`,
          "That says nothing about the spend. What it publishes appears here within a minute.",
          REFRESH,
        );
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
      return notice("warning", staleText(state, now), staleDetail(state), REFRESH);
    case "fresh":
      return state.usage?.filtered.totals.calls === 0 ? nothingCounted(state, state.usage) : undefined;
  }
}

function staleDetail(state: AppState): string {
  const calls = "Calls made since then are not in them.";
  return isTeams(state) ? `The team's collector has not read since. ${calls}` : calls;
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
function nothingCounted(state: AppState, { period, known }: Usage): Notice | undefined {
  if (period.totals.calls > 0)
    return notice("info", "No transaction passes the filter.", "Take a condition away to see more.");
  if (known.extent !== "wholly") return undefined;
  const isOver = known.until !== undefined && known.until >= intervalOf(state.period, state.zone).to;
  return notice(
    "info",
    `No calls ${inPeriod(state.period)}${isOver ? "" : " so far"}.`,
    known.until === undefined || isOver
      ? "Deepvue was asked and reported none."
      : `Deepvue was asked at ${formatClock(millisOf(known.until), state.zone)} and reported none.`,
  );
}

/** What keeps the numbers from being complete, although they are not wrong. */
function reservations(state: AppState): readonly Notice[] {
  const { usage, ledger } = state;
  const notices: Notice[] = [];
  const incomplete = incompleteText(state);
  if (incomplete !== undefined) {
    notices.push(
      notice(
        "warning",
        `This period is known in part: ${incomplete}.`,
        "The totals below are of that part only, so each is at least so much.",
        ...(isTeams(state) ? [] : [LOAD_HISTORY]),
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
