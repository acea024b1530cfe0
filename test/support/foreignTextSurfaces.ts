import { budgetsTold } from "../../src/answers/checkBudget.ts";
import type { Desk, Sitting } from "../../src/answers/desk.ts";
import { unusualTold } from "../../src/answers/explainChange.ts";
import type { Answer } from "../../src/answers/tool.ts";
import { TOOLS } from "../../src/answers/tools.ts";
import { openCsv, openSheetCsv } from "../../src/app/export/csv.ts";
import { type ExportOptions, FIRST_EXPORT_OPTIONS } from "../../src/app/export/exportOptions.ts";
import { type ByteSink, type RowSink, rowMaker } from "../../src/app/export/exportRow.ts";
import { openJsonLines } from "../../src/app/export/jsonLines.ts";
import { ENDPOINTS } from "../../src/code/endpoints.ts";
import type { LanguageToolName } from "../../src/contract.ts";
import type { Account } from "../../src/domain/account.ts";
import type { AppState } from "../../src/domain/appState.ts";
import type { FilesReconciled } from "../../src/domain/bill.ts";
import type { TransactionFilter } from "../../src/domain/filter.ts";
import { FIRST_GST_RULE } from "../../src/domain/gst.ts";
import type { ImportRecord } from "../../src/domain/importRecord.ts";
import { readLabels } from "../../src/domain/labelRules.ts";
import { type Problem, ProblemError, problemOf } from "../../src/domain/problem.ts";
import { DIFFERENCE_KINDS, type DifferenceKind } from "../../src/domain/reconciliation.ts";
import { Redactor } from "../../src/domain/redactor.ts";
import { NO_SUMMARY, NO_TOTALS } from "../../src/domain/summary.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import type { Alert } from "../../src/domain/watch/alert.ts";
import type { FindingKind } from "../../src/domain/watch/anomaly/finding.ts";
import type { ChannelMessage } from "../../src/domain/watch/channelMessage.ts";
import type { WorkspaceCode } from "../../src/domain/workspaceCode.ts";
import type { DashboardSnapshot } from "../../src/protocol.ts";
import { alertLabel, alertsText, alertText, budgetText, findingText, topicText } from "../../src/view/alertTexts.ts";
import { filesReconciledPage, totalReconciledPage } from "../../src/view/billPage.ts";
import { billRowsOf } from "../../src/view/billRows.ts";
import { alertMessage, digestMessage, testMessage } from "../../src/view/channelTexts.ts";
import { chargedFailureLines, productFailureRows } from "../../src/view/chargedFailureTexts.ts";
import { classifiedText, messageRow, messageText } from "../../src/view/classifyTexts.ts";
import { type CostOfCall, callHover, lensText } from "../../src/view/code/callTexts.ts";
import { diagnosticText } from "../../src/view/code/findingTexts.ts";
import { endpointRow, fileCostText, uncalledRow } from "../../src/view/code/workspaceTexts.ts";
import { noticesOf } from "../../src/view/dashboard/dashboardNotices.ts";
import { tableRowOf } from "../../src/view/dashboard/dashboardTables.ts";
import { comparisonPage, diagnosisPage } from "../../src/view/diagnosisPage.ts";
import { filterChipsOf } from "../../src/view/filterChips.ts";
import { stateNotes } from "../../src/view/honestStates.ts";
import { importQuestion, nothingToImportText } from "../../src/view/importTexts.ts";
import { labelFaults } from "../../src/view/labelTexts.ts";
import { requestChargesText } from "../../src/view/ownRequestsText.ts";
import { rowsAsText } from "../../src/view/rowsAsText.ts";
import { statusHoverOf } from "../../src/view/statusHover.ts";
import { statusItemOf } from "../../src/view/statusItem.ts";
import { historyEndText } from "../../src/view/syncTexts.ts";
import { teamFailure, teamRefusal } from "../../src/view/teamWording.ts";
import {
  productRows,
  productsMessage,
  productTransactionRow,
  transactionRow,
  transactionsMessage,
  treeDescription,
} from "../../src/view/treeRows.ts";
import { watchLines } from "../../src/view/watchLines.ts";
import { WEBHOOK_FORMATS, webhookBody } from "../../src/view/webhookBody.ts";
import { problemText } from "../../src/view/wording.ts";
import { createPanelHost, NOW, type PanelHost } from "./panelHost.ts";
import { textsShownBy } from "./recordedEditor.ts";
import { budgetUse, finding, watchOf } from "./watches.ts";

/** What harmless means where a text goes; `foreignTextSurfaces.test.ts` says each in full. */
export type Manner =
  /** One line of plain text, of bounded length. */
  | "line"
  /** Plain text where VS Code would make links and icons of what looks like them. */
  | "inert"
  /** Markdown in which a foreign text adds nothing but letters. */
  | "markdown"
  /** The dashboard's messages: data in its own fields, word for word, which the page puts into text nodes; texts are lines. */
  | "page"
  /** Comma-separated cells, in quotation marks. */
  | "csv"
  /** Tab-separated lines. */
  | "tabs"
  /** Lines of JSON. */
  | "jsonLines"
  /** What is posted to a channel: in Slack and Teams no mention, link or markup, elsewhere data. */
  | "webhook"
  /** One entry of a log. */
  | "log"
  /** An answer for a language model: lines in which foreign texts stand between « and », and data in fields. */
  | "model";

