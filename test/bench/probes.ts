// What the benchmark measures, each in a process of its own, so that one measurement's garbage is not another's delay:
// node probes.ts <probe> <arguments as JSON>. The last line of the output is the answer as JSON.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import fetch from "node-fetch";
import { REPORT_FORMAT } from "../../src/deepvue/reportFormat.ts";
import type { Account } from "../../src/domain/account.ts";
import { addDays, daysInclusive } from "../../src/domain/day.ts";
import type { TransactionFilter } from "../../src/domain/filter.ts";
import type { Period } from "../../src/domain/period.ts";
import type { ReportWindow } from "../../src/domain/report.ts";
import { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import { loopbackClient, sinceOf } from "../support/loopbackClient.ts";
import { enterpriseReport, weeksOf, YEAR } from "./enterprise.ts";
import { median, quantile } from "./figures.ts";
import { runProcess } from "./runProcess.ts";

/** What is measured is an account's: nothing is stored for one that the ledger does not know. */
const ACCOUNT: Account = {
  id: "bench",
  kind: "live",
  label: "bench",
  baseUrl: "https://service.example",
  plan: "enterprise",
};
/** Enough that a p95 is no single slow moment of the machine. */
const READINGS = 200;
const CANCELLATIONS = 40;

const workerFile = new URL("../../src/worker.ts", import.meta.url);
const datesOf = ({ since, until }: ReportWindow): string[] =>
  Array.from({ length: daysInclusive(since, until) }, (_, n) => addDays(since, n));
const openLedger = (path: string): WorkerLedger => new WorkerLedger(() => startLedgerThread(workerFile, path));

export interface IntakeMeasure {
  readonly ms: number;
  readonly maxBlockMs: number;
  readonly growthMb: number;
  readonly rows: number;
}

export interface ReadMeasure {
  readonly p95: number;
  readonly median: number;
}

const probes = {
  /** Generates the reports of some weeks and serves them on 127.0.0.1 until its input ends. */
  async serve({ weeks }: { weeks: readonly ReportWindow[] }): Promise<void> {
    const bodies = new Map(weeks.map((week) => [week.since, enterpriseReport(week)]));
    const server = createServer((request, response) => {
      const body = bodies.get(sinceOf(request.url)) ?? Buffer.alloc(0);
      response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
      response.end(body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    console.log(JSON.stringify({ port: typeof address === "object" ? address?.port : 0 }));
    process.stdin.resume();
    await once(process.stdin, "end");
    server.closeAllConnections();
    server.close();
  },

  /** Bare JSON.parse of a body that is in memory as text already. */
  async parse({ url, week }: { url: string; week: ReportWindow }): Promise<{ ms: number }> {
    const text = await (await fetch(`${url}/?since_date=${week.since}`)).text();
    const start = performance.now();
    const { data } = JSON.parse(text);
    const ms = performance.now() - start;
    if (data.usage_data.length === 0) throw new Error("empty report");
    return { ms };
  },

  /** A week through the service's client over loopback HTTP, as the extension host takes it in: to committed rows and roll-ups. */
  async intake({ url, path, week }: { url: string; path: string; week: ReportWindow }): Promise<IntakeMeasure> {
    const ledger = openLedger(path);
    await ledger.open();
    await ledger.saveAccount(ACCOUNT);
    // The connection and the code of the way in are warm, as in an editor that has been open for a while.
    const client = loopbackClient(url);
    const never = new AbortController().signal;
    const nothing = await client.openReport({ since: "none", until: "none" }, "user", never);
    for await (const chunk of nothing) if (chunk.length > 0) throw new Error("a report where there is none");
    const before = process.memoryUsage().rss;
    let highest = before;
    const sampling = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().rss);
    }, 20);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    await wait(50);
    delay.enable();
    const start = performance.now();
    const intake = await ledger.beginIntake(ACCOUNT.id, week);
    for await (const chunk of await client.openReport(week, "user", never)) await intake.write(chunk);
    const { inserted } = await intake.commit(datesOf(week), Date.now());
    const ms = performance.now() - start;
    delay.disable();
    clearInterval(sampling);
    await ledger.close();
    return { ms, maxBlockMs: delay.max / 1e6, growthMb: (highest - before) / 1e6, rows: inserted };
  },

  /** Builds the ledger of a year. */
  async year({ path }: { path: string }): Promise<{ seconds: number }> {
    const start = performance.now();
    const ledger = new SqliteLedger(path, REPORT_FORMAT);
    ledger.saveAccount(ACCOUNT);
    for (const week of weeksOf(YEAR)) {
      const intake = ledger.beginIntake(ACCOUNT.id, week);
      intake.write(enterpriseReport(week));
      ledger.commitIntake(intake, datesOf(week), Date.now());
      ledger.checkpoint();
      console.log(`${week.since} taken in`);
    }
    ledger.close();
    return { seconds: (performance.now() - start) / 1000 };
  },

  /** Signs the account in, of which an older year may know nothing. */
  async signIn({ path }: { path: string }): Promise<{ accounts: number }> {
    const ledger = new SqliteLedger(path, REPORT_FORMAT);
    ledger.saveAccount(ACCOUNT);
    const { length: accounts } = ledger.accounts();
    ledger.close();
    return { accounts };
  },

  /** The dashboard's snapshot for many periods of the year, as the extension host waits for it. */
  async snapshot({ path, periods }: { path: string; periods: readonly Period[] }): Promise<ReadMeasure> {
    return reading(path, periods.length, (ledger, n) => {
      const period = periods[n] ?? YEAR;
      return ledger.summarize("bench", period, daysInclusive(period.since, period.until) > 92 ? "week" : "day", {});
    });
  },

  /** The snapshot of the whole year by day, the largest there is. */
  async yearByDay({ path }: { path: string }): Promise<ReadMeasure> {
    return reading(path, 60, (ledger) => ledger.summarize("bench", YEAR, "day", {}));
  },

  async latest({ path, filters }: { path: string; filters: readonly TransactionFilter[] }): Promise<ReadMeasure> {
    return reading(path, Math.max(READINGS, filters.length * 20), (ledger, n) =>
      ledger.latest("bench", undefined, filters[n % filters.length] ?? {}, 100),
    );
  },

  /** By id or a part of it: every time another one, and at the worst place, the oldest day. */
  async find({ path, parts }: { path: string; parts: readonly string[] }): Promise<ReadMeasure> {
    return reading(path, parts.length, (ledger, n) =>
      ledger.find("bench", parts[n] ?? "", 100, new AbortController().signal),
    );
  },

  /** How long a cancelled search keeps its caller waiting. */
  async cancel({ path }: { path: string }): Promise<ReadMeasure> {
    const ledger = openLedger(path);
    const times: number[] = [];
    for (let turn = 0; turn < CANCELLATIONS; turn++) {
      const controller = new AbortController();
      const search = ledger.find("bench", "0123456789abcdef0", 1, controller.signal).catch(() => undefined);
      await wait(100);
      const start = performance.now();
      controller.abort();
      await search;
      await ledger.readState("bench", "any");
      times.push(performance.now() - start);
    }
    await ledger.close();
    return { p95: quantile(times, 0.95), median: median(times) };
  },
};

export type Probes = typeof probes;

async function reading(
  path: string,
  times: number,
  read: (ledger: WorkerLedger, n: number) => Promise<unknown>,
): Promise<ReadMeasure> {
  const ledger = openLedger(path);
  await ledger.open();
  for (let n = 0; n < 3; n++) await read(ledger, n);
  const measured: number[] = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    await read(ledger, n);
    measured.push(performance.now() - start);
  }
  await ledger.close();
  return { p95: quantile(measured, 0.95), median: median(measured) };
}

/** Runs one probe in a process of its own. */
export async function probe<K extends keyof Probes>(
  name: K,
  argument: Parameters<Probes[K]>[0],
): Promise<Awaited<ReturnType<Probes[K]>>> {
  return (await runProcess(fileURLToPath(import.meta.url), name, argument)) as Awaited<ReturnType<Probes[K]>>;
}

/** A running server of reports, and what ends it. */
export async function startServer(weeks: readonly ReportWindow[]): Promise<{ url: string; stop(): Promise<void> }> {
  const file = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [file, "serve", JSON.stringify({ weeks })], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { port } = JSON.parse(String(line));
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name = "", argument = "{}"] = process.argv.slice(2);
  const run = probes[name as keyof Probes] as (argument: unknown) => Promise<unknown>;
  const answer = await run(JSON.parse(argument));
  if (answer !== undefined) console.log(JSON.stringify(answer));
}
