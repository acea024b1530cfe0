import * as vscode from "vscode";
import { alertSettingsOf, cycleStartOf, planIn, refreshMinutesOf, zoneOf } from "../app/settingValues.ts";
import { budgetOf } from "../app/watch/budgetSetting.ts";
import type { Settings, StatusBarMode } from "../contract.ts";
import { type Account, PLAN_LIMITS, type Plan, type PlanLimits } from "../domain/account.ts";
import type { CycleStart } from "../domain/calendar.ts";
import { type GstRule, gstRuleOf } from "../domain/gst.ts";
import { type ReadSetting, readOutcomes } from "../domain/outcomeSetting.ts";
import type { OutcomeWords } from "../domain/outcomeWords.ts";
import type { AlertSettings } from "../domain/watch/alert.ts";
import type { Budget } from "../domain/watch/budget.ts";

const SECTION = "deepvue";

/** One setting as VS Code has it; defaults live in package.json only. */
export function readSetting<K extends keyof Settings>(key: K): Settings[K] {
  // `get` answers with the manifest's default where the user set nothing; contract.ts proves that every key is there.
  return vscode.workspace.getConfiguration().get(key) as Settings[K];
}

/** The billing time zone; a name that this runtime does not know falls back to India's. */
export function billingTimeZone(): string {
  return zoneOf(readSetting("deepvue.billingTimeZone"));
}

/** The day on which billing months start; anything that is no day of every month is the first. */
export function billingCycleStart(): CycleStart {
  return cycleStartOf(readSetting("deepvue.billingCycleStart"));
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
  // VS Code marks a value that is none of the list, and gives it all the same.
  return planIn(readSetting("deepvue.plan"));
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
  return refreshMinutesOf(readSetting("deepvue.refreshMinutes"));
}

/** Calls back after any setting of this extension has changed. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener();
  });
}

/** What alerts go by; values that are no numbers are left out. */
export function alertSettings(): AlertSettings {
  return alertSettingsOf(
    readSetting("deepvue.alerts.enabled"),
    readSetting("deepvue.alerts.thresholds"),
    readSetting("deepvue.alerts.runwayDays"),
  );
}

export function budget(): Budget {
  return budgetOf(readSetting("deepvue.budget"));
}

/** Whether charges include the tax, as the user takes it, and its rate. */
export function gstRule(): GstRule {
  return gstRuleOf(readSetting("deepvue.gst"), readSetting("deepvue.gstRate"));
}
