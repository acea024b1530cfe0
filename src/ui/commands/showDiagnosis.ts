import { homedir } from "node:os";
import * as vscode from "vscode";
import { compareWindow, diagnose } from "../../app/diagnose.ts";
import type { Account } from "../../domain/account.ts";
import type { WindowDiagnosis } from "../../domain/diagnosis.ts";
import { formatPeriod } from "../../view/dates.ts";
import { comparisonPage, diagnosisPage } from "../../view/diagnosisPage.ts";
import { formatCounted } from "../../view/numbers.ts";
import { ledgerPlace } from "../ledgerPlace.ts";
import { showDone } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickOne } from "../picks.ts";
import { withBar, withProgress } from "../progress.ts";
import { planOf, readOutcomeSettings, readSetting } from "../settings.ts";

/** Opens the explanation of the number on screen as a document, then offers to read one of its windows again. */
export async function openDiagnosis(parts: Parts): Promise<void> {
  const { context, clock, ledger, model } = parts;
  const versions = {
    extension: (context.extension.packageJSON as { version: string }).version,
    vscode: vscode.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
  const { account } = model.state;
  const plan = account === undefined ? readSetting("deepvue.plan") : planOf(account);
  const { words, ignored } = readOutcomeSettings();
  const diagnosis = await withBar(() => diagnose(model.state, plan, ledger, versions, clock()));
  await parts.documents.show(
    "Deepvue diagnosis",
    diagnosisPage({ ...diagnosis, outcomes: { words: words.length, ignored }, ledgerFile: ledgerFileOf(context) }),
  );
  const windows = diagnosis.number?.windows ?? [];
  if (account === undefined || windows.length === 0) return;
  const text = "One of the report windows can be read from Deepvue again and compared row by row; nothing is changed.";
  if (await showDone(text, "Compare…")) await compare(parts, account, windows);
}

/** Below the home of whoever asks: a page that is sent to somebody need not name them. */
function ledgerFileOf(context: vscode.ExtensionContext): string {
  const { file } = ledgerPlace(context);
  const home = homedir();
  return file.startsWith(home) ? `~${file.slice(home.length)}` : file;
}

async function compare(parts: Parts, account: Account, windows: readonly WindowDiagnosis[]): Promise<void> {
  const items = windows.toReversed().map(({ report, verdict }) => ({
    label: formatPeriod(report),
    description: `${formatCounted(report.received, "row")}${verdict === "differs" ? ", sum differs" : ""}`,
    report,
  }));
  const title = "Compare with Deepvue: choose the report window (UTC dates)";
  const picked = await pickOne(items, { title, placeHolder: "Costs one request" });
  if (picked === undefined) return;
  const comparison = await withProgress(`Reading ${picked.label} again`, async (cancel) => {
    return parts.application.runs.run(account.id, cancel, async (signal) => {
      const service = await parts.services.serviceFor(account);
      return compareWindow({ ...parts, service }, account.id, picked.report, signal);
    });
  });
  await parts.documents.show("Deepvue comparison", comparisonPage(comparison));
}
