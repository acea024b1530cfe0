import type * as vscode from "vscode";
import type { Application } from "../app/application.ts";
import type { BackgroundRefresh } from "../app/background.ts";
import type { BillAnswers } from "../app/bill/billAnswers.ts";
import type { Model } from "../app/screen/model.ts";
import type { Synchronizer } from "../app/sync/synchronizer.ts";
import type { Ledger } from "../domain/ledgerPorts.ts";
import type { Clock } from "../domain/ports.ts";
import type { AccountServices } from "../wiring/accountServices.ts";
import type { Secrets } from "../wiring/secrets.ts";
import type { Classification } from "./classification.ts";
import type { CallWatch } from "./code/callWatch.ts";
import type { Documents } from "./documents.ts";
import type { LogPage } from "./log.ts";
import type { AlertBoard } from "./surfaces/alertBoard.ts";
import type { ContextKeySetter } from "./surfaces/contextKeys.ts";
import type { ProductTree } from "./surfaces/productTree.ts";
import type { TransactionTree } from "./surfaces/transactionTree.ts";
import type { TeamSide } from "./teamSide.ts";

/** What `extension.ts` has built, for the commands that work with it. */
export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly log: LogPage;
  readonly documents: Documents;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly secrets: Secrets;
  readonly services: AccountServices;
  readonly team: TeamSide;
  readonly application: Application;
  /** Parts of the application. */
  readonly synchronizer: Synchronizer;
  readonly model: Model;
  readonly background: BackgroundRefresh;
  readonly alertBoard: AlertBoard;
  readonly billAnswers: BillAnswers;
  readonly classification: Classification;
  readonly contextKeys: ContextKeySetter;
  readonly callWatch: CallWatch;
  readonly products: ProductTree;
  readonly transactions: TransactionTree;
}
