import type { Pause, Refusal } from "../domain/pause.ts";
import type { Clock, Log, SessionStore, UsageService } from "../domain/ports.ts";
import type { QuotaDecision, QuotaUse } from "../domain/quota.ts";
import type { Redactor } from "../domain/redactor.ts";
import { DeepvueClient } from "./client.ts";
import { createThrottle } from "./throttle.ts";

/** The account's requests, counted where all editor windows see them. */
interface RequestBudget {
  readonly take: (use: QuotaUse, now: number) => Promise<QuotaDecision>;
  readonly settle: (grantedAt: number, answeredAt: number, outcome: "passed" | "unknown") => Promise<void>;
  readonly refuse: (refusal: Refusal, grantedAt: number, now: number) => Promise<Pause>;
  /** Told when nothing passes before an instant (epoch ms). */
  readonly onWait: (until: number) => void;
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
