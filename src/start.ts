import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { Application } from "./app/application.ts";
import { BillAnswers } from "./app/bill/billAnswers.ts";
import { DASHBOARD } from "./contract.ts";
import type { EpochMs } from "./domain/epoch.ts";
import { problemOf } from "./domain/problem.ts";
import { Redactor } from "./domain/redactor.ts";
import { repeat } from "./domain/timer.ts";
import { Classification } from "./ui/classification.ts";
import { CallWatch } from "./ui/code/callWatch.ts";
import { Documents } from "./ui/documents.ts";
import { registerLanguageTools } from "./ui/languageTools.ts";
import { ledgerPlace } from "./ui/ledgerPlace.ts";
import { openLog } from "./ui/log.ts";
import { registerMcpServer } from "./ui/mcpServer.ts";
import { openSampleWhenAsked } from "./ui/openSampleWhenAsked.ts";
import { Owner } from "./ui/owner.ts";
import type { Parts } from "./ui/parts.ts";
import { registerCommands } from "./ui/registerCommands.ts";
import {
  alertSettings,
  billingCycleStart,
  billingTimeZone,
  budget,
  gstRule,
  limitsOf,
  onDidChangeSettings,
  outcomes,
  planOf,
  refreshMinutes,
  statusBarMode,
} from "./ui/settings.ts";
import { AlertBoard } from "./ui/surfaces/alertBoard.ts";
import { ContextKeySetter } from "./ui/surfaces/contextKeys.ts";
import type { Dashboard } from "./ui/surfaces/dashboard.ts";
import { ProductTree } from "./ui/surfaces/productTree.ts";
import type { StatusBar } from "./ui/surfaces/statusBar.ts";
import { TransactionTree } from "./ui/surfaces/transactionTree.ts";
import { TeamSide } from "./ui/teamSide.ts";
import { statusItemOf } from "./view/statusItem.ts";
import { AccountServices } from "./wiring/accountServices.ts";
import { Secrets } from "./wiring/secrets.ts";

/** Ages on screen grow and days turn without anything being read from the service. Signed out nothing ticks. */
const TICK_MS = 60_000;

/**
 * Builds, connects, registers, and then lets the ledger's thread start, the stored numbers appear and what is due be fetched.
 * Returns what ends all of it.
 */
export function start(context: vscode.ExtensionContext, statusBar: StatusBar): () => Promise<void> {
  const owner = new Owner();
  const redactor = new Redactor();
  const log = openLog(redactor);
  const clock = Date.now;
  const holder = randomUUID();
  const secrets = new Secrets(context.secrets);
  const team = new TeamSide(ledgerPlace(context), { secrets, log, redactor, clock });
  const { ledger } = team;
  const onWait = (accountId: string, until: EpochMs): void => application.synchronizer.pauseUntil(accountId, until);
  const services = new AccountServices({ ledger, secrets, planOf, clock, log, redactor, onWait });
  const settings = { billingTimeZone, billingCycleStart, outcomes, refreshMinutes, limits: limitsOf, budget };
  const application = new Application({
    ledger,
    services,
    secrets,
    settings,
    clock,
    log,
    holder,
    onWatch: (watch) => alertBoard.judge(watch),
    teamNews: (accountId) => team.news(accountId),
  });
  const { model, alerts, synchronizer, background } = application;
  const products = owner.own(new ProductTree(model, ledger, clock));
  const transactions = owner.own(new TransactionTree(model, ledger, clock));
  const alertBoard = owner.own(new AlertBoard({ alerts, model, clock, log, onChange: () => show() }));
  const contextKeys = new ContextKeySetter();
  const classification = new Classification({ ledger, clock, log, holder });
  const parts: Parts = {
    context,
    log,
    documents: owner.own(new Documents()),
    clock,
    ledger,
    secrets,
    services,
    team,
    application,
    synchronizer,
    model,
    background,
    alertBoard,
    billAnswers: new BillAnswers({ model, ledger, log }),
    classification,
    contextKeys,
    callWatch: owner.own(new CallWatch(() => parts)),
    products,
    transactions,
  };

  let panel: Promise<Dashboard> | undefined;
  const dashboard = async (): Promise<Dashboard> =>
    (panel ??= import("./ui/surfaces/dashboard.ts").then(({ Dashboard: Panel }) => owner.own(new Panel(parts))));
  const show = (): void => {
    const now = clock();
    const openAlerts = alertBoard.open.length;
    const options = { mode: statusBarMode(), openAlerts, gst: gstRule(), ...alertSettings() };
    statusBar.show(statusItemOf(model.state, options, now));
    products.setBadge(openAlerts);
    contextKeys.update(model.state, now);
    products.update();
    transactions.update();
  };
  const stopTicking = repeat(TICK_MS, () => {
    if (model.state.account !== undefined && !model.turnDay()) show();
  });
  for (const registered of [
    ...[stopTicking, model.onDidChange(show), () => void team.close()].map((dispose) => ({ dispose })),
    ...registerCommands(parts, dashboard),
    ...registerLanguageTools(parts),
    ...registerMcpServer(context),
    vscode.window.registerWebviewPanelSerializer(DASHBOARD, {
      deserializeWebviewPanel: async (restored) => (await dashboard()).adopt(restored),
    }),
    onDidChangeSettings(() => {
      application.applySettings();
      void classification.checkSettings();
      alertBoard.judge(model.state.watch);
    }),
  ])
    owner.own(registered);
  application.start();
  application
    .open()
    .then(() => classification.checkSettings())
    .then(() => openSampleWhenAsked(parts, dashboard))
    .catch((error: unknown) => {
      const problem = problemOf(error);
      // The extension may have been ended before it had begun; then the log is closed too.
      if (problem.kind !== "cancelled") log.error(`start: ${problem.detail}`);
    });
  return async () => {
    owner.dispose();
    await application.close();
    log.dispose();
  };
}
