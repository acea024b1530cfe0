import { historyPlanOf, historyRequest } from "../../app/sync/backfillPlan.ts";
import { datesOnScreen } from "../../app/sync/refreshPlan.ts";
import type { SyncRequest } from "../../app/sync/synchronizer.ts";
import { DEFAULT_PERIOD, todayIn } from "../../domain/period.ts";
import { checkDate } from "../../view/dateChecks.ts";
import { formatDay } from "../../view/dates.ts";
import { formatCounted } from "../../view/numbers.ts";
import { historyCostText } from "../../view/syncTexts.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit, usageError } from "../exits.ts";
import { fetchWithProgress } from "../fetching.ts";
import { accountOf, type Opened, open } from "../opened.ts";
import { dateText } from "../periodWish.ts";

/**
 * Brings in what the ledger lacks of this and the last month and what may still change; with --since everything from that day on. What is
 * there for good is never asked for again, so an interrupted run goes on where it was.
 */
export async function run(context: Context): Promise<Exit> {
  const opened = await open(context, { credentials: "given" });
  try {
    const account = accountOf(opened);
    const request = requestOf(context, opened);
    const windows = await opened.application.synchronizer.plan(account, request);
    const { terminal } = context;
    if (request.lane === "history" && windows.length > 0) {
      const plan = opened.planOf(account);
      terminal.note(historyCostText(historyPlanOf(windows.length, plan), plan).replaceAll("\n", " "));
    }
    const before = context.clock();
    await fetchWithProgress(context, opened, account, request);
    const seconds = Math.round((context.clock() - before) / 1000);
    terminal.note(
      windows.length === 0
        ? "Nothing was missing."
        : `Fetched ${formatCounted(windows.length, "report window")} in ${formatCounted(seconds, "second")}.`,
    );
    return EXIT.ok;
  } finally {
    await opened.application.close();
  }
}

function requestOf(context: Context, { inForce }: Opened): SyncRequest {
  const { typed, clock } = context;
  const { zone, cycleStart } = inForce;
  const now = clock();
  const today = todayIn(zone, now * 1000);
  const since = typed.texts["since"];
  if (since === undefined) {
    const dates = datesOnScreen({ choice: DEFAULT_PERIOD, today, zone, cycleStart }, now);
    return { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" };
  }
  const { day, error } = checkDate(dateText(since), today);
  if (error !== "") throw usageError(`--since: ${error}`);
  const again = typed.switches.has("again") ? { readBefore: now } : {};
  context.terminal.note(`Loading the history since ${formatDay(day)}.`);
  return { ...historyRequest({ since: day, ...again }, today, zone), whenTaken: "wait", maxAgeMs: 0 };
}