export interface Surface {
  /** What of the source tree it tries: "view/treeRows.ts productRows". */
  readonly tries: readonly string[];
  readonly manner: Manner;
  /** What the surface shows when everything that comes from outside is `text`. */
  readonly texts: (text: string) => readonly unknown[] | Promise<readonly unknown[]>;
}

const ZONE = "Asia/Kolkata";

function transactionOf(text: string): Transaction {
  return { id: text, at: (NOW - 300_000) * 1000, product: text, status: 400, message: text, charge: 29_500 };
}

function filterOf(text: string): TransactionFilter {
  return { products: [text], messages: [text], text };
}

/** Problems whose words come from outside, as they are made: through the redactor, or as an error of ours. */
function problemsSaying(text: string): readonly Problem[] {
  const redactor = new Redactor();
  const said = redactor.said(text);
  const fromService: readonly Problem[] = [
    { kind: "credentials", detail: text, said },
    { kind: "forbidden", detail: text, said },
    { kind: "rateLimit", detail: text, said, limit: "minute" },
    { kind: "refused", status: 422, detail: text, said },
    { kind: "serviceDown", status: 502, detail: text, said },
    { kind: "unexpectedAnswer", detail: text },
  ];
  const ours: readonly Problem[] = [
    { kind: "baseUrl", detail: text },
    { kind: "file", reason: "other", detail: text },
    { kind: "storage", reason: "other", detail: text },
    { kind: "notAReport", detail: text },
    { kind: "internal", detail: text },
  ];
  return [
    ...fromService.map((problem) => redactor.redactProblem(problem)),
    ...ours.map((problem) => new ProblemError(problem).problem),
  ];
}

function refusal(text: string): Problem {
  const redactor = new Redactor();
  return redactor.redactProblem({ kind: "refused", status: 422, detail: text, said: redactor.said(text) });
}

const FINDINGS: readonly FindingKind[] = ["spendSpike", "failureSpike", "newProduct", "priceChange", "silence"];

function findingsOf(text: string) {
  return FINDINGS.map((kind) => finding({ kind, product: text, driver: { product: `${text}2`, message: text } }));
}

function alertsOf(text: string): readonly Alert[] {
  const use = budgetUse(12_000, { product: text });
  return [
    { kind: "budget", topic: "budget/month", threshold: 100, use },
    ...findingsOf(text).map((found): Alert => ({ kind: "finding", topic: "anomaly", finding: found })),
  ];
}

function channelMessagesOf(text: string): readonly ChannelMessage[] {
  const account = {
    id: "live",
    kind: "live",
    label: text,
    baseUrl: "https://api.example.com",
    plan: "starter",
  } as const;
  const about = { account, zone: ZONE, cycleStart: 1, now: NOW };
  const digest = {
    span: "week",
    period: { since: "2026-11-16", until: "2026-11-22" },
    totals: NO_TOTALS,
    products: [{ ...NO_TOTALS, product: text }],
  } as const;
  const alerts = alertsOf(text).map((alert) => alertMessage(alert, about));
  return [...alerts, digestMessage(digest, about), testMessage(account, NOW)];
}

/** A dashboard and the state behind it in which every word that can come from outside is `text`. */
function hostOf(text: string, change: Partial<AppState> = {}): PanelHost {
  const host = createPanelHost({
    transactions: [transactionOf(text)],
    labels: [{ label: text, product: "*" }, text],
    state: {
      account: { id: "live", kind: "live", label: text, baseUrl: "https://api.example.com", plan: "starter" },
      watch: watchOf({ budgets: [budgetUse(12_000, { product: text })], findings: findingsOf(text) }),
      ...change,
    },
  });
  host.answer({ type: "setFilter", change: 1, filter: filterOf(text) });
  return host;
}

/** Making one takes a while, and every surface is made of it. */
const states = new Map<string, AppState>();

function stateOf(text: string): AppState {
  const made = states.get(text) ?? hostOf(text, { problem: refusal(text) }).state();
  states.set(text, made);
  return made;
}

/** The same of a team's account. */
function teamStateOf(text: string): AppState {
  const state = stateOf(text);
  return state.account === undefined ? state : { ...state, account: { ...state.account, kind: "team", label: text } };
}

function snapshotOf(text: string): DashboardSnapshot {
  const message = hostOf(text, { problem: refusal(text) }).snapshot();
  if (message.type !== "snapshot") throw new Error("no snapshot");
  return message.snapshot;
}

/** Every row is labelled with a text that a rule has, as it was read. */
function labelledAs(text: string): ExportOptions {
  return { ...FIRST_EXPORT_OPTIONS, labels: readLabels([{ label: text, product: "*" }]).rules };
}

/** All that a sink writes of one row. */
async function written(text: string, open: (write: ByteSink) => RowSink | Promise<RowSink>): Promise<string> {
  const parts: Uint8Array[] = [];
  const sink = await open(async (bytes) => void parts.push(bytes));
  await sink.write([rowMaker(ZONE, [], labelledAs(text).labels)(transactionOf(text))]);
  const all = { rows: 1, charge: 29_500 };
  await sink.end({
    ...all,
    products: [{ product: text, ...all }],
    labels: [{ label: labelledAs(text).labels?.[0]?.label, ...all }],
  });
  return Buffer.concat(parts).toString();
}

const VERSIONS = { extension: "1.0.0", vscode: "1.105.0", node: "24.0.0", platform: "linux x64" };
const WINDOW = { since: "2026-11-18", until: "2026-11-20" };
const NO_ROWS = { calls: 0, charge: 0 };

