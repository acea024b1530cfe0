import type { EpochMs } from "./epoch.ts";
import type { Money } from "./money.ts";

/** The plans that Deepvue publishes (docs, "Rate limits"). */
export const PLANS = ["starter", "business", "growth", "enterprise"] as const;
export type Plan = (typeof PLANS)[number];

export interface PlanLimits {
  readonly perSecond: number;
  readonly perMinute: number;
  readonly perDay: number;
}

/** Source: docs.deepvue.ai/rate-limits. Applied per API key; the three are judged independently. */
export const PLAN_LIMITS: Readonly<Record<Plan, PlanLimits>> = {
  starter: { perSecond: 1, perMinute: 30, perDay: 1_000 },
  business: { perSecond: 2, perMinute: 100, perDay: 10_000 },
  growth: { perSecond: 5, perMinute: 500, perDay: 20_000 },
  enterprise: { perSecond: 17, perMinute: 1_000, perDay: 50_000 },
};

/** In place of an account's id: what holds for all accounts, or belongs to none that is signed in. */
export const NO_ACCOUNT = "";

/** Both styles that the docs show for the usage report. The one that worked is remembered per account. */
export type HeaderStyle = "bearer" | "clientId";

/** `team`: its numbers are read from a database that a collector fills, and nothing is asked of the service. */
export type AccountKind = "live" | "sample" | "team";

/** What is stored of an account, without any secret. */
export interface Account {
  /** Key in the ledger and of the secrets: a stable hash of base URL and client id, or "sample", or as {@link teamAccountId} makes it. */
  readonly id: string;
  readonly kind: AccountKind;
  /** What people see: the client id shortened, or "Sample account", or what the team's collector calls it. */
  readonly label: string;
  /** The address that the credentials were entered with; they are never sent anywhere else. Empty for the sample account. */
  readonly baseUrl: string;
  readonly plan: Plan;
  readonly headerStyle?: HeaderStyle;
}

export const SAMPLE_ACCOUNT_ID = "sample";

const OF_TEAM = "team:";

/** The id here of an account in a team's database, which has an id too. */
export function teamAccountId(team: string, account: string): string {
  return `${OF_TEAM}${team}:${account}`;
}

export function isTeamAccount(id: string): boolean {
  return id.startsWith(OF_TEAM);
}

/** Lives in SecretStorage only; of a team's database they are the user and the password. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface BalanceReading {
  readonly at: EpochMs;
  readonly balance: Money;
}

export interface StoredToken {
  readonly accessToken: string;
  readonly expiresAt: EpochMs;
}

export interface SignInResult {
  readonly balance?: Money;
}
