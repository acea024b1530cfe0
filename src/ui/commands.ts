import { COMMANDS, type CommandId } from "../contract.ts";
import { problemOf } from "../domain/problem.ts";
import { addTeamLedger } from "./commands/addTeamLedger.ts";
import { chooseFilter, clearFilter } from "./commands/chooseFilter.ts";
import { choosePeriod } from "./commands/choosePeriod.ts";
import {
  copyMessage,
  copyTransactionId,
  revealInTree,
  showOnlyMessage,
  showOnlyProduct,
} from "./commands/chosenTransaction.ts";
import { classifyMessage, classifyMessages, keyOf, undoLast } from "./commands/classifyMessages.ts";
import {
  chooseEndpointProduct,
  copyKeptSecret,
  keepSecret,
  openCall,
  showCallers,
  showProductTransactions,
} from "./commands/codeCommands.ts";
import { downloadExcel } from "./commands/downloadExcel.ts";
import { exportTransactions } from "./commands/exportTransactions.ts";
import { findTransaction } from "./commands/findTransaction.ts";
import { importReports } from "./commands/importReports.ts";
import { loadHistory } from "./commands/loadHistory.ts";
import { reconcile, showReconciliation } from "./commands/reconcile.ts";
import { setBudget } from "./commands/setBudget.ts";
import { openDiagnosis } from "./commands/showDiagnosis.ts";
import { openSampleAccount, signIn, signOut, switchAccount } from "./commands/signIn.ts";
import { showInformation, showProblem } from "./messages.ts";
import type { Parts } from "./parts.ts";
import { showAlertList } from "./surfaces/alertList.ts";
import type { Dashboard } from "./surfaces/dashboard.ts";
import type { ProductNode } from "./surfaces/productTree.ts";
import type { TransactionNode } from "./surfaces/transactionTree.ts";
import { refreshNow } from "./syncWithProgress.ts";

export type TreeNode = ProductNode | TransactionNode;
/** Menus and rows pass the row that was used; the palette passes nothing. */
type Handler = (parts: Parts, node?: TreeNode, ...more: readonly unknown[]) => Promise<void>;

/** Every command, once. */
function handlersOf(parts: Parts, dashboard: () => Promise<Dashboard>): Readonly<Record<CommandId, Handler>> {
  return {
    [COMMANDS.signIn]: signIn,
    [COMMANDS.signOut]: signOut,
    [COMMANDS.switchAccount]: switchAccount,
    [COMMANDS.openSampleAccount]: openSampleAccount,
    [COMMANDS.addTeamLedger]: addTeamLedger,
    [COMMANDS.refresh]: refreshNow,
    [COMMANDS.choosePeriod]: choosePeriod,
    [COMMANDS.loadHistory]: loadHistory,
    [COMMANDS.openDashboard]: async (_, node) => {
      if (node?.kind === "product") await parts.model.choose({ filter: { products: [node.product] } });
      (await dashboard()).open();
    },
    [COMMANDS.downloadExcel]: downloadExcel,
    [COMMANDS.exportTransactions]: exportTransactions,
    [COMMANDS.findTransaction]: findTransaction,
    [COMMANDS.reconcile]: reconcile,
    [COMMANDS.showReconciliation]: showReconciliation,
    [COMMANDS.importReports]: importReports,
    [COMMANDS.filter]: chooseFilter,
    [COMMANDS.clearFilter]: clearFilter,
    [COMMANDS.setBudget]: setBudget,
    [COMMANDS.showAlerts]: () => parts.alertBoard.show(showAlertList),
    [COMMANDS.classifyMessages]: classifyMessages,
    [COMMANDS.classifyMessage]: classifyMessage,
    [COMMANDS.classifyAsSuccess]: keyOf("success"),
    [COMMANDS.classifyAsFailure]: keyOf("failure"),
    [COMMANDS.classifyByRule]: keyOf("rule"),
    [COMMANDS.undoClassification]: undoLast,
    [COMMANDS.diagnose]: openDiagnosis,
    [COMMANDS.showLog]: async () => parts.log.show(),
    [COMMANDS.copyTransactionId]: copyTransactionId,
    [COMMANDS.copyMessage]: copyMessage,
    [COMMANDS.showOnlyProduct]: showOnlyProduct,
    [COMMANDS.showOnlyMessage]: showOnlyMessage,
    [COMMANDS.revealTransaction]: revealInTree,
    [COMMANDS.chooseEndpointProduct]: chooseEndpointProduct,
    [COMMANDS.copyKeptSecret]: copyKeptSecret,
    [COMMANDS.showProductTransactions]: showProductTransactions,
    [COMMANDS.openCall]: openCall,
    [COMMANDS.showCallers]: showCallers,
    [COMMANDS.keepSecret]: keepSecret,
    [COMMANDS.loadMore]: async (_, node) => {
      if (node?.kind === "more") {
        if ("product" in node) parts.products.loadMore(node.product);
        else parts.transactions.loadMore();
      }
      if (node?.kind === "newer") {
        if ("product" in node) parts.products.showNewest(node.product);
        else parts.transactions.showNewest();
      }
    },
  };
}