function importRecordOf(text: string): ImportRecord {
  const counts = { received: 1, inserted: 1, updated: 0, kept: 0, known: 0, setAside: 0, charge: 1 };
  return { ...counts, files: [{ name: text, rows: 1 }], at: NOW, first: NOW * 1000, last: NOW * 1000 };
}

const DISPUTED = (text: string) => ({ calls: 1, charge: 1, rows: [transactionOf(text)] });
const INTAKE = { inserted: 1, updated: 1, kept: 1, known: 1 };

function forecastOf(text: string) {
  const fault = { file: text, row: 2, field: text, reason: text };
  const [files, rows] = [[{ name: text, rows: 1 }], { calls: 1, charge: 1 }];
  return { files, rows, intake: INTAKE, since: "2026-01-01", until: "2026-01-02", setAside: 1, faults: [fault] };
}

function filesReconciledOf(text: string, kind: DifferenceKind): FilesReconciled {
  const row = transactionOf(text);
  const other = { ...row, product: `${text}2`, message: `${text}2`, charge: 1 };
  return {
    period: WINDOW,
    zone: ZONE,
    missing: [],
    setAside: 0,
    files: [{ name: text, rows: 1 }],
    faultCount: 1,
    faults: [{ file: text, row: 2, field: text, reason: text }],
    reconciliation: {
      here: NO_ROWS,
      there: NO_ROWS,
      same: 0,
      repeated: NO_ROWS,
      setAside: 0,
      groups: [{ kind, calls: 1, difference: 1, rows: [{ here: row, there: other }] }],
      intake: INTAKE,
    },
  };
}

