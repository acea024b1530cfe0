// An account with a handful of rows that a test changes at will, and a clock that it puts forward.
import type { TestContext } from "node:test";
import type { SyncProgress } from "../../src/app/sync/laneRun.ts";
import type { SyncRequest } from "../../src/app/sync/synchronizer.ts";
import { NO_FILTER } from "../../src/domain/filter.ts";
import type { Period } from "../../src/domain/period.ts";
import { type Problem, problemOf } from "../../src/domain/problem.ts";
import type { Totals } from "../../src/domain/summary.ts";
import { type FixedRow, fixedAccount } from "../../src/sandbox/sandboxAccount.ts";
import { type Application, type ApplicationOptions, openApplication } from "./application.ts";
import { type EditorWindow, speedHere } from "./editorWindow.ts";
import { atEnd } from "./endings.ts";
import { type MovableClock, movableClock } from "./movableClock.ts";

export interface Scene extends MovableClock {
  readonly application: Application;
  /** What the service reports about from now on. */
  rows: readonly FixedRow[];
  /** Fetches as a user's refresh does, unless told otherwise. */
  fetch(dates: Period, more?: Partial<SyncRequest> & Watching): Promise<"done" | "taken">;
  /** The problem that a fetch ends with. */
  problemOf(dates: Period, more?: Partial<SyncRequest> & Watching): Promise<Problem | undefined>;
  /** The windows of the reports that `work` asks for, as "since..until". */
  asked(work: () => Promise<unknown>): Promise<readonly string[]>;
  /** The ledger's totals. */
  totals(period: Period): Promise<Totals>;
}

interface Watching {
  readonly window?: EditorWindow;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

export const HOUR = 3_600_000;
export const NOVEMBER = { since: "2026-11-01", until: "2026-11-30" };
const SPEED = 50;

/** It is 20 November 2026, 10:00 UTC, which is also the billing time zone. */
export async function openScene(
  t: TestContext,
  rows: readonly FixedRow[],
  options: Partial<ApplicationOptions> = {},
): Promise<Scene> {
  const speed = speedHere(options.speed ?? SPEED);
  const time = movableClock("2026-11-20T10:00:00Z", speed);
  const account = fixedAccount(() => scene.rows);
  const application = await openApplication({ account, clock: time.clock, zone: "UTC", ...options, speed });
  atEnd(t, () => application.close());
  const scene: Scene = {
    ...time,
    application,
    rows,
    async fetch(dates, { window = application, signal, onProgress, ...more } = {}) {
      const request = {
        lane: "refresh",
        maxAgeMs: 0,
        use: "user",
        whenTaken: "wait",
        dates: [dates],
        ...more,
      } as const;
      return window.synchronizer.sync(application.account, request, signal ?? new AbortController().signal, onProgress);
    },
    async problemOf(dates, more) {
      return this.fetch(dates, more).then(
        () => undefined,
        (error: unknown) => problemOf(error),
      );
    },
    async asked(work) {
      const before = application.reports().length;
      await work();
      const reports = application.reports().slice(before);
      return reports.map(({ since, until }) => `${since}..${until}`);
    },
    async totals(period) {
      return (await application.ledger.summarize(application.account.id, period, "day", NO_FILTER)).totals;
    },
  };
  return scene;
}
