import type manifest from "../package.json";
import type { Plan } from "./domain/account.ts";
import type { GstRule } from "./domain/gst.ts";

/** The treaty with package.json. `test/unit/manifest.test.ts` proves both directions. */

export const COMMANDS = {
  signIn: "deepvue.signIn",
  signOut: "deepvue.signOut",
  switchAccount: "deepvue.switchAccount",
  openSampleAccount: "deepvue.openSampleAccount",
  addTeamLedger: "deepvue.addTeamLedger",
  refresh: "deepvue.refresh",
  choosePeriod: "deepvue.choosePeriod",
  loadHistory: "deepvue.loadHistory",
  openDashboard: "deepvue.openDashboard",
  downloadExcel: "deepvue.downloadExcel",
  exportTransactions: "deepvue.exportTransactions",
  findTransaction: "deepvue.findTransaction",
  reconcile: "deepvue.reconcile",
  showReconciliation: "deepvue.showReconciliation",
  importReports: "deepvue.importReports",
  filter: "deepvue.filter",
  clearFilter: "deepvue.clearFilter",
  setBudget: "deepvue.setBudget",
  showAlerts: "deepvue.showAlerts",
  classifyMessages: "deepvue.classifyMessages",
  undoClassification: "deepvue.undoClassification",
  diagnose: "deepvue.diagnose",
  showLog: "deepvue.showLog",
  copyTransactionId: "deepvue.copyTransactionId",
  /** Menu of a transaction's row, not in the palette. */
  copyMessage: "deepvue.copyMessage",
  showOnlyProduct: "deepvue.showOnlyProduct",
  showOnlyMessage: "deepvue.showOnlyMessage",
  revealTransaction: "deepvue.revealTransaction",
  /** Menu of a transaction's row and of a charged failure's. */
  classifyMessage: "deepvue.classifyMessage",
  /** Keys of the list of Classify Messages…, not in the palette. */
  classifyAsSuccess: "deepvue.classifyAsSuccess",
  classifyAsFailure: "deepvue.classifyAsFailure",
  classifyByRule: "deepvue.classifyByRule",
  /** Row of a tree, not in the palette. */
  loadMore: "deepvue.loadMore",
  chooseEndpointProduct: "deepvue.chooseEndpointProduct",
  copyKeptSecret: "deepvue.copyKeptSecret",
  /** Lenses, hovers and quick fixes in code, not in the palette. */
  showProductTransactions: "deepvue.showProductTransactions",
  openCall: "deepvue.openCall",
  showCallers: "deepvue.showCallers",
  keepSecret: "deepvue.keepSecret",
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const VIEW_CONTAINER = "deepvue";
export const VIEWS = {
  products: "deepvue.products",
  transactions: "deepvue.transactions",
  workspace: "deepvue.workspace",
} as const;
/** View type of the dashboard panel. */
export const DASHBOARD = "deepvue.dashboard";
export const STATUS_ITEM = "deepvue.spend";

/** Tools for language models; what each asks and answers is in `src/answers`. */
export const LANGUAGE_TOOLS = [
  "get_deepvue_spend",
  "compare_deepvue_spend",
  "get_deepvue_balance",
  "explain_deepvue_change",
  "list_deepvue_failures",
  "get_deepvue_price",
  "check_deepvue_budget",
  "get_deepvue_code_cost",
] as const;
export type LanguageToolName = (typeof LANGUAGE_TOOLS)[number];
/** Names the provider of the MCP server, which answers the same. */
export const MCP_PROVIDER = "deepvue-usage";

/** Values of tree rows' `contextValue`, used in `when` clauses of menus. */
export const ROW_CONTEXT = {
  product: "deepvueProduct",
  transaction: "deepvueTransaction",
  loadMore: "deepvueLoadMore",
} as const;

/** Context keys, set by `ui/contextKeys.ts` and used in `when` clauses. */
export interface ContextKeys {
  /** Which welcome content an empty tree shows; "rows" hides it. */
  readonly "deepvue.welcome": WelcomeState;
  readonly "deepvue.signedIn": boolean;
  readonly "deepvue.severalAccounts": boolean;
  /** The account on screen is a team's. */
  readonly "deepvue.team": boolean;
  readonly "deepvue.filtering": boolean;
  /** The list of Classify Messages… is open. */
  readonly "deepvue.classifying": boolean;
}

export type WelcomeState =
  | "loading"
  | "signedOut"
  | "unavailable"
  | "noData"
  | "empty"
  | "emptyInPart"
  | "emptyBefore"
  | "filteredOut"
  | "offline"
  | "credentials"
  | "forbidden"
  | "failed"
  | "team"
  | "rows";

export type StatusBarMode = "period" | "today" | "month" | "balance" | "budget" | "alerts" | "off";

export interface Settings {
  readonly "deepvue.apiBaseUrl": string;
  readonly "deepvue.teamLedger.url": string;
  readonly "deepvue.teamLedger.user": string;
  readonly "deepvue.plan": Plan;
  readonly "deepvue.billingTimeZone": string;
  readonly "deepvue.billingCycleStart": number;
  readonly "deepvue.refreshMinutes": number;
  readonly "deepvue.statusBar.show": StatusBarMode;
  readonly "deepvue.budget": Readonly<Record<string, unknown>>;
  readonly "deepvue.alerts.enabled": boolean;
  readonly "deepvue.alerts.thresholds": readonly number[];
  readonly "deepvue.alerts.runwayDays": number;
  readonly "deepvue.outcomes": Readonly<Record<string, unknown>>;
  /** Of earlier versions; moves into `deepvue.outcomes`. */
  readonly "deepvue.failureMessages": readonly string[];
  readonly "deepvue.labels": readonly unknown[];
  readonly "deepvue.gst": GstRule["treatment"];
  /** Percent. */
  readonly "deepvue.gstRate": number;
  readonly "deepvue.endpoints": Readonly<Record<string, unknown>>;
  readonly "deepvue.code.lenses": boolean;
  readonly "deepvue.code.runHints": boolean;
  readonly "deepvue.code.fileCosts": boolean;
  readonly "deepvue.code.checks": Readonly<Record<string, unknown>>;
}

type Key = keyof (typeof manifest)["contributes"]["configuration"]["properties"];
type Missing = Exclude<Key, keyof Settings>;
type Extra = Exclude<keyof Settings, Key>;
/**
 * Does not compile when a setting is added or removed on one side only.
 * @public nothing needs its value
 */
export const SETTINGS_IN_SYNC: [Missing, Extra] extends [never, never] ? true : { missing: Missing; extra: Extra } =
  true;