const VIEWS: readonly Surface[] = [
  {
    tries: ["view/billPage.ts filesReconciledPage", "view/billPage.ts totalReconciledPage"],
    manner: "markdown",
    texts: (text) => [
      ...DIFFERENCE_KINDS.map((kind) => filesReconciledPage(filesReconciledOf(text, kind))),
      totalReconciledPage({
        period: WINDOW,
        zone: ZONE,
        missing: [],
        setAside: 0,
        typed: { amount: 1, states: "withTax" },
        rule: FIRST_GST_RULE,
        here: NO_ROWS,
        expected: 0,
        early: DISPUTED(text),
        late: DISPUTED(text),
        refunds: DISPUTED(text),
        each: [],
      }),
    ],
  },
  {
    tries: [
      "view/importTexts.ts importQuestion",
      "view/importTexts.ts nothingToImportText",
      "view/billRows.ts billRowsOf",
    ],
    manner: "line",
    texts: (text) => {
      const { question, detail } = importQuestion(forecastOf(text), text);
      const answer = {
        accountId: "",
        at: 0,
        against: "files",
        result: filesReconciledOf(text, "otherDetails"),
      } as const;
      const rows = billRowsOf(answer).flatMap(({ label, detail: of }) => [label, of]);
      return [question, ...detail.split("\n\n"), nothingToImportText(forecastOf(text)), ...rows];
    },
  },
  {
    tries: [
      "view/treeRows.ts productRows",
      "view/treeRows.ts transactionRow",
      "view/treeRows.ts productTransactionRow",
    ],
    manner: "line",
    texts: (text) => rowsOf(text).flatMap(({ label, description, spoken }) => [label, description, spoken]),
  },
  {
    tries: [
      "view/treeRows.ts productRows",
      "view/treeRows.ts transactionRow",
      "view/treeRows.ts productTransactionRow",
    ],
    manner: "markdown",
    texts: (text) => rowsOf(text).map(({ tooltip }) => tooltip),
  },
  {
    tries: [
      "view/treeRows.ts productsMessage",
      "view/treeRows.ts transactionsMessage",
      "view/treeRows.ts treeDescription",
      "view/honestStates.ts stateNotes",
    ],
    manner: "line",
    texts: (text) => {
      const state = stateOf(text);
      const notes = [productsMessage(state, NOW), transactionsMessage(state, NOW), treeDescription(state)];
      return [...notes, ...stateNotes(state, NOW)];
    },
  },
  {
    tries: ["view/statusItem.ts statusItemOf"],
    manner: "line",
    texts: (text) =>
      statusItems(text).flatMap(({ text: shown, spoken }) => [shown.replace(/^\$\([a-z~-]+\) /, ""), spoken]),
  },
  {
    tries: ["view/statusItem.ts statusItemOf", "view/statusHover.ts statusHoverOf", "view/watchLines.ts watchLines"],
    manner: "markdown",
    texts: (text) => [
      ...statusItems(text).map(({ tooltip }) => tooltip),
      statusHoverOf(stateOf(text), FIRST_GST_RULE, NOW),
      statusHoverOf(teamStateOf(text), FIRST_GST_RULE, NOW),
      ...watchLines(stateOf(text)),
    ],
  },
  {
    tries: ["view/chargedFailureTexts.ts chargedFailureLines", "view/chargedFailureTexts.ts productFailureRows"],
    manner: "markdown",
    texts: (text) => {
      const { totals, failures } = failuresOf(text);
      return [...chargedFailureLines(totals, failures, "Today"), ...productFailureRows(text, failures, totals.charge)];
    },
  },
  {
    tries: ["view/code/callTexts.ts lensText", "view/code/findingTexts.ts diagnosticText"],
    manner: "inert",
    texts: (text) => [
      ...callsSaying(text).map(lensText),
      diagnosticText(
        { kind: "unknownPath", range: { start: 0, end: 1 }, path: text, nearest: [], fixes: [] },
        undefined,
      ),
      diagnosticText({ kind: "unknownHost", range: { start: 0, end: 1 }, host: text, fixes: [] }, undefined),
    ],
  },
  {
    tries: [
      "view/code/workspaceTexts.ts endpointRow",
      "view/code/workspaceTexts.ts uncalledRow",
      "view/code/workspaceTexts.ts fileCostText",
    ],
    manner: "inert",
    texts: (text) =>
      callsSaying(text).flatMap((call) => {
        const { label, description } = endpointRow(call);
        const uncalled = call.costs === undefined ? [] : Object.values(uncalledRow(text, call.costs));
        return [label, description, ...uncalled, fileCostText([call])];
      }),
  },
  {
    tries: ["view/code/callTexts.ts callHover"],
    manner: "markdown",
    texts: (text) => callsSaying(text).map((call) => callHover(call, undefined, {})),
  },
  {
    tries: ["view/labelTexts.ts labelFaults"],
    manner: "line",
    texts: (text) => [labelFaults(readLabels([{ [text]: "x" }, { label: text, other: text }, text]).ignored)],
  },
  {
    tries: ["view/ownRequestsText.ts requestChargesText"],
    manner: "line",
    texts: (text) => {
      const listed = [{ product: text, ...NO_TOTALS }];
      const counts = { today: 1, month: 2 };
      return [
        requestChargesText({
          counts,
          listed,
          extent: "wholly",
          zone: ZONE,
          month: { since: "2026-11-01", until: "2026-11-23" },
          cycleStart: 1,
        }),
      ];
    },
  },
  {
    // What a database, or something before it, says of a failure; and the user that was typed.
    tries: ["view/teamWording.ts teamFailure", "view/teamWording.ts teamRefusal", "view/wording.ts problemText"],
    manner: "line",
    texts: (text) => {
      const detail = new ProblemError({ kind: "offline", detail: text }).problem.detail;
      const failures = (["offline", "forbidden", "unexpectedAnswer"] as const).map((kind) =>
        teamFailure(new ProblemError({ kind, detail }), "team.example"),
      );
      return [...failures, teamRefusal({ kind: "nothingGranted", user: text })].flatMap((error) => {
        const { what, why } = problemText(problemOf(error), ZONE);
        return [what, why];
      });
    },
  },
  {
    tries: ["view/wording.ts problemText", "view/syncTexts.ts historyEndText"],
    manner: "line",
    texts: (text) =>
      problemsSaying(text).flatMap((problem) => {
        const { what, why } = problemText(problem, ZONE);
        return [what, why, historyEndText({ kind: "stopped", problem }, "2026-01-01", ZONE)];
      }),
  },
  {
    tries: [
      "view/alertTexts.ts alertText",
      "view/alertTexts.ts alertsText",
      "view/alertTexts.ts alertLabel",
      "view/alertTexts.ts topicText",
      "view/alertTexts.ts budgetText",
      "view/alertTexts.ts findingText",
    ],
    manner: "line",
    texts: (text) => [
      ...alertsOf(text).flatMap((alert) => [alertText(alert, ZONE), alertLabel(alert)]),
      alertsText(alertsOf(text), ZONE),
      budgetText(budgetUse(1, { product: text })),
      ...findingsOf(text).map(findingText),
      // As it is made, and as anything else may have stored it.
      ...["budget/month", "anomaly/silence/product"].flatMap((above) => [
        topicText(`${above}/${encodeURIComponent(text.toWellFormed())}`, 1),
        topicText(`${above}/${text}`, 5),
      ]),
      topicText(text, 1),
    ],
  },
  {
    tries: [
      "view/channelTexts.ts alertMessage",
      "view/channelTexts.ts digestMessage",
      "view/channelTexts.ts testMessage",
    ],
    manner: "line",
    texts: (text) => channelMessagesOf(text).flatMap(({ title, lines }) => [title, ...lines]),
  },
  {
    tries: ["view/webhookBody.ts webhookBody"],
    manner: "webhook",
    texts: (text) =>
      WEBHOOK_FORMATS.flatMap((format) => channelMessagesOf(text).map((message) => webhookBody(message, format))),
  },
  {
    tries: ["view/filterChips.ts filterChipsOf"],
    manner: "line",
    texts: (text) => filterChipsOf(filterOf(text)).map((chip) => chip.text),
  },
  {
    tries: [
      "view/classifyTexts.ts messageRow",
      "view/classifyTexts.ts messageText",
      "view/classifyTexts.ts classifiedText",
    ],
    manner: "line",
    texts: (text) => {
      const part = { calls: 1, charge: 1 };
      const use = { product: text, message: text, ...part, successes: part, failures: part, unknowns: part };
      const { label, description } = messageRow(use, []);
      return [
        label,
        description,
        messageText(text),
        classifiedText({ product: text, message: text, word: "failure", scope: "product" }, use),
      ];
    },
  },
  {
    tries: ["view/diagnosisPage.ts diagnosisPage", "view/diagnosisPage.ts comparisonPage"],
    manner: "markdown",
    texts: (text) => [
      diagnosisPage({
        writtenAt: NOW,
        versions: VERSIONS,
        ledger: { mode: "memory", problem: refusal(text), sqliteVersion: "3", journalMode: "wal" },
        problem: refusal(text),
        imports: [importRecordOf(text)],
        outcomes: { words: 1, ignored: [text] },
        number: {
          period: WINDOW,
          zone: ZONE,
          dates: WINDOW,
          shown: NO_ROWS,
          counted: NO_ROWS,
          extent: "wholly",
          check: { bytes: 1, rows: 1, damage: [text], differingDays: [] },
          coverage: { open: 0, settling: 0, sealed: 3, missing: [] },
          windows: [],
          setAside: [{ index: 0, field: text, reason: text, window: WINDOW }],
        },
      }),
      comparisonPage({
        window: WINDOW,
        readAt: NOW,
        received: 1,
        setAside: 0,
        charge: 0,
        same: 0,
        added: 1,
        missing: 1,
        changed: 1,
        differences: [
          { kind: "added", after: transactionOf(text) },
          { kind: "missing", before: transactionOf(text) },
          { kind: "changed", before: transactionOf(text), after: { ...transactionOf(text), message: "ok" } },
        ],
      }),
    ],
  },
  {
    tries: [
      "view/dashboard/dashboardSnapshot.ts dashboardSnapshotOf",
      "view/dashboard/dashboardNotices.ts noticesOf",
      "view/dashboard/dashboardTables.ts productRowsOf",
      "view/dashboard/dashboardLabels.ts labelCardOf",
      "view/dashboard/dashboardTables.ts failureTableOf",
      "view/dashboard/dashboardTables.ts tableRowOf",
      "view/dashboard/dashboardCharts.ts spendChartOf",
      "view/dashboard/dashboardCharts.ts cumulativeChartOf",
      "view/dashboard/dashboardCharts.ts outcomeChartOf",
      "view/dashboard/dashboardHeat.ts heatMapOf",
      "view/dashboard/dashboardTiles.ts tilesOf",
    ],
    manner: "page",
    texts: (text) => [
      snapshotOf(text),
      tableRowOf(transactionOf(text), ZONE, []),
      ...problemsSaying(text).map((problem) => noticesOf({ ...stateOf(text), problem }, NOW)),
    ],
  },
  {
    tries: ["view/rowsAsText.ts rowsAsText"],
    manner: "tabs",
    texts: (text) => [rowsAsText([transactionOf(text)], ZONE, [], "text")],
  },
  {
    tries: ["view/rowsAsText.ts rowsAsText"],
    manner: "csv",
    texts: (text) => [rowsAsText([transactionOf(text)], ZONE, [], "csv")],
  },
];

