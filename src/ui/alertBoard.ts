import * as vscode from "vscode";
import { type Alert, type AlertSettings, type Alerts, openAlerts } from "../app/alerts.ts";
import type { Model } from "../app/model.ts";
import { COMMANDS } from "../contract.ts";
import { addDays, startOfDay } from "../domain/day.ts";
import type { Clock, Log } from "../domain/ports.ts";
import { problemOf } from "../domain/problem.ts";
import type { Watch } from "../domain/watch.ts";
import { budgetAlertText, findingText, runwayAlertText, walletAlertText } from "../view/alertTexts.ts";
import { alertSettings, areAlertsEnabled } from "./settings.ts";

interface Dependencies {
  readonly alerts: Alerts;
  readonly model: Model;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

/**
 * Tells alerts one at a time, each once over all editor windows, never modal; and knows which are open. With alerts off nothing
 * pops up, and nothing counts as told.
 */
export class AlertBoard {
  readonly #alerts: Alerts;
  readonly #model: Model;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onChange: () => void;
  #open: readonly Alert[] = [];
  #telling: Promise<void> = Promise.resolve();

  constructor({ alerts, model, clock, log, onChange }: Dependencies) {
    this.#alerts = alerts;
    this.#model = model;
    this.#clock = clock;
    this.#log = log;
    this.#onChange = onChange;
  }

  get open(): readonly Alert[] {
    return this.#open;
  }

  /** A watch was made: recounts what is open, and tells what is new. */
  judge(watch: Watch): void {
    this.#judge(watch).catch((error: unknown) => this.#log.warn(`alerts: ${problemOf(error).detail}`));
  }

  async #judge(watch: Watch): Promise<void> {
    await this.#recount(watch);
    if (!areAlertsEnabled()) return;
    for (const alert of await this.#alerts.claim(watch, alertSettings())) {
      this.#telling = this.#telling.then(() => this.#tell(watch.accountId, alert)).catch(() => undefined);
    }
  }

  async #recount(watch: Watch): Promise<void> {
    const settings: AlertSettings = alertSettings();
    this.#open = openAlerts(watch, settings, await this.#alerts.silencing(watch.accountId), this.#clock());
    this.#onChange();
  }

  async #tell(accountId: string, alert: Alert): Promise<void> {
    const buttons = ["Show", "Snooze Until Tomorrow", "Don't Tell Again"] as const;
    const sample = this.#model.state.account?.kind === "sample" ? "SAMPLE: " : "";
    const text = `${sample}${alertText(alert, this.#model.state.zone)}`;
    const pressed = await vscode.window.showWarningMessage(text, ...buttons);
    if (pressed === "Show") await showAlert(this.#model, alert);
    if (pressed === "Snooze Until Tomorrow") await this.#alerts.snooze(accountId, alert.topic, this.#tomorrow());
    if (pressed === "Don't Tell Again") await this.#alerts.mute(accountId, alert.topic);
    if (pressed !== undefined && this.#model.state.watch !== undefined) await this.#recount(this.#model.state.watch);
  }

  /** Lists what is open and what is silenced; the first opens its rows, the second can be heard again. */
  async show(): Promise<void> {
    const { state } = this.#model;
    const { account, watch } = state;
    if (account === undefined) return;
    const { muted, snoozed } = await this.#alerts.silencing(account.id);
    const open = this.#open.map((alert) => ({
      label: `$(bell) ${plainLabel(alert)}`,
      detail: alertText(alert, state.zone),
      run: () => showAlert(this.#model, alert),
    }));
    const topics = [...muted, ...Object.keys(snoozed).filter((topic) => (snoozed[topic] ?? 0) > this.#clock())];
    const silent = topics.map((topic) => ({
      label: `$(bell-slash) ${decodeURIComponent(topic)}`,
      detail: "Silenced; choose to hear of it again",
      run: async () => {
        await this.#alerts.unsilence(account.id, topic);
        if (watch !== undefined) await this.#recount(watch);
      },
    }));
    const items = [...open, ...silent];
    const placeHolder = open.length === 0 ? "Nothing unusual: no open alerts" : "Choose one to see its transactions";
    const settings = {
      label: "$(gear) Alert settings",
      detail: "Thresholds, runway days, and whether anything may pop up",
      run: async () => void (await vscode.commands.executeCommand("workbench.action.openSettings", "deepvue.alerts")),
    };
    const pick = await vscode.window.showQuickPick([...items, settings], { title: "Alerts", placeHolder });
    await pick?.run();
  }

  #tomorrow(): number {
    const { zone, today } = this.#model.state;
    return startOfDay(zone, addDays(today, 1)) / 1000;
  }
}

/** Sets period and filter to the rows behind an alert, and opens the dashboard there. */
async function showAlert(model: Model, alert: Alert): Promise<void> {
  switch (alert.kind) {
    case "finding":
      await model.choosePeriod(alert.finding.opens.period);
      await model.chooseFilter(alert.finding.opens.filter);
      break;
    case "budget":
      await model.choosePeriod({ preset: alert.use.span === "month" ? "thisMonth" : "today" });
      await model.chooseFilter(alert.use.product === undefined ? {} : { products: [alert.use.product] });
      break;
    case "runway":
    case "wallet":
      await model.choosePeriod({ preset: "last7Days" });
      await model.chooseFilter({});
      break;
  }
  await vscode.commands.executeCommand(COMMANDS.openDashboard);
}

function alertText(alert: Alert, zone: string): string {
  switch (alert.kind) {
    case "budget":
      return budgetAlertText(alert.use, alert.threshold);
    case "runway":
      return runwayAlertText(alert.runway);
    case "finding":
      return findingText(alert.finding);
    case "wallet":
      return walletAlertText(alert.change, zone);
  }
}

function plainLabel(alert: Alert): string {
  switch (alert.kind) {
    case "budget":
      return "Budget";
    case "runway":
      return "Runway";
    case "wallet":
      return "Wallet";
    case "finding":
      return FINDING_LABELS[alert.finding.kind];
  }
}

const FINDING_LABELS = {
  spendSpike: "Spend spike",
  failureSpike: "Failure spike",
  newProduct: "New product",
  priceChange: "Price change",
  silence: "Silence",
} as const;
