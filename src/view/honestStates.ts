import { type AppState, dataStateOf, type Measured, type SyncPhase } from "../domain/appState.ts";
import { unitAround } from "../domain/calendar.ts";
import type { Comparison, EarlierStretch } from "../domain/comparison.ts";
import { dayIn, daysInclusive } from "../domain/day.ts";
import { type EpochMs, microsOf } from "../domain/epoch.ts";
import type { Extent } from "../domain/known.ts";
import { formatMoney } from "../domain/money.ts";
import type { UndividedSummary } from "../domain/summary.ts";
import { type BudgetUse, isMeasured, type MeasuredUse } from "../domain/watch/budget.ts";
import { formatAge, formatClock, formatDayOfYear, formatPeriod, inPeriod } from "./dates.ts";
import { formatCalls, formatCount, formatCounted } from "./numbers.ts";
import { problemText } from "./wording.ts";

/**
 * The honest states in words, once for all surfaces: measured zero, nothing known yet, known in part, old, failed, signed out are
 * different things, and whatever states a number asks here whether it may.
 */

/** Stands on every surface of made-up numbers. */
export const SAMPLE = "SAMPLE";

/** "SAMPLE · " before whatever an account's surface says; nothing before a real account's. */
export function sampleMark({ account }: AppState): string {
  return account?.kind === "sample" ? `${SAMPLE} · ` : "";
}

/** An account's numbers come from a team's collector, which asks the service in the place of this editor. */
export function isTeams({ account }: AppState): boolean {
  return account?.kind === "team";
}

const BY_TEAM = ", collected by the team";

/** What an account is called where its numbers are read. */
export function accountName(state: AppState): string {
  return `${state.account?.label ?? ""}${isTeams(state) ? " (team)" : ""}`;
}

/** Stands where nothing was measured; never "₹0.00". */
export const UNKNOWN = "—";

/** A number's text by how much is known: "—", "≥ ₹24.00", "₹24.00". For narrow places; sentences use {@link atLeast}. */
export function asFarAsKnown(text: string, extent: Extent): string {
  return extent === "nothing" ? UNKNOWN : extent === "partly" ? `≥ ${text}` : text;
}

/** The same within a sentence, in a table or in speech: "at least ₹24.00". */
export function atLeast(text: string, extent: Extent): string {
  return extent === "nothing" ? UNKNOWN : extent === "partly" ? `at least ${text}` : text;
}

/** "₹24.00, 9 calls"; "at least ₹24.00, 9 calls"; "no data yet". */
export function spendText({ totals, extent }: Measured): string {
  if (extent === "nothing") return "no data yet";
  return atLeast(`${formatMoney(totals.charge)}, ${formatCalls(totals.calls)}`, extent);
}

/** The period's totals with what is known of them; undefined while nothing has been read at all. */
export function measuredPeriod(
  { usage }: AppState,
  summary: UndividedSummary | undefined = usage?.period,
): Measured | undefined {
  return usage === undefined || summary === undefined ? undefined : { ...usage.known, totals: summary.totals };
}

/** True when there is something measured to show, be it zero. */
export function hasNumbers({ account, usage }: AppState): boolean {
  return account !== undefined && usage !== undefined && usage.known.extent !== "nothing";
}

/** What the watch made of the limits of today and this month: of a day that has ended it says nothing about today. A month is a billing month. */
export function currentBudgets({ watch, today, cycleStart }: AppState): readonly BudgetUse[] {
  const since = { day: today, month: unitAround(today, "billingMonth", cycleStart).since };
  return watch?.budgets.filter(({ span, period }) => period.until === today && period.since === since[span]) ?? [];
}

/** The first limit that is used up, as far as known. */
export function spentBudget(state: AppState): MeasuredUse | undefined {
  return currentBudgets(state)
    .filter(isMeasured)
    .find(({ share }) => share >= 1);
}

/** When the numbers on screen were read: the oldest reading among those that may still change. */
function readAt({ usage, syncedAt }: AppState): EpochMs | undefined {
  return usage?.coverage.oldestOpenReadAt ?? syncedAt;
}

/** ", as of 2 min ago"; nothing where nothing was read. */
function asOfAge(state: AppState, now: EpochMs): string {
  const at = readAt(state);
  return at === undefined ? "" : `, as of ${agoText(now - at)}`;
}

/** "just now", "2 min ago" */
export function agoText(ms: number): string {
  const age = formatAge(ms);
  return age === "just now" ? age : `${age} ago`;
}

/**
 * When the numbers were read: "as of 14:32", "3 h old" when that is long ago, empty when nothing was read; of a team's account by whom
 * too.
 */
