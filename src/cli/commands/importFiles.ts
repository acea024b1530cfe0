import { openImport } from "../../app/bill/fileImport.ts";
import { importedText, importQuestion, nothingToImportText } from "../../view/importTexts.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit, usageError } from "../exits.ts";
import { fileReading, namedFiles } from "../fileInput.ts";
import { confirmed } from "../keyboard.ts";
import { accountOf, open } from "../opened.ts";

/** Takes Deepvue's own report files into the ledger, after saying what they would bring. */
export async function run(context: Context): Promise<Exit> {
  const { typed, terminal, signal } = context;
  const files = namedFiles(typed.words);
  if (files.length === 0) throw usageError("Name the report files: deepvue-usage import october.xlsx.");
  const opened = await open(context, { credentials: "given" });
  try {
    const account = accountOf(opened);
    if (account.kind === "sample") throw usageError("The sample account is made up and takes no files.");
    const reading = await fileReading(context, opened);
    const waiting = await opened.application.runs.run(account.id, signal, async (stoppable) =>
      openImport(reading, account.id, files, stoppable),
    );
    if (terminal.hasMovingLine) terminal.progress("");
    const { forecast } = waiting;
    if (forecast.intake.inserted + forecast.intake.updated === 0) {
      await waiting.abort();
      terminal.note(nothingToImportText(forecast));
      return EXIT.ok;
    }
    const { question, detail } = importQuestion(forecast, account.label);
    terminal.note(detail.replaceAll("\n\n", "\n"));
    let isWanted = false;
    try {
      isWanted = !typed.switches.has("dry-run") && (await confirmed(context, question));
    } finally {
      if (!isWanted) await waiting.abort();
    }
    terminal.note(isWanted ? importedText(await waiting.commit()) : "Nothing was changed.");
    return EXIT.ok;
  } finally {
    await opened.application.close();
  }
}