/** Signed in or not is asked here, once: a keybinding or a link may run a command that the menus hide. */
const SIGNED_OUT_TOO: ReadonlySet<string> = new Set([
  COMMANDS.chooseEndpointProduct,
  COMMANDS.copyKeptSecret,
  COMMANDS.keepSecret,
  COMMANDS.openCall,
  COMMANDS.showCallers,
  COMMANDS.signIn,
  COMMANDS.openSampleAccount,
  COMMANDS.addTeamLedger,
  COMMANDS.importReports,
  COMMANDS.openDashboard,
  COMMANDS.showLog,
  COMMANDS.diagnose,
]);

/** Where the ledger can not be used, everything else would only lead to a failure later. */
const WITHOUT_LEDGER: ReadonlySet<string> = new Set([
  COMMANDS.copyKeptSecret,
  COMMANDS.keepSecret,
  COMMANDS.openCall,
  COMMANDS.showCallers,
  COMMANDS.openDashboard,
  COMMANDS.showLog,
  COMMANDS.diagnose,
]);

/** What concerns how an account's rows come in: a team's are its collector's. */
const NOT_OF_TEAM: ReadonlySet<string> = new Set([
  COMMANDS.loadHistory,
  COMMANDS.downloadExcel,
  COMMANDS.importReports,
]);

/** Runs a command; `node` is the row of a tree it was called from. Failures of all of them are told in one place. */
export async function runCommand(
  parts: Parts,
  dashboard: () => Promise<Dashboard>,
  id: CommandId,
  node: TreeNode | undefined,
  more: readonly unknown[] = [],
): Promise<void> {
  try {
    if (parts.model.state.unavailable !== undefined && !WITHOUT_LEDGER.has(id)) {
      // Perhaps it can be used by now.
      await parts.model.read();
      const { unavailable } = parts.model.state;
      if (unavailable !== undefined) return await showProblem(unavailable);
    }
    if (parts.model.state.account === undefined && !SIGNED_OUT_TOO.has(id)) {
      showInformation("Sign in to Deepvue first, or open the sample account.");
      return;
    }
    if (parts.model.state.account?.kind === "team" && NOT_OF_TEAM.has(id)) {
      showInformation(
        "This account is the team's: its collector fetches it from Deepvue, and here it is only read. Switch to an account of your own for this.",
      );
      return;
    }
    await handlersOf(parts, dashboard)[id](parts, node, ...more);
  } catch (error) {
    const problem = problemOf(error);
    parts.log.error(`${id}: ${problem.kind}: ${problem.detail}`);
    // The surfaces would follow a moment later by themselves, and until then go on spinning beside the message.
    void parts.model.read();
    await showProblem(problem);
  }
}
