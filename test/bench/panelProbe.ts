// What the dashboard costs with a year of transactions behind it: node panelProbe.ts <probe> <argument as JSON>.
import { fileURLToPath } from "node:url";
import { Model } from "../../src/app/model.ts";
import { NO_FILTER, type TransactionFilter } from "../../src/domain/filter.ts";
import type { Log } from "../../src/domain/ports.ts";
import { startLedgerThread } from "../../src/ledger/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/workerLedger.ts";
import { dashboardSnapshotOf } from "../../src/view/dashboardSnapshot.ts";
import { YEAR } from "./enterprise.ts";
import { median, quantile } from "./figures.ts";
import { runProcess } from "./runProcess.ts";

const workerFile = new URL("../../src/worker.ts", import.meta.url);
const now = Date.parse(`${YEAR.until}T12:00:00Z`);
const quiet: Log = { debug: ignore, info: ignore, warn: ignore, error: (text) => console.error(text) };

function ignore(): void {
  // A benchmark has no log.
}

interface PanelMeasure {
  readonly p95: number;
  readonly median: number;
}

/** A filter by the name of what it narrows by. */
type NamedFilters = Readonly<Record<string, TransactionFilter>>;

const probes = {
  /** Reading everything that a panel shows, up to a snapshot that could be posted. */
  async read({ path, times }: { path: string; times: number }): Promise<PanelMeasure> {
    const { model, ledger } = await openModel(path);
    const measured: number[] = [];
    for (let turn = 0; turn < times; turn++) {
      const start = performance.now();
      await model.read();
      snapshotTextOf(model);
      measured.push(performance.now() - start);
    }
    model.dispose();
    await ledger.close();
    return measureOf(measured);
  },

  /** From a chosen filter to the snapshot under it; between two filters everything is shown. */
  async change({
    path,
    filters,
    times,
  }: {
    path: string;
    filters: NamedFilters;
    times: number;
  }): Promise<Readonly<Record<string, PanelMeasure>>> {
    const { model, ledger } = await openModel(path);
    const measures: Record<string, PanelMeasure> = {};
    for (const [name, filter] of Object.entries(filters)) {
      const measured: number[] = [];
      for (let turn = 0; turn < times; turn++) {
        const start = performance.now();
        await model.chooseFilter(filter);
        const text = snapshotTextOf(model);
        measured.push(performance.now() - start);
        if (!text.includes('"hasNumbers":true')) throw new Error(`${name}: nothing to show`);
        await model.chooseFilter(NO_FILTER);
      }
      measures[name] = measureOf(measured);
    }
    model.dispose();
    await ledger.close();
    return measures;
  },
};

async function openModel(path: string): Promise<{ model: Model; ledger: WorkerLedger }> {
  const ledger = new WorkerLedger(() => startLedgerThread(workerFile, path));
  const account = {
    id: "bench",
    kind: "live",
    label: "Bench",
    baseUrl: "https://example.org",
    plan: "enterprise",
  } as const;
  await ledger.saveAccount(account);
  const model = new Model({ ledger, clock: () => now, log: quiet, zone: "UTC", failureMessages: [] });
  await model.open();
  await model.choosePeriod({ preset: "last12Months" });
  return { model, ledger };
}

/** What the webview is posted; its text stands for the copying. */
function snapshotTextOf({ state }: Model): string {
  return JSON.stringify(dashboardSnapshotOf(state, now, { rowsRevision: 1, expanded: false }));
}

function measureOf(measured: readonly number[]): PanelMeasure {
  return { p95: quantile(measured, 0.95), median: median(measured) };
}

/** Runs one probe in a process of its own. */
export async function panelProbe<K extends keyof typeof probes>(
  name: K,
  argument: Parameters<(typeof probes)[K]>[0],
): Promise<Awaited<ReturnType<(typeof probes)[K]>>> {
  return (await runProcess(fileURLToPath(import.meta.url), name, argument)) as Awaited<ReturnType<(typeof probes)[K]>>;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name = "", argument = "{}"] = process.argv.slice(2);
  const run = probes[name as keyof typeof probes] as (given: unknown) => Promise<unknown>;
  console.log(JSON.stringify(await run(JSON.parse(argument))));
}
