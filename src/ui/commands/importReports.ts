import { openImport } from "../../app/bill/fileImport.ts";
import { liveAccount } from "../../app/knownAccounts.ts";
import { normalizeBaseUrl } from "../../deepvue/baseUrl.ts";
import type { Account } from "../../domain/account.ts";
import { checkCredential } from "../../domain/credentialCheck.ts";
import { dayIn } from "../../domain/day.ts";
import { importedText, importQuestion, nothingToImportText } from "../../view/importTexts.ts";
import { askModal, showDone, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { askText } from "../prompts.ts";
import { readSetting } from "../settings.ts";
import { withReportFiles } from "./reportFiles.ts";

/** Takes Deepvue's own report files into the ledger, after saying what they would bring. */
export async function importReports(parts: Parts): Promise<void> {
  const { account } = parts.model.state;
  if (account === undefined) await importUnsigned(parts);
  else await importInto(parts, account);
}

/**
 * On a computer that never signed in: the account is the one of a client id, has no secret, and so asks the service nothing. Whoever signs
 * in with that id later goes on with the same history. Without an import it is taken away again.
 */
async function importUnsigned(parts: Parts): Promise<void> {
  const answer = await askText({
    title: "Import Report Files: Whose Are They",
    prompt: "Client id of the account that the reports are of. No secret is needed, and nothing is sent.",
    placeholder: "Client id",
    value: "",
    password: false,
    step: 1,
    totalSteps: 1,
    check: (text) => {
      const checked = checkCredential(text, "client id");
      return "error" in checked ? checked : { note: checked.note };
    },
  });
  if (answer === undefined || answer === "back") return;
  const checked = checkCredential(answer.text, "client id");
  if ("error" in checked) return;
  const baseUrl = normalizeBaseUrl(readSetting("deepvue.apiBaseUrl"));
  const account = liveAccount({ clientId: checked.value }, baseUrl, readSetting("deepvue.plan"));
  await parts.ledger.saveAccount(account);
  await parts.model.choose({ accountId: account.id });
  let isThere = false;
  try {
    isThere = await importInto(parts, account);
  } finally {
    if (!isThere) await parts.application.signOut(account.id, "keep");
  }
}

/** Resolves to whether the ledger has rows of the files afterwards. */
async function importInto(parts: Parts, account: Account): Promise<boolean> {
  if (account.kind === "sample") {
    showInformation("The sample account is made up and takes no files. Sign in to Deepvue to import yours.");
    return true;
  }
  const waiting = await withReportFiles(parts, account, {
    title: `Import Report Files into ${account.label}`,
    button: "Read",
    progress: "Reading report files",
    work: async (reading, files, signal) => openImport(reading, account.id, files, signal),
  });
  if (waiting === undefined) return false;
  const { forecast } = waiting;
  const { first, last, intake } = forecast;
  if (intake.inserted + intake.updated === 0) {
    await waiting.abort();
    showInformation(nothingToImportText(forecast));
    return intake.known + intake.kept > 0;
  }
  const { question, detail } = importQuestion(forecast, account.label);
  if ((await askModal(question, detail, "Import")) !== "Import") {
    await waiting.abort();
    return false;
  }
  const result = await waiting.commit();
  // Not fetched on the way: whoever imports may be someone who can not ask the API.
  if (!(await showDone(importedText(result), "Show Them"))) return true;
  const { zone } = parts.model.state;
  await parts.model.choose({ period: { since: dayIn(zone, first), until: dayIn(zone, last) } });
  return true;
}
