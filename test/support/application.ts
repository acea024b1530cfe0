// Everything of the extension that does not need VS Code, with the sandbox service over real HTTP.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveAccount } from "../../src/app/knownAccounts.ts";
import { type Lane, type LaneState, readLane } from "../../src/app/sync/syncState.ts";
import type { Account, Plan } from "../../src/domain/account.ts";
import type { Clock } from "../../src/domain/ports.ts";
import type { RequestRecord } from "../sandbox/requestLog.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/server.ts";
import {
  type EditorWindow,
  type EditorWindowOptions,
  fasterTime,
  listLog,
  openEditorWindow,
  type TimeSource,
} from "./editorWindow.ts";

export interface Application extends EditorWindow {
  readonly sandbox: Sandbox;
  readonly account: Account;
  readonly clock: Clock;
  readonly logged: readonly string[];
  /** The ledger's file. */
  readonly path: string;
  /** One more editor window of the same person: same ledger file, own thread, own synchronizer. */
  openWindow(holder: string, more?: Partial<EditorWindowOptions>): Promise<EditorWindow>;
  /** The usage reports that were asked for so far. */
  reports(): readonly RequestRecord[];
  lane(lane: Lane): Promise<LaneState>;
}

export interface ApplicationOptions extends SandboxOptions {
  /** The service's clock, where it is not ours (`clock`). */
  readonly serviceClock?: Clock;
  readonly zone?: string;
  readonly cycleStart?: number;
  /** How many times faster than real time `clock` runs; waits shrink alike, limits do not. */
  readonly speed?: number;
  /** In place of `speed`. */
  readonly time?: TimeSource;
  /** The plan that this side believes in; the sandbox's own decides about 429. */
  readonly ourPlan?: Plan;
}

export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-application-"));
  const path = join(folder, "ledger.sqlite");
  const sandbox = await startSandbox({ ...options, clock: options.serviceClock ?? options.clock ?? Date.now });
  const clock = options.clock ?? Date.now;
  const logged: string[] = [];
  const account = liveAccount(sandbox.credentials, sandbox.url, options.ourPlan ?? options.plan ?? "enterprise");
  const windowOptions: Omit<EditorWindowOptions, "holder"> = {
    path,
    account,
    credentials: sandbox.credentials,
    clock,
    zone: options.zone ?? "Asia/Kolkata",
    cycleStart: options.cycleStart ?? 1,
    log: listLog(logged),
    time: options.time ?? fasterTime(options.speed ?? 1),
  };
  const first = await openEditorWindow({ ...windowOptions, holder: "first" });
  await first.ledger.saveAccount(account);
  await first.model.choose({ accountId: account.id });
  const windows = [first];
  return {
    ...first,
    sandbox,
    account,
    clock,
    logged,
    path,
    isBusy: () => windows.some((window) => window.isBusy()),
    async openWindow(holder, more = {}) {
      const window = await openEditorWindow({ ...windowOptions, holder, ...more });
      windows.push(window);
      return window;
    },
    reports: () => sandbox.requests.filter((request) => request.path.endsWith("/usage-report")),
    lane: (lane) => readLane(first.ledger, account.id, lane, clock()),
    async close() {
      for (const window of windows) await window.close();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
