import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import * as vscode from "vscode";
import { LabelAnswers } from "../../app/screen/labelAnswers.ts";
import { COMMANDS, DASHBOARD } from "../../contract.ts";
import type { AppState } from "../../domain/appState.ts";
import { problemOf } from "../../domain/problem.ts";
import type { Transaction } from "../../domain/transaction.ts";
import type {
  CopyRows,
  DashboardCommand,
  FromWebview,
  RowsReply,
  RowsRequest,
  TableSort,
  ToWebview,
} from "../../protocol.ts";
import { checkChargeRange } from "../../view/chargeChecks.ts";
import { dashboardPage } from "../../view/dashboard/dashboardPage.ts";
import { dashboardSnapshotOf } from "../../view/dashboard/dashboardSnapshot.ts";
import { tableRowOf } from "../../view/dashboard/dashboardTables.ts";
import { FilterWish } from "../../view/dashboard/filterWish.ts";
import { pageMessageOf } from "../../view/dashboard/pageMessages.ts";
import { panelTexts } from "../../view/dashboard/panelTexts.ts";
import { checkDateRange } from "../../view/dateChecks.ts";
import { rowsAsText } from "../../view/rowsAsText.ts";
import { problemText } from "../../view/wording.ts";
import { showProblem } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { saveFile } from "../saveFile.ts";
import { gstRule, readSetting } from "../settings.ts";
import { showPeriod } from "../showPeriod.ts";

/** A page of the table holds at most this many rows, whatever the webview asks for. */
const MOST_ROWS = 500;
/** Rows that one copy puts on the clipboard. */
const MOST_COPIED = 10_000;

const RUNNABLE: ReadonlySet<string> = new Set<DashboardCommand>([
  "deepvue.refresh",
  "deepvue.signIn",
  "deepvue.addTeamLedger",
  "deepvue.openSampleAccount",
  "deepvue.exportTransactions",
  "deepvue.loadHistory",
  "deepvue.setBudget",
  "deepvue.classifyMessages",
  "deepvue.reconcile",
  "deepvue.showReconciliation",
  "deepvue.showLog",
  "deepvue.diagnose",
]);