export function asOfText(state: AppState, now: EpochMs): string {
  const at = hasNumbers(state) ? readAt(state) : undefined;
  if (at === undefined) return "";
  const by = isTeams(state) ? BY_TEAM : "";
  if (dataStateOf(state, now) === "stale") return `${formatAge(now - at)} old${by}`;
  const day = dayIn(state.zone, microsOf(at));
  const clock = formatClock(at, state.zone);
  return `as of ${day === state.today ? clock : `${formatDayOfYear(day)}, ${clock}`}${by}`;
}

/** "Refreshed 14:32 (2 min ago)", "As of 14:32 (3 h ago)", "Nothing fetched yet". */
export function readingText(state: AppState, now: EpochMs): { readonly isFresh: boolean; readonly text: string } {
  const at = readAt(state);
  if (at === undefined)
    return { isFresh: false, text: hasNumbers(state) ? "All fetched for good" : "Nothing fetched yet" };
  const isFresh = dataStateOf(state, now) === "fresh";
  const [word, by] = isTeams(state) ? ["As of", BY_TEAM] : [isFresh ? "Refreshed" : "As of", ""];
  return { isFresh, text: `${word} ${formatClock(at, state.zone)} (${agoText(now - at)})${by}` };
}

/** "These numbers are 3 h old." */
export function staleText(state: AppState, now: EpochMs): string {
  return `These numbers are ${formatAge(now - (readAt(state) ?? now))} old.`;
}

/** "7 of 24 dates fetched"; undefined where everything is known, or nothing. */
export function incompleteText({ usage }: AppState): string | undefined {
  if (usage?.known.extent !== "partly") return undefined;
  return datesText(usage.coverage);
}

function datesText({ dates, fetched }: { readonly dates: number; readonly fetched: number }): string {
  return `${formatCount(fetched)} of ${formatCounted(dates, "date")} fetched`;
}

/** What is under way; empty when nothing is. */
export function syncText(sync: SyncPhase, zone: string): string {
  switch (sync.phase) {
    case "idle":
      return "";
    case "recounting":
      return "Counting days anew for the billing time zone";
    case "waiting":
      return `Waiting for the service until ${formatClock(sync.until, zone)}`;
    case "syncing": {
      const what = sync.work === "history" ? "Loading history" : "Fetching";
      const progress =
        sync.total > 1 ? ` ${formatCount(sync.done)} of ${formatCounted(sync.total, "report window")}` : "";
      return `${what}${progress}${sync.rows > 0 ? `, ${formatCounted(sync.rows, "row")}` : ""}`;
    }
  }
}

/** The honest states in a line each; nothing while the numbers are fresh and whole. */
export function stateNotes(state: AppState, now: EpochMs): readonly string[] {
  const notes: string[] = [];
  const { sync, zone, problem } = state;
  if (problem !== undefined) {
    const { what } = problemText(problem, zone);
    const [last, none] = isTeams(state) ? ["the last numbers", "read"] : ["what is stored", "stored"];
    const stored = hasNumbers(state) ? `Showing ${last}${asOfAge(state, now)}` : `Nothing is ${none} for this period`;
    notes.push(`${what} ${stored}.`);
  } else if (dataStateOf(state, now) === "stale") {
    notes.push(`Not ${isTeams(state) ? "collected" : "refreshed"} lately${asOfAge(state, now)}.`);
  }
  const incomplete = incompleteText(state);
  // A line that comes and goes with every refresh would move the rows under the mouse.
  const isLong = sync.phase === "syncing" ? sync.total > 2 : sync.phase !== "idle";
  if (isLong) notes.push(`${syncText(sync, zone)}.`);
  else if (incomplete !== undefined) notes.push(`Incomplete: ${incomplete}.`);
  if (state.ledger?.mode === "memory") notes.push("History is kept in this window only; Diagnose says why.");
  return notes;
}

/** "in 1–31 Oct 2026"; "by the same time in 1–23 Oct 2026"; where the two differ in days, that too. */
export function inStretch({ period, end, daysOfLater }: EarlierStretch): string {
  const days = daysInclusive(period.since, period.until);
  const differ = days === daysOfLater ? "" : `, ${formatCounted(days, "day")} against ${formatCount(daysOfLater)}`;
  return `${end === "sameTime" ? "by the same time " : ""}${inPeriod(period)}${differ}`;
}

/** Why there is no comparison: "not fetched", "23 of 24 dates fetched", …; empty where there is one. */
export function noComparisonText(comparison: Comparison): string {
  if (comparison.kind === "earlier") return "";
  switch (comparison.why) {
    case "partlyKnown":
      return "not compared while only a part is known";
    case "noSuchDay":
      return "not compared: the time before has no such day";
    case "notFetched": {
      const { stretch, fetched } = comparison;
      return `${formatPeriod(stretch.period)}: ${fetched === 0 ? "not fetched" : datesText(comparison)}`;
    }
  }
}
