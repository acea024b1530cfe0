import { openImport } from "../../app/bill/fileImport.ts";
import { dayIn } from "../../domain/day.ts";
import { importedText, importQuestion, nothingToImportText } from "../../view/importTexts.ts";
import { askModal, showDone, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { withReportFiles } from "./reportFiles.ts";

/** Takes Deepvue's own report files into the ledger, after saying what they would bring. */
export async function importReports(parts: Parts): Promise<void> {
  const { account } = parts.model.state;
  if (account === undefined) return;
  if (account.kind === "sample") {
    showInformation("The sample account is made up and takes no files. Sign in to Deepvue to import yours.");
    return;
  }
  const waiting = await withReportFiles(parts, account, {
    title: `Import Report Files into ${account.label}`,
    button: "Read",
    progress: "Reading report files",
    work: async (reading, files, signal) => openImport(reading, account.id, files, signal),
  });
  if (waiting === undefined) return;
  const { forecast } = waiting;
  const { first, last, intake } = forecast;
  if (intake.inserted + intake.updated === 0) {
    await waiting.abort();
    showInformation(nothingToImportText(forecast));
    return;
  }
  const { question, detail } = importQuestion(forecast, account.label);
  if ((await askModal(question, detail, "Import")) !== "Import") {
    await waiting.abort();
    return;
  }
  const result = await waiting.commit();
  // Not fetched on the way: whoever imports may be someone who can not ask the API.
  if (!(await showDone(importedText(result), "Show Them"))) return;
  const { zone } = parts.model.state;
  await parts.model.choose({ period: { since: dayIn(zone, first), until: dayIn(zone, last) } });
}
