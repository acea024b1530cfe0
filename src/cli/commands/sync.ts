import { historyPlanOf, historyRequest } from "../../app/sync/backfillPlan.ts";
import { datesOnScreen } from "../../app/sync/refreshPlan.ts";
import type { SyncRequest } from "../../app/sync/synchronizer.ts";
import { microsOf } from "../../domain/epoch.ts";
import { DEFAULT_PERIOD, todayIn } from "../../domain/period.ts";
import { formatDay } from "../../view/dates.ts";
import { formatCounted } from "../../view/numbers.ts";
import { historyCostText } from "../../view/syncTexts.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit } from "../exits.ts";
import { fetchWithProgress } from "../fetching.ts";
import { accountOf, type Opened, open } from "../opened.ts";
import { firstDayOf } from "../periodWish.ts";

/** What was read within this time, by the first of two runs, is not asked for again by the second. */
const JUST_NOW_MS = 5 * 60_000;

/**
 * Brings in what the ledger lacks of this and the last month, what may still change and the balance; with --since first everything from
 * that day on. What is there for good is never asked for again, so an interrupted run goes on where it was.
 */
export async function run(context: Context): Promise<Exit> {
  const { terminal, typed, clock } = context;
  const opened = await open(context, { credentials: "given" });
  try {
    const account = accountOf(opened);
    const { synchronizer } = opened.application;
    const before = clock();
    const history = typed.texts["since"] === undefined ? undefined : historyOf(context, opened, typed.texts["since"]);
    let windows = 0;
    if (history !== undefined) {
      windows = (await synchronizer.plan(account, history)).length;
      const plan = opened.planOf(account);
      if (windows > 0) terminal.note(historyCostText(historyPlanOf(windows, plan), plan).replaceAll("\n", " "));
      await fetchWithProgress(context, opened, account, history);
    }
    const refresh = refreshOf(context, opened, history === undefined ? 0 : JUST_NOW_MS);
    windows += (await synchronizer.plan(account, refresh)).length;
    await fetchWithProgress(context, opened, account, refresh);
    const seconds = Math.round((clock() - before) / 1000);
    const done = `Fetched ${formatCounted(windows, "report window")} in ${formatCounted(seconds, "second")}.`;
    terminal.note(windows === 0 ? "Nothing was missing." : done);
    return EXIT.ok;
  } finally {
    await opened.application.close();
  }
}

function refreshOf({ clock }: Context, { inForce }: Opened, maxAgeMs: number): SyncRequest {
  const { zone, cycleStart } = inForce;
  const now = clock();
  const today = todayIn(zone, microsOf(now));
  const dates = datesOnScreen({ choice: DEFAULT_PERIOD, today, zone, cycleStart }, now);
  return { lane: "refresh", dates, maxAgeMs, use: "user", whenTaken: "wait" };
}

function historyOf({ clock, typed, terminal }: Context, { inForce }: Opened, since: string): SyncRequest {
  const now = clock();
  const today = todayIn(inForce.zone, microsOf(now));
  const day = firstDayOf(since, today);
  const again = typed.switches.has("again") ? { readBefore: now } : {};
  terminal.note(`Loading the history since ${formatDay(day)}.`);
  return { ...historyRequest({ since: day, ...again }, today, inForce.zone), whenTaken: "wait", maxAgeMs: 0 };
}