/** The dashboard of this editor window: one panel, which shows the model's state and sends choices back to it. */
export class Dashboard implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #labels: LabelAnswers;
  #panel: vscode.WebviewPanel | undefined;
  #stopListening: (() => void) | undefined;
  #isDisposed = false;
  #ready = false;
  #expanded = false;
  #rowsRevision = 0;
  #shownUsage: AppState["usage"];
  readonly #filterWish = new FilterWish();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { ledger, log } = parts;
    this.#labels = new LabelAnswers({ ledger, log, onRead: () => this.#send() });
  }

  open(): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    this.adopt(vscode.window.createWebviewPanel(DASHBOARD, panelTexts().title, vscode.ViewColumn.Active));
  }

  /** Takes over a panel that VS Code made or restored. */
  adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    // The extension may have ended while this code was being loaded.
    if (this.#isDisposed) return panel.dispose();
    this.#panel = panel;
    this.#ready = false;
    const { extensionUri } = this.#parts.context;
    const script = vscode.Uri.joinPath(extensionUri, "dist", "webview");
    const media = vscode.Uri.joinPath(extensionUri, "media");
    // A tab shows the picture as it is, while the Activity Bar takes its shape only.
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, "deepvue-on-light.svg"),
      dark: vscode.Uri.joinPath(media, "deepvue.svg"),
    };
    panel.webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [script, media] };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidChangeViewState(() => this.#send());
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#stopListening?.();
    });
    this.#stopListening?.();
    const stops = [this.#parts.model, this.#parts.billAnswers].map((source) => source.onDidChange(() => this.#send()));
    this.#stopListening = () => {
      for (const stop of stops) stop();
    };
    panel.webview.html = dashboardPage({
      cspSource: panel.webview.cspSource,
      script: String(panel.webview.asWebviewUri(vscode.Uri.joinPath(script, "main.js"))),
      style: String(panel.webview.asWebviewUri(vscode.Uri.joinPath(media, "dashboard.css"))),
      nonce: randomBytes(24).toString("base64url"),
      language: vscode.env.language,
      texts: panelTexts(),
    });
    // VS Code keeps it until the page is there, which so need not ask first; a page that is made anew later asks.
    this.#post(this.#snapshot());
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stopListening?.();
    this.#panel?.dispose();
  }

  /** A complete snapshot, to a panel that is there to see it; a hidden one gets its own when it is shown again. */
  #send(): void {
    if (this.#ready && this.#panel?.visible === true) this.#post(this.#snapshot());
  }

  #snapshot(): ToWebview {
    const { state } = this.#parts.model;
    if (state.usage !== this.#shownUsage) this.#rowsRevision++;
    this.#shownUsage = state.usage;
    const bill = this.#parts.billAnswers.of(state.account?.id ?? "");
    const labels = this.#labels.of(state, readSetting("deepvue.labels"));
    const options = {
      rowsRevision: this.#rowsRevision,
      expanded: this.#expanded,
      gst: gstRule(),
      ...(bill === undefined ? {} : { bill }),
      ...(labels === undefined ? {} : { labels }),
    };
    const snapshot = dashboardSnapshotOf(state, this.#parts.clock(), options);
    return { type: "snapshot", snapshot, filterChange: this.#filterWish.changeIn(state.filter) };
  }

  #post(message: ToWebview): void {
    // VS Code's function of that name, not the window's: it takes no target.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    void this.#panel?.webview.postMessage(message);
  }

  /** Nothing that fails here may vanish: a choice that can not be carried out is told like a command's. */
  async #receive(received: unknown): Promise<void> {
    const message = pageMessageOf(received);
    if (message === undefined) return this.#parts.log.warn("dashboard: a message that no page of this version sends");
    try {
      await this.#handle(message);
    } catch (error) {
      const problem = problemOf(error);
      this.#parts.log.warn(`dashboard ${message.type}: ${problem.kind}: ${problem.detail}`);
      await showProblem(problem);
    }
  }

  async #handle(message: FromWebview): Promise<void> {
    const { model } = this.#parts;
    switch (message.type) {
      case "ready":
        this.#ready = true;
        this.#filterWish.reset();
        this.#send();
        return;
      case "choosePreset":
        return showPeriod(this.#parts, { preset: message.preset });
      case "checkDates": {
        const { period: _, ...check } = checkDateRange(message.since, message.until, model.state.today);
        this.#post({ type: "dates", ...check });
        return;
      }
      case "chooseDates": {
        const { period } = checkDateRange(message.since, message.until, model.state.today);
        if (period !== undefined) await showPeriod(this.#parts, period);
        return;
      }
      case "checkCharges":
      case "chooseCharges": {
        const { bounds, ...check } = checkChargeRange(message.min, message.max);
        this.#post({ type: "charges", ...check });
        if (message.type === "checkCharges" || bounds === undefined) return;
        const { minCharge: _, maxCharge: __, ...others } = this.#filterWish.latest(model.state.filter);
        return model.choose({ filter: { ...others, ...bounds } });
      }
      case "setFilter":
        return this.#setFilter(message);
      case "setGranularity":
        return model.choose({ granularity: message.granularity });
      case "expandProducts":
        this.#expanded = message.expanded;
        this.#send();
        return;
      case "rows":
        this.#post(await this.#rows(message));
        return;
      case "copyRows":
        return this.#copyRows(message);
      case "run":
        if (RUNNABLE.has(message.command)) await vscode.commands.executeCommand(message.command);
        return;
      case "showDifference":
        await vscode.commands.executeCommand(COMMANDS.showReconciliation, message.part);
        return;
      case "editLabels":
        await vscode.commands.executeCommand("workbench.action.openSettings", "deepvue.labels");
        return;
      case "dismissBill":
        this.#parts.billAnswers.dismiss(model.state.account?.id ?? "");
        return;
      case "saveImage":
        return this.#saveImage(message);
    }
  }

  async #setFilter(wish: Extract<FromWebview, { type: "setFilter" }>): Promise<void> {
    this.#filterWish.make(wish);
    try {
      await this.#parts.model.choose({ filter: wish.filter });
    } finally {
      if (this.#filterWish.settle(wish.change)) this.#send();
    }
  }

  async #rows({ request, first, count, sort }: RowsRequest): Promise<RowsReply> {
    const { state } = this.#parts.model;
    const reply = { type: "rows" as const, request };
    try {
      const rows = await this.#read(sort, first, Math.min(count, MOST_ROWS));
      return { ...reply, rows: rows.map((row) => tableRowOf(row, state.zone, state.outcomes)) };
    } catch (error) {
      return { ...reply, rows: [], failure: problemText(problemOf(error)).what };
    }
  }

  async #copyRows({ first, count, sort, format }: CopyRows): Promise<void> {
    const { state } = this.#parts.model;
    const rows = await this.#read(sort, first, Math.min(count, MOST_COPIED));
    await vscode.env.clipboard.writeText(rowsAsText(rows, state.zone, state.outcomes, format));
    this.#post({ type: "copied", rows: rows.length });
  }

  async #read(sort: TableSort, first: number, count: number): Promise<readonly Transaction[]> {
    const { ledger, model } = this.#parts;
    const { account, period, filter } = model.state;
    if (account === undefined) return [];
    return ledger.rows(account.id, period, filter, sort, first, count);
  }

  async #saveImage({ name, format, content }: Extract<FromWebview, { type: "saveImage" }>): Promise<void> {
    const bytes = Buffer.from(content, format === "png" ? "base64" : "utf8");
    await saveFile({
      name: `${name.replaceAll(/[^\w-]+/g, "-")}.${format}`,
      label: format.toUpperCase(),
      extension: format,
      title: "Saving the chart",
      write: async (path, signal) => {
        const { writeAtomically } = await import("../../app/export/exporter.ts");
        await writeAtomically(path, Readable.from([bytes]), signal);
      },
    });
  }
}
