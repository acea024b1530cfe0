import * as vscode from "vscode";
import { budgetOf } from "../app/watch/budgetSetting.ts";
import type { Settings, StatusBarMode } from "../contract.ts";
import { type Account, PLAN_LIMITS, type Plan, type PlanLimits } from "../domain/account.ts";
import { type CycleStart, FIRST_OF_MONTH, LATEST_CYCLE_START } from "../domain/calendar.ts";
import { isTimeZone } from "../domain/day.ts";
import { type GstRule, gstRuleOf } from "../domain/gst.ts";
import { type ReadSetting, readOutcomes } from "../domain/outcomeSetting.ts";
import type { OutcomeWords } from "../domain/outcomeWords.ts";
import type { AlertSettings } from "../domain/watch/alert.ts";
import type { Budget } from "../domain/watch/budget.ts";

const SECTION = "deepvue";
const DEFAULT_ZONE = "Asia/Kolkata";

/** One setting as VS Code has it; defaults live in package.json only. */
export function readSetting<K extends keyof Settings>(key: K): Settings[K] {
  // `get` answers with the manifest's default where the user set nothing; contract.ts proves that every key is there.
  return vscode.workspace.getConfiguration().get(key) as Settings[K];
}

/** The billing time zone; a name that this runtime does not know falls back to India's. */
export function billingTimeZone(): string {
  const zone = readSetting("deepvue.billingTimeZone");
  return typeof zone === "string" && isTimeZone(zone) ? zone : DEFAULT_ZONE;
}

/** The day on which billing months start; anything that is no day of every month is the first. */
export function billingCycleStart(): CycleStart {
  const day: unknown = readSetting("deepvue.billingCycleStart");
  return typeof day === "number" && Number.isInteger(day) && day >= FIRST_OF_MONTH && day <= LATEST_CYCLE_START
    ? day
    : FIRST_OF_MONTH;
}

/** What the user has said about messages, and what of it can not be read. */
export function readOutcomeSettings(): ReadSetting {
  return readOutcomes(readSetting("deepvue.outcomes"), readSetting("deepvue.failureMessages"));
}

export function outcomes(): OutcomeWords {
  return readOutcomeSettings().words;
}

/** The plan whose limits hold for an account. */
export function planOf(account: Account): Plan {
  if (account.kind === "sample") return account.plan;
  // VS Code marks a value that is none of the list, and gives it all the same. The narrowest plan never asks too much.
  const plan: unknown = readSetting("deepvue.plan");
  return typeof plan === "string" && Object.hasOwn(PLAN_LIMITS, plan) ? (plan as Plan) : "starter";
}

export function limitsOf(account: Account): PlanLimits {
  return PLAN_LIMITS[planOf(account)];
}

const STATUS_BAR_MODES: Readonly<Record<StatusBarMode, true>> = {
  period: true,
  today: true,
  month: true,
  balance: true,
  budget: true,
  alerts: true,
  off: true,
};

/** What the status item shows; the period's spend where the setting names nothing that there is. */
export function statusBarMode(): StatusBarMode {
  const mode: unknown = readSetting("deepvue.statusBar.show");
  return typeof mode === "string" && Object.hasOwn(STATUS_BAR_MODES, mode) ? (mode as StatusBarMode) : "period";
}

/** 0 = off; anything else is at least 5 minutes, because every refresh costs requests of the plan. */
export function refreshMinutes(): number {
  const minutes: unknown = readSetting("deepvue.refreshMinutes");
  if (typeof minutes !== "number" || !Number.isFinite(minutes) || minutes <= 0) return 0;
  return Math.min(Math.max(minutes, 5), 24 * 60);
}

/** Calls back after any setting of this extension has changed. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener();
  });
}

/** What alerts go by; values that are no numbers are left out. */
export function alertSettings(): AlertSettings {
  const thresholds: unknown = readSetting("deepvue.alerts.thresholds");
  const days: unknown = readSetting("deepvue.alerts.runwayDays");
  const enabled: unknown = readSetting("deepvue.alerts.enabled");
  return {
    enabled: enabled !== false,
    thresholds: Array.isArray(thresholds) ? thresholds.filter((value): value is number => Number.isFinite(value)) : [],
    runwayDays: typeof days === "number" && Number.isFinite(days) ? days : 0,
  };
}

export function budget(): Budget {
  return budgetOf(readSetting("deepvue.budget"));
}

/** Whether charges include the tax, as the user takes it, and its rate. */
export function gstRule(): GstRule {
  return gstRuleOf(readSetting("deepvue.gst"), readSetting("deepvue.gstRate"));
}