const EXPORTS: readonly Surface[] = [
  {
    tries: ["app/export/csv.ts openCsv", "app/export/csv.ts openSheetCsv"],
    manner: "csv",
    texts: async (text) => [
      await written(text, (write) => openCsv(write, labelledAs(text))),
      await written(text, (write) => openSheetCsv(write, labelledAs(text), ZONE)),
    ],
  },
  {
    tries: ["app/export/jsonLines.ts openJsonLines"],
    manner: "jsonLines",
    texts: async (text) => [await written(text, (write) => openJsonLines(write, labelledAs(text)))],
  },
];

/** Calls in code whose product and messages say this. */
function callsSaying(text: string): readonly CostOfCall[] {
  const [endpoint] = ENDPOINTS;
  if (endpoint === undefined) throw new Error("There is no endpoint");
  const failed = { chargedFailures: 1, chargedFailureCharge: 5_000, calls: 3, charge: 30_000 };
  const cost = {
    ...NO_TOTALS,
    ...failed,
    product: text,
    paidFailures: [{ message: text, calls: 1, charge: 5_000 }],
    halves: { earlier: 10_000, later: 20_000 },
  };
  const period = { since: "2026-11-01", until: "2026-11-30" };
  const costs = { period, extent: "wholly", askedAt: 0, products: new Map([[text, cost]]) } as const;
  return [
    { endpoint, product: { kind: "confirmed", product: text }, account: "live", costs },
    { endpoint, product: { kind: "guess", product: text, isBilled: true }, account: "live", costs },
    { endpoint, product: { kind: "guess", product: text, isBilled: true }, account: "none" },
  ];
}

