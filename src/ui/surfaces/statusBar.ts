import * as vscode from "vscode";
import { STATUS_ITEM } from "../../contract.ts";
import { inertText } from "../../domain/foreignText.ts";
import { HOVER_COMMANDS } from "../../view/hoverCommands.ts";
import { rememberedItem } from "../../view/rememberedItem.ts";
import type { StatusItemView } from "../../view/statusItem.ts";
import { hoverOf } from "./hover.ts";

const LAST_KEY = "lastStatusItem";

/** The spend indicator. Starts with what it showed last, so that the text is there before anything has been read. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #memory: vscode.Memento;
  #shown = "";

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    // On the right: the spend of an account is not about the workspace.
    this.#item = vscode.window.createStatusBarItem(STATUS_ITEM, vscode.StatusBarAlignment.Right, 90);
    this.#item.name = "Deepvue Spend";
    const last = rememberedItem(memory.get<unknown>(LAST_KEY));
    if (last !== undefined) this.#show(last);
  }

  /** Undefined: the item goes, as the setting says. */
  show(view: StatusItemView | undefined): void {
    const text = JSON.stringify(view ?? null);
    if (text === this.#shown) return;
    this.#shown = text;
    if (view === undefined) this.#item.hide();
    else this.#show(view);
    void this.#memory.update(LAST_KEY, view);
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(view: StatusItemView): void {
    this.#item.text = onlyLeadingIcon(view.text);
    this.#item.tooltip = hoverOf(view.tooltip, { commands: HOVER_COMMANDS });
    this.#item.accessibilityInformation = { label: view.spoken };
    this.#item.command = view.command;
    this.#item.backgroundColor =
      view.background === undefined ? undefined : new vscode.ThemeColor(`statusBarItem.${view.background}Background`);
    this.#item.show();
  }
}

/** The icon that a text begins with is ours; nothing else in it becomes one. */
function onlyLeadingIcon(text: string): string {
  const icon = /^\$\([a-z~-]+\) /.exec(text)?.[0] ?? "";
  return `${icon}${inertText(text.slice(icon.length))}`;
}
