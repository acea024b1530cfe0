import * as vscode from "vscode";
import { setTimer } from "../domain/timer.ts";

/** Ours alone: no other extension asks for or decorates such addresses. */
const SCHEME = "deepvue-document";

const LONGEST_READ_MS = 5_000;
const AGAIN_MS = 50;
/**
 * A preview that is about to draw, as for 300 ms after its document was opened, takes no other order; and it leaves out a text whose
 * version it has drawn, which every text is that is opened anew. Both timers are of one process, so this one comes after it.
 */
const DRAWN_AFTER_MS = 400;

/** What may be shown as a document; each has one text at a time. */
type DocumentName = "Deepvue diagnosis" | "Deepvue comparison" | "Deepvue reconciliation";

/** VS Code brings a preview back after a restart, and then nobody has the text any more. */
const GONE =
  "This text was not kept. Run *Deepvue: Explain This Number (Diagnose)…* or *Deepvue: Reconcile with Invoice…* to have it written anew.";

/**
 * The only way to a document: Markdown that can be read and not be changed, as VS Code renders it. Foreign text in it is escaped by
 * whoever writes it (`markdownText`).
 */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  // The last: registering reads what stands above.
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? GONE;
  }

  /** Shows a Markdown text in place of the earlier one of that name. */
  async show(name: DocumentName, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    this.#texts.set(uri.path, markdown);
    this.#changed.fire(uri);
    try {
      // Locked: it stays with this text, whatever Markdown is opened beside it.
      await vscode.commands.executeCommand("markdown.showPreview", uri, undefined, { locked: true });
      // A preview that was behind another tab may have let go of the text, and then it hears of no change.
      await readsAs(uri, markdown);
      await pause(DRAWN_AFTER_MS);
      await vscode.commands.executeCommand("markdown.preview.refresh");
    } catch {
      // Whoever has switched VS Code's own Markdown extension off has no preview, and reads the text as it is.
      await vscode.window.showTextDocument(uri, { preview: false });
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/**
 * Until whoever opens the document reads this text. VS Code tells of a change and of a text that nobody holds any more each on its own:
 * between the two a document is opened with its old text, and no change follows. What does not come in time is drawn as it is.
 */
async function readsAs(uri: vscode.Uri, text: string): Promise<void> {
  const until = performance.now() + LONGEST_READ_MS;
  while ((await vscode.workspace.openTextDocument(uri)).getText() !== text && performance.now() < until) {
    await pause(AGAIN_MS);
  }
}

async function pause(ms: number): Promise<void> {
  return new Promise((go) => void setTimer(ms, go));
}