const DOORS: readonly Surface[] = [
  {
    tries: ["ui/messages.ts showProblem"],
    manner: "inert",
    texts: async (text) => {
      const { showProblem } = await import("../../src/ui/messages.ts");
      return textsShownBy(async () => {
        for (const problem of problemsSaying(text)) await showProblem(problem);
      });
    },
  },
  {
    tries: [
      "ui/messages.ts showDone",
      "ui/messages.ts showInformation",
      "ui/messages.ts confirmDestruction",
      "ui/messages.ts askModal",
      "ui/messages.ts tellAlert",
      "ui/messages.ts showBriefly",
    ],
    manner: "inert",
    texts: async (text) => {
      const messages = await import("../../src/ui/messages.ts");
      return textsShownBy(async () => {
        await messages.showDone(text, "Open");
        messages.showInformation(text);
        await messages.confirmDestruction(text, text, "Delete");
        await messages.askModal(text, text, "Go");
        await messages.tellAlert(text, "Show");
        messages.showBriefly(text);
      });
    },
  },
  {
    tries: ["ui/picks.ts pickOne", "ui/picks.ts pickSeveral", "ui/picks.ts OpenPick", "ui/picks.ts StayingPick"],
    manner: "inert",
    texts: async (text) => {
      const { OpenPick, pickOne, pickSeveral, StayingPick } = await import("../../src/ui/picks.ts");
      const items = [{ label: text, description: text, detail: text }];
      const options = { title: text, placeHolder: text };
      return textsShownBy(async () => {
        await pickOne(items, options);
        await pickOne(Promise.resolve(items), options);
        await pickSeveral(items, options);
        const open = new OpenPick(options);
        open.setItems(items);
        open.setPlaceholder(text);
        await open.ask();
        const staying = new StayingPick(options);
        staying.setTitle(text);
        staying.setItems(items.map((item) => ({ ...item, key: text })));
        await staying.ask({ onItemButton: () => undefined, onButton: () => undefined });
      });
    },
  },
  {
    tries: ["ui/prompts.ts askText", "ui/prompts.ts askDates", "ui/prompts.ts askSince", "ui/prompts.ts askPeriod"],
    manner: "inert",
    texts: async (text) => {
      const { askDates, askPeriod, askSince, askText } = await import("../../src/ui/prompts.ts");
      const rest = { value: "typed", password: false, step: 1, totalSteps: 1 };
      const [today, zone] = ["2026-11-23", text];
      return textsShownBy(async () => {
        await askText({ title: text, prompt: text, placeholder: text, ...rest, check: () => ({ error: text }) });
        await askText({ title: text, prompt: text, placeholder: text, ...rest, check: () => ({ note: text }) });
        await askText({ title: "", prompt: "", placeholder: "", ...rest, failure: text, check: () => ({ note: "" }) });
        await askDates({ title: text, today, initial: WINDOW, mostDays: 10, zone });
        await askSince(text, text, today, today);
        await askPeriod({ period: WINDOW, choice: WINDOW, today, zone, cycleStart: 1 });
      });
    },
  },
  {
    tries: ["ui/progress.ts withProgress", "ui/progress.ts withProgressWhenSlow", "ui/progress.ts withBar"],
    manner: "inert",
    texts: async (text) => {
      const { withBar, withProgress } = await import("../../src/ui/progress.ts");
      return textsShownBy(async () => {
        await withProgress(text, async (_, report) => report({ message: text }));
        await withBar(async () => undefined);
      });
    },
  },
  {
    tries: ["ui/surfaces/statusBar.ts StatusBar"],
    manner: "inert",
    texts: async (text) => {
      const { StatusBar } = await import("../../src/ui/surfaces/statusBar.ts");
      // What was remembered has passed through a file that anybody may have written.
      const view = { text: `$(graph) ${text}`, tooltip: "", spoken: "", command: "deepvue.openDashboard" };
      const memory = { get: () => view, update: () => Promise.resolve(), keys: () => [] };
      const shown = await textsShownBy(() => new StatusBar(memory as never));
      return shown.map((line) => line.replace(/^\$\(graph\) /, ""));
    },
  },
  {
    tries: [
      "ui/surfaces/transactionItem.ts treeItemOf",
      "ui/surfaces/transactionItem.ts newerItem",
      "ui/surfaces/transactionItem.ts loadMoreItem",
    ],
    manner: "line",
    texts: async (text) => {
      const vscode = await import("vscode");
      const { loadMoreItem, newerItem, treeItemOf } = await import("../../src/ui/surfaces/transactionItem.ts");
      const items = rowsOf(text).map((row) => treeItemOf(row, "deepvueProduct", vscode.TreeItemCollapsibleState.None));
      return [...items, newerItem(text, 1, text), loadMoreItem(text, 1, text)].flatMap((item) => [
        item.label,
        item.description ?? "",
        item.accessibilityInformation?.label ?? "",
      ]);
    },
  },
  {
    tries: ["ui/surfaces/transactionItem.ts tooltipOf", "ui/surfaces/hover.ts hoverOf"],
    manner: "markdown",
    texts: async (text) => {
      const { tooltipOf } = await import("../../src/ui/surfaces/transactionItem.ts");
      return rowsOf(text).flatMap((row) => (tooltipOf(row) as unknown as { held: readonly unknown[] }).held[0]);
    },
  },
  {
    tries: ["ui/commands/chosenTransaction.ts"],
    manner: "inert",
    texts: async (text) => {
      const { copyMessage, copyTransactionId } = await import("../../src/ui/commands/chosenTransaction.ts");
      const row = { webviewSection: "transaction", transactionId: text, product: text, message: text };
      const shown = await textsShownBy(async () => {
        await copyMessage(undefined as never, row);
        await copyTransactionId(undefined as never, row);
      });
      // The clipboard is no place where links come alive: there only what can not be seen is taken away.
      return shown.map((line) => line.replaceAll("](", "] (").replaceAll("$(", "$ ("));
    },
  },
  {
    tries: ["ui/log.ts openLog"],
    manner: "log",
    texts: async (text) => {
      const { openLog } = await import("../../src/ui/log.ts");
      return textsShownBy(() => {
        const log = openLog(new Redactor());
        for (const level of ["debug", "info", "warn", "error"] as const) log[level](`service: ${text}`);
      });
    },
  },
];

/** What answers about a time that is wholly fetched begin with. */
const TIME = {
  choice: WINDOW,
  period: WINDOW,
  extent: "wholly",
  coverage: { dates: 3, fetched: 3 },
  askedAt: NOW,
} as const;

/** An account in which every word that can come from outside is `text`, and a desk in front of it. */
function accountOf(text: string): Account {
  return { id: "live", kind: "live", label: text, baseUrl: "https://api.example.com", plan: "starter" };
}

