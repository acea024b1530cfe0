import type { EpochMs } from "../domain/epoch.ts";
import type { Pause, Refusal } from "../domain/pause.ts";
import type { Clock, Log, SessionStore, UsageService } from "../domain/ports.ts";
import type { QuotaDecision, QuotaUse } from "../domain/quota.ts";
import type { Redactor } from "../domain/redactor.ts";
import { DeepvueClient } from "./client.ts";
import { createThrottle } from "./throttle.ts";

/** The account's requests, counted where all editor windows see them. */
interface RequestBudget {
  readonly take: (use: QuotaUse, now: EpochMs) => Promise<QuotaDecision>;
  readonly settle: (grantedAt: EpochMs, answeredAt: EpochMs, outcome: "passed" | "unknown") => Promise<void>;
  readonly refuse: (refusal: Refusal, grantedAt: EpochMs, now: EpochMs) => Promise<Pause>;
  /** Told when nothing passes before an instant. */
  readonly onWait: (until: EpochMs) => void;
}

/** The service of one account behind its request budget. Loaded when something is first sent: HTTP is half of our code. */
export function createClient(
  baseUrl: string,
  sessionStore: SessionStore,
  budget: RequestBudget,
  clock: Clock,
  log: Log,
  redactor: Redactor,
): UsageService {
  return new DeepvueClient({ baseUrl, sessionStore, gate: createThrottle({ ...budget, clock }), clock, log, redactor });
}
