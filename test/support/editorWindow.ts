// One editor window without VS Code, the application on a real ledger thread with a real file, and the real client.
import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { patient } from "../../scripts/patience.ts";
import { Application, type SecretStore } from "../../src/app/application.ts";
import type { BackgroundRefresh } from "../../src/app/background.ts";
import type { Model } from "../../src/app/screen/model.ts";
import type { Synchronizer } from "../../src/app/sync/synchronizer.ts";
import { DeepvueClient } from "../../src/deepvue/client.ts";
import { type Delay, delay } from "../../src/deepvue/delay.ts";
import { type HttpAnswer, sendHttp } from "../../src/deepvue/http.ts";
import { createThrottle } from "../../src/deepvue/throttle.ts";
import type { StoredToken } from "../../src/domain/account.ts";
import { type Account, type Credentials, type HeaderStyle, PLAN_LIMITS } from "../../src/domain/account.ts";
import type { Clock, Log, SessionStore, UsageService } from "../../src/domain/ports.ts";
import { Redactor, redactedLog } from "../../src/domain/redactor.ts";
import type { SetTimer } from "../../src/domain/timer.ts";
import { type LedgerThread, startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import { threadFile } from "./programFile.ts";

export interface EditorWindow {
  readonly application: Application;
  readonly ledger: WorkerLedger;
  readonly model: Model;
  readonly synchronizer: Synchronizer;
  readonly background: BackgroundRefresh;
  readonly service: UsageService;
  /** Begins to work by itself; every `refreshMinutes`, and on whatever backfill is wished for. */
  startBackground(refreshMinutes: number): BackgroundRefresh;
  /** From now on, as when somebody changes the setting. */
  refreshEvery(refreshMinutes: number): void;
  /** True while the ledger's thread or the service has a question to answer, or another one's commit has not been heard of. */
  isBusy(): boolean;
  /** Ends the ledger's thread as a crash would; resolves when it is gone. */
  killLedger(): Promise<void>;
  close(): Promise<void>;
}

export interface EditorWindowOptions {
  readonly path: string;
  readonly account: Account;
  readonly credentials: Credentials;
  readonly holder: string;
  readonly clock: Clock;
  readonly zone: string;
  /** Where billing months start; 1 unless said otherwise. */
  readonly cycleStart?: number;
  readonly log: Log;
  readonly time: TimeSource;
  /** In place of a session that nobody else sees. */
  readonly sessionStore?: (ledger: WorkerLedger) => SessionStore;
  readonly secrets?: SecretStore;
}

/** How waits pass. */
export interface TimeSource {
  readonly setTimer: SetTimer;
  readonly delay: Delay;
  /** Told of what timers do not show: an answer of the ledger's thread or the service, news of a commit, a change of the screen. */
  readonly onSign?: () => void;
}

/**
 * How fast simulated time may run here, where it may run so fast on the reference machine: a window that a slow machine holds up for
 * longer than its heartbeats last is asleep to the others, and what is on screen for less than that is seen by nobody.
 */
export function speedHere(speed: number): number {
  return Math.max(1, (speed * 1_000) / patient(1_000));
}

/** Waits that are as much shorter as the clock is faster; limits stay what they are. */
export function fasterTime(speed: number): TimeSource {
  return {
    setTimer: (ms, callback) => {
      const timer = setTimeout(callback, ms / speed);
      return () => clearTimeout(timer);
    },
    delay: (ms, signal) => delay(ms / speed, signal),
  };
}

/** A clock that reads `start` (epoch ms) when the process' real time is `realStart`, and runs `speed` times as fast. */
export function fasterClock(start: number, speed: number, realStart = Date.now()): Clock {
  return () => Math.round(start + (Date.now() - realStart) * speed);
}

export async function openEditorWindow(options: EditorWindowOptions): Promise<EditorWindow> {
  const { path, account, clock, zone, holder, time } = options;
  const redactor = new Redactor();
  const log = redactedLog(options.log, redactor);
  let thread: LedgerThread | undefined;
  let isLedgerBusy = false;
  let requests = 0;
  let minutes = 0;
  const ledger = new WorkerLedger(
    () => {
      const started = (thread = startLedgerThread(threadFile, path));
      const setBusy = (isBusy: boolean): void => {
        isLedgerBusy = isBusy;
        started.setBusy(isBusy);
        if (!isBusy) time.onSign?.();
      };
      return { ...started, setBusy };
    },
    { redactor },
  );
  const service = new DeepvueClient({
    baseUrl: account.baseUrl,
    sessionStore: options.sessionStore?.(ledger) ?? memorySession(options.credentials),
    gate: createThrottle({
      take: (use, now) => ledger.takeRequest(account.id, PLAN_LIMITS[account.plan], use, now),
      settle: (grantedAt, answeredAt, outcome) => ledger.settleRequest(account.id, grantedAt, answeredAt, outcome),
      refuse: (refusal, grantedAt, now) => ledger.refuseRequest(account.id, refusal, grantedAt, now),
      onWait: (until) => application.synchronizer.pauseUntil(account.id, until),
      clock,
      delay: time.delay,
    }),
    clock,
    log,
    redactor,
    delay: time.delay,
    http: async (request, signal) => {
      requests++;
      const done = (): void => {
        requests--;
        time.onSign?.();
      };
      try {
        return untilRead(await sendHttp(request, signal), done);
      } catch (error) {
        done();
        throw error;
      }
    },
  });
  const application = new Application({
    ledger,
    services: { serviceFor: async () => service, forget: () => undefined },
    secrets: options.secrets ?? { forget: async () => undefined },
    settings: {
      billingTimeZone: () => zone,
      billingCycleStart: () => options.cycleStart ?? 1,
      outcomes: () => [],
      refreshMinutes: () => minutes,
      limits: ({ plan }) => PLAN_LIMITS[plan],
      budget: () => ({}),
    },
    clock,
    log,
    holder,
    onWatch: () => undefined,
    setTimer: time.setTimer,
  });
  await application.open();
  let heardAt = Date.now();
  ledger.onDidChange(() => {
    heardAt = Date.now();
    time.onSign?.();
  });
  const { model, synchronizer, background } = application;
  model.onDidChange(() => time.onSign?.());
  const refreshEvery = (refreshMinutes: number): void => {
    minutes = refreshMinutes;
    background.reschedule();
  };
  return {
    application,
    ledger,
    model,
    synchronizer,
    background,
    service,
    startBackground(refreshMinutes) {
      background.start();
      refreshEvery(refreshMinutes);
      return background;
    },
    refreshEvery,
    isBusy: () => isLedgerBusy || requests > 0 || isBehind(path, heardAt),
    async killLedger() {
      // What a thread that is out of memory or crashes looks like from outside.
      if (thread?.wire instanceof Worker) await thread.wire.terminate();
    },
    close: () => application.close(),
  };
}

/** The change signal of a commit passes through the file system, which on a busy machine takes a while. */
const LONGEST_NEWS_MS = patient(1_000);

/** Somebody has committed since this was heard of the ledger; not for ever, for not every commit is news for every window. */
function isBehind(ledger: string, heardAt: number): boolean {
  // In whole milliseconds, as what is heard: else a commit that is heard of in its own millisecond would be waited for in vain.
  const signalled = Math.floor(statSync(`${ledger}.changed`, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return signalled > heardAt && Date.now() - signalled < LONGEST_NEWS_MS;
}

/** The same answer; `onRead` is told once its body is read, broken off or not wanted. */
function untilRead(answer: HttpAnswer, onRead: () => void): HttpAnswer {
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    onRead();
  };
  const iterator = answer.body[Symbol.asyncIterator]();
  const body: AsyncIterator<Uint8Array> = {
    next: async () => {
      try {
        const step = await iterator.next();
        if (step.done === true) end();
        return step;
      } catch (error) {
        end();
        throw error;
      }
    },
    // Before anything was read as well, where a generator's `finally` would not run.
    return: async () => {
      end();
      return (await iterator.return?.()) ?? { done: true, value: undefined };
    },
  };
  return {
    status: answer.status,
    header: (name) => answer.header(name),
    body: { [Symbol.asyncIterator]: () => body },
    discard() {
      end();
      answer.discard();
    },
  };
}

/** A session that nobody else sees. */
export function memorySession(credentials: Credentials): SessionStore {
  let token: StoredToken | undefined;
  let style: HeaderStyle | undefined;
  return {
    credentials: async () => credentials,
    token: async () => token,
    saveToken: async (next) => {
      token = next;
    },
    headerStyle: () => style,
    saveHeaderStyle: async (next) => {
      style = next;
    },
  };
}

export function listLog(lines: string[]): Log {
  const line = (message: string): void => void lines.push(message);
  return { debug: line, info: line, warn: line, error: line };
}