function deskOf(text: string): Desk {
  const totals = {
    ...NO_TOTALS,
    calls: 2,
    charge: 59_000,
    failures: 2,
    chargedFailures: 2,
    chargedFailureCharge: 59_000,
  };
  const part = { calls: 2, charge: 59_000 };
  const use = { product: text, message: text, ...part, successes: NO_ROWS, failures: part, unknowns: NO_ROWS };
  const summary = {
    ...NO_SUMMARY,
    totals,
    products: [{ product: text, ...totals }],
    series: [{ start: "2026-11-19", product: text, ...totals }],
    failures: [{ product: text, status: 400, message: text, ...part }],
  };
  const days = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"];
  const ledger: Desk["ledger"] = {
    accounts: async () => [accountOf(text)],
    countedZone: async () => ZONE,
    readState: async () => undefined,
    isLeaseHeld: async () => false,
    summarize: async () => summary,
    messageUses: async () => [use],
    byLabel: async () => [{ label: text, ...totals }, NO_TOTALS],
    hourly: async () => [],
    coverage: async () => days.map((day) => ({ day, readAt: NOW })),
    reports: async () => [],
    setAsideRows: async () => [],
    balances: async () => [],
    lastBalance: async () => undefined,
    latest: async () => [transactionOf(text)],
  };
  return { ledger, settings: () => SETTINGS, clock: () => NOW, code: codeOf(text) };
}

const SETTINGS = { cycleStart: 1, budget: {}, labels: [], gst: FIRST_GST_RULE } as const;

/** Code below a path of that name, of which one endpoint is billed as that product. */
function codeOf(text: string): WorkspaceCode {
  const [first, second] = ["panbasic", "upi"].map((name) => ({
    path: `/v1/verification/${name}`,
    title: name,
    places: 1,
    files: 1,
  }));
  const endpoints = [
    ...(first === undefined ? [] : [{ ...first, billedAs: { kind: "confirmed", product: text } as const }]),
    ...(second === undefined ? [] : [{ ...second, billedAs: { kind: "probably", product: text } as const }]),
  ];
  return { callsOf: async () => ({ place: text, endpoints, isComplete: true }) };
}

function sittingOf(text: string): Sitting {
  const refresh = { phase: { phase: "idle" }, aliveUntil: 0, failures: 1, problem: refusal(text) } as const;
  const place = { account: accountOf(text), zone: ZONE, today: "2026-11-23", now: NOW, refresh };
  return { ledger: deskOf(text).ledger, ...place, ...SETTINGS, code: undefined };
}

/** Every tool, asked so that it tells every foreign text that it can. */
async function answersOf(text: string): Promise<readonly Answer[]> {
  const asked: Readonly<Record<LanguageToolName, readonly object[]>> = {
    get_deepvue_spend: [WINDOW, { ...WINDOW, by: "message", product: text.slice(0, 200) }, { ...WINDOW, by: "label" }],
    compare_deepvue_spend: [{ ...WINDOW, earlierSince: "2026-11-17", earlierUntil: "2026-11-17" }],
    get_deepvue_balance: [{}],
    list_deepvue_failures: [{ ...WINDOW, includeMessages: true, includeIds: true }],
    get_deepvue_price: [
      { ...WINDOW, product: "no such product" },
      { ...WINDOW, product: text.slice(0, 200) },
    ],
    // What is unusual and what is budgeted is made of a watch, below.
    explain_deepvue_change: [],
    check_deepvue_budget: [],
    get_deepvue_code_cost: [{ ...WINDOW, path: "src", function: text.slice(0, 200) }],
  };
  const answers = TOOLS.flatMap(({ name, answer }) => asked[name].map(async (input) => answer(deskOf(text), input)));
  const watch = watchOf({ budgets: [budgetUse(12_000, { product: text })], findings: findingsOf(text) });
  return [
    ...(await Promise.all(answers)),
    unusualTold(sittingOf(text), TIME, watch, { includeMessages: true }),
    budgetsTold(sittingOf(text), TIME, watch.budgets),
  ];
}

/** What tools for models and the MCP server answer. */
const ANSWERS: Surface = {
  tries: ["answers/tools.ts TOOLS"],
  manner: "model",
  texts: async (text) => (await answersOf(text)).flatMap((answer) => [answer.text, answer.data]),
};

/** Every surface that foreign text can reach. */
export const SURFACES: readonly Surface[] = [...VIEWS, ...EXPORTS, ...DOORS, ANSWERS];

