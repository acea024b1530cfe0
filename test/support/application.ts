// Everything of the extension that does not need VS Code, put together as in extension.ts: a real ledger thread on a real file,
// the real client, and the sandbox service over real HTTP.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveAccount } from "../../src/app/accounts.ts";
import { Model } from "../../src/app/model.ts";
import { Synchronizer } from "../../src/app/synchronizer.ts";
import { DeepvueClient } from "../../src/deepvue/client.ts";
import { type Delay, delay } from "../../src/deepvue/delay.ts";
import { createThrottle } from "../../src/deepvue/throttle.ts";
import { type Account, type Credentials, type HeaderStyle, PLAN_LIMITS, type Plan } from "../../src/domain/account.ts";
import type { Clock, Log, SessionStore, StoredToken } from "../../src/domain/ports.ts";
import { startLedgerThread } from "../../src/ledger/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/workerLedger.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";

export interface Application {
  readonly sandbox: Sandbox;
  readonly ledger: WorkerLedger;
  readonly model: Model;
  readonly synchronizer: Synchronizer;
  readonly account: Account;
  readonly logged: readonly string[];
  /** One more editor window of the same person: same ledger file, own thread, own synchronizer. */
  openWindow(holder: string): Promise<EditorWindow>;
  close(): Promise<void>;
}

export interface EditorWindow {
  readonly ledger: WorkerLedger;
  readonly model: Model;
  readonly synchronizer: Synchronizer;
  close(): Promise<void>;
}

export interface ApplicationOptions extends SandboxOptions {
  readonly zone?: string;
  /** How many times faster than real time `clock` runs; waits shrink alike, limits do not. */
  readonly speed?: number;
  /** The plan that this side believes in; the sandbox's own decides about 429. */
  readonly ourPlan?: Plan;
}

const WORKER = new URL("../../src/worker.ts", import.meta.url);

export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-application-"));
  const sandbox = await startSandbox(options);
  const clock = options.clock ?? Date.now;
  const logged: string[] = [];
  const account = liveAccount(sandbox.credentials, sandbox.url, options.ourPlan ?? options.plan ?? "enterprise");
  const windowOptions = {
    path: join(folder, "ledger.sqlite"),
    clock,
    logged,
    sandbox,
    zone: options.zone ?? "Asia/Kolkata",
    wait: (ms: number, signal: AbortSignal) => delay(ms / (options.speed ?? 1), signal),
  };
  const first = await openWindow("first", account, windowOptions);
  await first.ledger.saveAccount(account);
  await first.model.selectAccount(account.id);
  const windows = [first];
  return {
    ...first,
    sandbox,
    account,
    logged,
    async openWindow(holder) {
      const window = await openWindow(holder, account, windowOptions);
      windows.push(window);
      return window;
    },
    async close() {
      for (const window of windows) await window.close();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface WindowOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logged: string[];
  readonly sandbox: Sandbox;
  readonly zone: string;
  readonly wait: Delay;
}

async function openWindow(holder: string, account: Account, options: WindowOptions): Promise<EditorWindow> {
  const { path, clock, logged, sandbox, zone, wait } = options;
  const log = listLog(logged);
  const ledger = new WorkerLedger(() => startLedgerThread(WORKER, path));
  const service = new DeepvueClient({
    baseUrl: account.baseUrl,
    sessionStore: memorySession(sandbox.credentials),
    gate: createThrottle({
      take: (use) => ledger.takeRequest(account.id, PLAN_LIMITS[account.plan], use, clock()),
      pause: (until) => ledger.pauseRequests(account.id, until),
      clock,
      delay: wait,
    }),
    clock,
    log,
    delay: wait,
  });
  const synchronizer = new Synchronizer({ ledger, serviceFor: async () => service, clock, log, holder });
  const model = new Model({ ledger, clock, log, zone, failureMessages: [] });
  await model.open();
  return {
    ledger,
    model,
    synchronizer,
    async close() {
      model.dispose();
      await ledger.close();
    },
  };
}

function memorySession(credentials: Credentials): SessionStore {
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

function listLog(lines: string[]): Log {
  const line = (message: string): void => {
    lines.push(message);
  };
  return { debug: line, info: line, warn: line, error: line };
}
