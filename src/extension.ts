import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { BackgroundRefresh } from "./app/background.ts";
import { Model } from "./app/screen/model.ts";
import { Synchronizer } from "./app/sync/synchronizer.ts";
import { Alerts } from "./app/watch/alerts.ts";
import { Watcher } from "./app/watch/watcher.ts";
import { COMMANDS, DASHBOARD } from "./contract.ts";
import { problemOf } from "./domain/problem.ts";
import { AccountServices } from "./ui/accountServices.ts";
import { registerCommands } from "./ui/commands.ts";
import type { Parts } from "./ui/parts.ts";
import { Secrets } from "./ui/secrets.ts";
import {
  alertSettings,
  billingTimeZone,
  budget,
  failureMessages,
  onDidChangeSettings,
  readSetting,
  refreshMinutes,
} from "./ui/settings.ts";
import { storedLedger } from "./ui/storedLedger.ts";
import { AlertBoard } from "./ui/surfaces/alertBoard.ts";
import { ContextKeySetter } from "./ui/surfaces/contextKeys.ts";
import type { Dashboard } from "./ui/surfaces/dashboard.ts";
import { ProductTree } from "./ui/surfaces/productTree.ts";
import { StatusBar } from "./ui/surfaces/statusBar.ts";
import { TransactionTree } from "./ui/surfaces/transactionTree.ts";

/** Ages on screen grow and days turn without anything being read from the service. Signed out nothing ticks. */
const TICK_MS = 60_000;

/** Builds, connects, registers. Nothing is read and nothing is sent before this has returned. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Deepvue Usage", { log: true });
  const clock = Date.now;
  const statusBar = new StatusBar(context.globalState);
  const { ledger, end: ledgerEnd } = storedLedger(context);
  const secrets = new Secrets(context.secrets);
  const onWait = (accountId: string, until: number): void => synchronizer.pauseUntil(accountId, until);
  const services = new AccountServices({ ledger, secrets, clock, log, onWait });
  const synchronizer = new Synchronizer({
    ledger,
    serviceFor: (account) => services.serviceFor(account),
    clock,
    log,
    holder: randomUUID(),
    onUnwritten: (problem) => model.markUnwritten(problem),
  });
  const zone = billingTimeZone();
  const model = new Model({ ledger, clock, log, zone, failureMessages: failureMessages() });
  const background = new BackgroundRefresh({ model, ledger, synchronizer, clock, log, refreshMinutes });
  const products = new ProductTree(model, ledger, clock);
  const transactions = new TransactionTree(model, ledger, clock);
  const alertBoard = new AlertBoard({
    alerts: new Alerts(ledger, clock, log),
    model,
    clock,
    log,
    onChange: () => show(),
  });
  const watcher = new Watcher({ model, ledger, log, budget, onWatch: (watch) => alertBoard.judge(watch) });
  const parts: Parts = {
    context,
    log,
    clock,
    ledger,
    secrets,
    services,
    synchronizer,
    model,
    background,
    alertBoard,
    products,
    transactions,
  };

  let panel: Promise<Dashboard> | undefined;
  const dashboard = (): Promise<Dashboard> => {
    panel ??= import("./ui/surfaces/dashboard.ts").then(({ Dashboard: Panel }) => {
      const created = new Panel(parts);
      context.subscriptions.push(created);
      return created;
    });
    return panel;
  };

  const contextKeys = new ContextKeySetter();
  const show = (): void => {
    const now = clock();
    const { runwayDays } = alertSettings();
    const openAlerts = alertBoard.open.length;
    statusBar.update(model.state, { mode: readSetting("deepvue.statusBar.show"), openAlerts, runwayDays }, now);
    products.setBadge(openAlerts);
    contextKeys.update(model.state, now);
    products.update();
    transactions.update();
  };
  const tick = setInterval(() => {
    if (model.state.account !== undefined && !model.turnDay()) show();
  }, TICK_MS);

  context.subscriptions.push(
    statusBar,
    products,
    transactions,
    background,
    watcher,
    alertBoard,
    { dispose: model.onDidChange(show) },
    { dispose: () => model.dispose() },
    { dispose: () => clearInterval(tick) },
    ...registerCommands(parts, dashboard),
    vscode.window.registerWebviewPanelSerializer(DASHBOARD, {
      deserializeWebviewPanel: async (restored) => (await dashboard()).adopt(restored),
    }),
    onDidChangeSettings(() => {
      void model.applySettings(billingTimeZone(), failureMessages());
      background.reschedule();
      watcher.consider();
      alertBoard.judge(model.state.watch);
    }),
    { dispose: () => void services.dispose() },
    ledgerEnd,
    log,
  );

  // After activation: the ledger's thread starts, the stored numbers appear, and only then may anything be fetched.
  setImmediate(() => {
    model
      .open()
      .then(() => openSampleWhenAsked(parts, dashboard))
      .catch((error: unknown) => {
        const problem = problemOf(error);
        // The extension may have been ended before it had begun; then the log is closed too.
        if (problem.kind !== "cancelled") log.error(`start: ${problem.detail}`);
      });
  });
}

/** `npm start` shows the sample account to whoever opens its address; see CONTRIBUTING.md. */
async function openSampleWhenAsked({ model }: Parts, dashboard: () => Promise<Dashboard>): Promise<void> {
  if (process.env["DEEPVUE_USAGE_OPEN_SAMPLE"] !== "1" || model.state.account !== undefined) return;
  await vscode.commands.executeCommand(COMMANDS.openSampleAccount);
  (await dashboard()).open();
}
