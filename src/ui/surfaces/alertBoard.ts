import * as vscode from "vscode";
import type { Model } from "../../app/screen/model.ts";
import type { Alerts } from "../../app/watch/alerts.ts";
import { COMMANDS } from "../../contract.ts";
import { addDays, startOfDay } from "../../domain/day.ts";
import { millisOf } from "../../domain/epoch.ts";
import { NO_FILTER, type TransactionFilter } from "../../domain/filter.ts";
import type { PeriodChoice } from "../../domain/period.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import { type Alert, openAlerts } from "../../domain/watch/alert.ts";
import { NOTHING_SILENCED, type Silencing, silenceOf } from "../../domain/watch/silencing.ts";
import type { Watch } from "../../domain/watch/watch.ts";
import { alertSettings } from "../settings.ts";
import type { AlertList } from "./alertList.ts";
import { AlertToasts } from "./alertToasts.ts";

interface Dependencies {
  readonly alerts: Alerts;
  readonly model: Model;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

/**
 * Knows which alerts are open, and has those told that no editor window has told yet. With alerts off nothing pops up, and what
 * happens meanwhile does not burst out when they are turned on.
 */
export class AlertBoard {
  readonly #alerts: Alerts;
  readonly #model: Model;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onChange: () => void;
  readonly #toasts: AlertToasts;
  readonly #unsubscribe: () => void;
  #open: readonly Alert[] = [];
  #silencing: Silencing = NOTHING_SILENCED;
  #working: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor({ alerts, model, clock, log, onChange }: Dependencies) {
    this.#alerts = alerts;
    this.#model = model;
    this.#clock = clock;
    this.#log = log;
    this.#onChange = onChange;
    this.#toasts = new AlertToasts(
      {
        show: (alert) => this.#showRows(alert),
        showAll: async () => void (await vscode.commands.executeCommand(COMMANDS.showAlerts)),
        snooze: (accountId, { topic }) => this.#snooze(accountId, topic),
        mute: (accountId, { topic }) => this.#mute(accountId, topic),
      },
      (accountId) => model.state.account?.id === accountId,
      (error) => log.warn(`alerts: ${problemOf(error).detail}`),
    );
    // Another editor window may have silenced something.
    this.#unsubscribe = model.onDidChange(() => this.#inTurn(() => this.#recount()));
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#toasts.dispose();
    this.#unsubscribe();
  }

  /** Of the account on screen. */
  get open(): readonly Alert[] {
    return this.#model.state.watch === undefined ? [] : this.#open;
  }

  /** A watch was made, or is to be judged by other settings: recounts what is open, and tells what is new. */
  judge(watch: Watch | undefined): void {
    if (watch === undefined) return;
    this.#inTurn(async () => {
      await this.#recount();
      const alerts = await this.#alerts.claim(watch, alertSettings());
      const { zone, account } = this.#model.state;
      // Nobody has to hear of money that is not spent; the list of alerts shows what they are like.
      if (account?.kind === "sample") return;
      this.#toasts.tell({ accountId: watch.accountId, zone, alerts });
    });
  }

  #inTurn(work: () => Promise<void>): void {
    this.#working = this.#working
      .then(() => (this.#isDisposed ? undefined : work()))
      .catch((error: unknown) => this.#log.warn(`alerts: ${problemOf(error).detail}`));
  }

  async #recount(): Promise<void> {
    const { watch } = this.#model.state;
    if (watch !== undefined) this.#silencing = await this.#alerts.silencing(watch.accountId);
    const open = watch === undefined ? [] : openAlerts(watch, alertSettings(), this.#silencing, this.#clock());
    if (JSON.stringify(open) === JSON.stringify(this.#open)) return;
    this.#open = open;
    this.#onChange();
  }

  /** `showList` is loaded with the command that wants it. */
  async show(showList: (list: AlertList) => Promise<void>): Promise<void> {
    const { account, zone, cycleStart } = this.#model.state;
    if (account === undefined) return;
    await this.#recount();
    const { muted, snoozed } = this.#silencing;
    const topics = new Set([...muted, ...Object.keys(snoozed)]);
    await showList({
      open: this.open,
      silenced: [...topics].filter((topic) => silenceOf(this.#silencing, topic, this.#clock()) !== "audible"),
      zone,
      cycleStart,
      show: (alert) => this.#showRows(alert),
      snooze: ({ topic }) => this.#snooze(account.id, topic),
      mute: ({ topic }) => this.#mute(account.id, topic),
      unsilence: async (topic) => {
        await this.#alerts.unsilence(account.id, topic);
        await this.#recount();
      },
    });
  }

  async #snooze(accountId: string, topic: string): Promise<void> {
    const { zone, today } = this.#model.state;
    await this.#alerts.snooze(accountId, topic, millisOf(startOfDay(zone, addDays(today, 1))));
    await this.#recount();
  }

  async #mute(accountId: string, topic: string): Promise<void> {
    await this.#alerts.mute(accountId, topic);
    await this.#recount();
  }

  /** Sets period and filter to the rows behind an alert, and opens the dashboard there. */
  async #showRows(alert: Alert): Promise<void> {
    await this.#model.choose(rowsBehind(alert));
    await vscode.commands.executeCommand(COMMANDS.openDashboard);
  }
}

/** Period and filter of the rows behind an alert. */
function rowsBehind(alert: Alert): { readonly period: PeriodChoice; readonly filter: TransactionFilter } {
  switch (alert.kind) {
    case "finding":
      return alert.finding.opens;
    case "budget": {
      const { span, product } = alert.use;
      return {
        period: { preset: span === "month" ? "thisMonth" : "today" },
        filter: product === undefined ? NO_FILTER : { products: [product] },
      };
    }
    case "runway":
    case "wallet":
      return { period: { preset: "last7Days" }, filter: NO_FILTER };
  }
}
