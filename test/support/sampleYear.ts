// What every surface says of the sample account's year, in a fixture: a change of the house that is to change no text and no number
// is compared with it. `node test/support/sampleYear.ts` writes it anew, after a change that is meant to be seen; look at the
// difference before you commit it.
import { readFileSync, writeFileSync } from "node:fs";
import { NO_FILTER, type TransactionFilter } from "../../src/domain/filter.ts";
import { FIRST_GST_RULE } from "../../src/domain/gst.ts";
import { PERIOD_PRESETS, type PeriodChoice } from "../../src/domain/period.ts";
import { generateAccount } from "../../src/sandbox/generator.ts";
import { dashboardSnapshotOf } from "../../src/view/dashboard/dashboardSnapshot.ts";
import { type StatusItemOptions, statusItemOf } from "../../src/view/statusItem.ts";
import {
  productRows,
  productsMessage,
  transactionRow,
  transactionsMessage,
  treeDescription,
} from "../../src/view/treeRows.ts";
import { type Application, openApplication } from "./application.ts";
import { fasterClock } from "./editorWindow.ts";
import { startWatching } from "./watching.ts";

const FIXTURE = new URL("./fixtures/sampleYear.json", import.meta.url);

/** 14:30 in India, on a Friday. */
const NOW = Date.parse("2026-11-20T09:00:00Z");
const HOUR_MS = 3_600_000;
const SPEED = 20;
const MODES = ["today", "month", "balance", "budget", "alerts", "period"] as const;

/** By situation, surface and place: texts and numbers. */
export type SurfaceTexts = Readonly<Record<string, unknown>>;

export function storedSampleYear(): SurfaceTexts {
  return JSON.parse(readFileSync(FIXTURE, "utf8")) as SurfaceTexts;
}

/** Fetches the year over HTTP, and asks every surface about each of its periods and states. */
export async function readSampleYear(): Promise<SurfaceTexts> {
  // The year comes in two hours before, on a clock that runs, for the quota needs one; what may still change is then read at NOW.
  let now: number | undefined;
  const running = fasterClock(NOW - 2 * HOUR_MS, SPEED);
  const application = await openApplication({
    account: generateAccount({ anchor: "2026-11-20" }),
    clock: () => now ?? running(),
    speed: SPEED,
    ourPlan: "enterprise",
    plan: "enterprise",
  });
  try {
    const { model, synchronizer, account, sandbox } = application;
    const watching = startWatching(application);
    watching.setBudget({ monthly: 500_000_000, products: {} });
    const fetchSince = (since: string): Promise<unknown> => {
      const dates = [{ since, until: "2026-11-20" }];
      const request = { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" } as const;
      return synchronizer.sync(account, request, new AbortController().signal);
    };
    await fetchSince("2025-11-19");
    now = NOW;
    await fetchSince("2026-11-17");
    await model.read();
    await watching.settled();

    const texts: Record<string, unknown> = {};
    for (const preset of PERIOD_PRESETS) {
      await choose(application, { preset }, NO_FILTER);
      texts[preset] = preset === "thisMonth" ? await whole(application, now) : brief(application, now);
    }
    const filters: Record<string, TransactionFilter> = {
      failures: { outcomes: ["failure"] },
      "one product": { products: ["PAN-Plus"] },
    };
    for (const [name, filter] of Object.entries(filters)) {
      await choose(application, { preset: "thisMonth" }, filter);
      texts[name] = brief(application, now);
    }
    await choose(application, { preset: "thisMonth" }, NO_FILTER);
    now += 5 * HOUR_MS;
    await model.read();
    texts["five hours later"] = brief(application, now);
    await sandbox.goOffline();
    await fetchSince("2026-11-17").catch(() => undefined);
    await model.read();
    texts["offline"] = brief(application, now);
    return JSON.parse(JSON.stringify(texts)) as SurfaceTexts;
  } finally {
    await application.close();
  }
}

async function choose({ model }: Application, period: PeriodChoice, filter: TransactionFilter): Promise<void> {
  await model.choose({ period, filter });
}

const OPTIONS: Omit<StatusItemOptions, "mode"> = { openAlerts: 2, runwayDays: 7, gst: FIRST_GST_RULE };

/** What a glance takes in. */
function brief({ model }: Application, now: number): SurfaceTexts {
  const { state } = model;
  const status = statusItemOf(state, { ...OPTIONS, mode: "period" }, now);
  const snapshot = dashboardSnapshotOf(state, now, { rowsRevision: 0, expanded: false, gst: FIRST_GST_RULE });
  return {
    products: productRows(state).map(({ label, description, spoken }) => [label, description, spoken]),
    messages: [treeDescription(state), productsMessage(state, now), transactionsMessage(state, now)],
    status: [status?.text, status?.spoken],
    tiles: snapshot.tiles,
    notices: snapshot.notices,
    period: snapshot.period,
    asOf: snapshot.asOf,
    rowCount: snapshot.rowCount,
  };
}

/** Every word and number. */
async function whole(application: Application, now: number): Promise<SurfaceTexts> {
  const { model, ledger, account } = application;
  const { state } = model;
  const newest = await ledger.latest(account.id, state.period, {}, 5);
  return {
    products: productRows(state),
    transactions: newest.map((transaction) => transactionRow(transaction, state, now)),
    status: MODES.map((mode) => statusItemOf(state, { ...OPTIONS, mode }, now)),
    dashboard: dashboardSnapshotOf(state, now, { rowsRevision: 0, expanded: true, gst: FIRST_GST_RULE }),
    brief: brief(application, now),
  };
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(FIXTURE, `${JSON.stringify(await readSampleYear(), undefined, 1)}\n`);
}