/** What shows texts and is in no row of the table: a file, or one function of it, and why. */
export const NO_SURFACES: Readonly<Record<string, string>> = {
  "view/alertTexts.ts budgetShare": "a share",
  "view/alertTexts.ts runwayText": "numbers",
  "view/alertTexts.ts shortRunwayText": "numbers",
  "view/alertTexts.ts topUpText": "amounts and instants",
  "view/alertTexts.ts walletFallText": "amounts and instants",
  "ui/openFiles.ts askForFiles": "titles of ours and an account's label, in a dialog of the system",
  "ui/openFiles.ts withLocalFiles": "shows nothing",
  "view/billPage.ts differenceText": "amounts",
  "view/billRows.ts disputesOf": "names of ours",
  "view/billWords.ts": "amounts, dates and words of ours",
  "view/dashboard/dashboardBill.ts": "amounts, dates and words of ours; rows are listed elsewhere",
  "view/billPage.ts totalDifferenceText": "an amount",
  "view/chargeChecks.ts": "amounts that the user types, answered with sentences of ours",
  "view/classifyTexts.ts unknownShareText": "numbers",
  "view/classifyTexts.ts classifyTitle": "dates and numbers",
  "view/classifyTexts.ts emptyList": "dates, and sentences of ours",
  "view/dashboard/buckets.ts": "dates",
  "view/dashboard/dashboardCharts.ts shownProducts": "a number",
  "view/dashboard/dashboardCharts.ts shownBuckets": "dates",
  "view/dashboard/dashboardPage.ts": "our own page, without any number or word of an account",
  "view/dashboard/pageMessages.ts": "reads, and shows nothing",
  "view/dashboard/panelTexts.ts": "our own words",
  "view/dashboard/seriesTally.ts": "sums, which the charts show",
  "view/dateChecks.ts": "dates that the user types, answered with sentences of ours",
  "view/dates.ts": "dates",
  "view/excelTexts.ts": "dates",
  "view/gstTexts.ts": "amounts, a rate",
  "view/importTexts.ts importedText": "numbers",
  "view/importTexts.ts readRowsText": "a number",
  "view/totalCheck.ts": "an amount that the user types, answered with sentences of ours",
  "view/ownRequestsText.ts requestCountsText": "numbers and a date",
  "view/honestStates.ts accountName": "an account's label, which whoever shows it makes inert: the hover and the page",
  "view/honestStates.ts agoText": "a time",
  "view/honestStates.ts asFarAsKnown": "a number",
  "view/honestStates.ts asOfText": "a time",
  "view/honestStates.ts atLeast": "a number",
  "view/honestStates.ts currentBudgets": "no text",
  "view/code/callTexts.ts firstBilledText": "a day",
  "view/code/callTexts.ts runText": "numbers",
  "view/code/callTexts.ts wrapperText": "numbers",
  "view/code/findingTexts.ts quickFixTitle": "names of our catalogue, and a variable made of words of ours",
  "view/code/workspaceTexts.ts placesText": "numbers",
  "view/code/workspaceTexts.ts workspaceMessage": "our own sentences",
  "view/honestStates.ts hasNumbers": "no text",
  "view/honestStates.ts inStretch": "dates",
  "view/honestStates.ts incompleteText": "numbers",
  "view/honestStates.ts isTeams": "no text",
  "view/honestStates.ts measuredPeriod": "no text",
  "view/honestStates.ts noComparisonText": "dates",
  "view/honestStates.ts readingText": "times",
  "view/honestStates.ts sampleMark": "one word of ours",
  "view/honestStates.ts spendText": "numbers",
  "view/honestStates.ts spentBudget": "no text",
  "view/honestStates.ts staleText": "a time",
  "view/honestStates.ts syncText": "numbers and times",
  "view/metricsText.ts": "Prometheus' own escapes; its test tries every hostile text and promtool reads them",
  "view/numbers.ts": "numbers",
  "view/periodChoices.ts": "our own names, and dates",
  "view/rememberedItem.ts": "reads, and shows nothing",
  "view/rowArgument.ts": "reads, and shows nothing",
  "view/syncTexts.ts durationText": "a time",
  "view/syncTexts.ts historyCostText": "numbers, and a plan of our list",
  "view/syncTexts.ts progressText": "numbers",
  "view/syncTexts.ts waitingText": "a time",
  "view/webhookBody.ts webhookFormatOf": "one word of ours",
  "view/welcome.ts": "names one of our own texts",
  "view/wording.ts outcomeText": "three words of ours",
  "app/export/parquet.ts": "typed values; its own test reads every hostile text back",
  "app/export/parquetMonths.ts": "files that parquet.ts writes",
  "app/export/stagedFile.ts": "takes bytes",
  "app/export/xlsx.ts": "typed cells; its own test reads every hostile text back",
  "app/export/zip.ts": "takes bytes",
  "ui/code/callWatch.ts": "shows rows and lines of view/code/workspaceTexts.ts",
  "ui/code/workspaceTree.ts": "shows rows of view/code/workspaceTexts.ts, and names of the person's own files",
  "ui/commands/codeCommands.ts":
    "asks through picks.ts, tells through messages.ts; opens and copies only what is the person's own",
  "ui/saveFile.ts": "names and titles of ours; what it says goes through messages.ts and progress.ts",
  "ui/documents.ts": "shows what view/diagnosisPage.ts makes",
  "ui/surfaces/dashboard.ts": "posts what view/dashboard makes; the page itself is tried in a browser",
  "ui/surfaces/productTree.ts": "shows rows and lines of view/treeRows.ts by transactionItem.ts",
  "ui/surfaces/transactionTree.ts": "shows rows and lines of view/treeRows.ts by transactionItem.ts",
};

function rowsOf(text: string) {
  const state = stateOf(text);
  const transaction = transactionOf(text);
  return [
    ...productRows(state),
    transactionRow(transaction, state, NOW),
    productTransactionRow(transaction, state, NOW),
  ];
}

const MODES = ["period", "today", "month", "balance", "budget", "alerts"] as const;

function statusItems(text: string) {
  const options = { openAlerts: 1, runwayDays: 7, gst: FIRST_GST_RULE };
  const signedIn = stateOf(text);
  const { account: _, ...signedOut } = signedIn;
  const both = [signedIn, { ...signedOut, unavailable: refusal(text) }];
  return both.flatMap((state) => MODES.flatMap((mode) => statusItemOf(state, { ...options, mode }, NOW) ?? []));
}

function failuresOf(text: string) {
  const { usage } = stateOf(text);
  if (usage === undefined) throw new Error("no numbers");
  return usage.filtered;
}
