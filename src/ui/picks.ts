import * as vscode from "vscode";
import { inertText } from "../domain/foreignText.ts";

/**
 * Every list to choose from; nothing in its texts is an icon or a link (icons are `iconPath`s). Each stays until it is answered or left
 * with Escape, as the prompts do: VS Code moves the focus for reasons of its own (a menu that closes, a page that has loaded), and who
 * fetches an id from elsewhere to paste it here comes back to the list.
 */

interface PickOptions {
  readonly title: string;
  readonly placeHolder?: string;
  readonly matchOnDescription?: true;
}

/** The chosen item, or undefined when the list was closed. */
export async function pickOne<Item extends vscode.QuickPickItem>(
  items: readonly Item[] | Promise<readonly Item[]>,
  options: PickOptions,
): Promise<Item | undefined> {
  return vscode.window.showQuickPick<Item>(inertLater(items), inertOptions(options));
}

/** The checked items, or undefined when the list was closed. */
export async function pickSeveral<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  options: PickOptions,
): Promise<readonly Item[] | undefined> {
  return vscode.window.showQuickPick(inertItems(items), { ...inertOptions(options), canPickMany: true });
}

/** A list that changes while it is open. */
export class OpenPick<Item extends vscode.QuickPickItem> {
  readonly #pick = vscode.window.createQuickPick<Item>();

  constructor({ title, placeHolder = "" }: PickOptions) {
    this.#pick.title = inertText(title);
    this.#pick.ignoreFocusOut = true;
    this.setPlaceholder(placeHolder);
  }

  setPlaceholder(text: string): void {
    this.#pick.placeholder = inertText(text);
  }

  setItems(items: readonly Item[]): void {
    this.#pick.items = inertItems(items);
  }

  setBusy(isBusy: boolean): void {
    this.#pick.busy = isBusy;
  }

  /** Resolves with the item that was chosen, or whose button was pressed; with undefined when the list was closed. */
  async ask(onType?: (text: string) => void): Promise<{ item: Item; button?: vscode.QuickInputButton } | undefined> {
    const pick = this.#pick;
    try {
      return await new Promise((resolve) => {
        if (onType !== undefined) pick.onDidChangeValue(onType);
        pick.onDidAccept(() => {
          const [item] = pick.selectedItems;
          if (item !== undefined) resolve({ item });
        });
        pick.onDidTriggerItemButton(resolve);
        pick.onDidHide(() => resolve(undefined));
        pick.show();
      });
    } finally {
      pick.dispose();
    }
  }
}

interface Keyed {
  /** Tells the same row in another state of the list. */
  readonly key: string;
}

/** A list that stays open while its rows change; the row in focus and the place in the list stay. */
export class StayingPick<Item extends vscode.QuickPickItem & Keyed> {
  readonly #pick = vscode.window.createQuickPick<Item>();

  constructor({ title, placeHolder = "", matchOnDescription }: PickOptions) {
    this.setTitle(title);
    this.#pick.placeholder = inertText(placeHolder);
    this.#pick.matchOnDescription = matchOnDescription ?? false;
    this.#pick.keepScrollPosition = true;
    this.#pick.ignoreFocusOut = true;
  }

  get active(): Item | undefined {
    return this.#pick.activeItems[0];
  }

  setTitle(text: string): void {
    this.#pick.title = inertText(text);
  }

  setButtons(buttons: readonly vscode.QuickInputButton[]): void {
    this.#pick.buttons = buttons;
  }

  /** `first`: key of the row in focus where none is yet. */
  setItems(items: readonly Item[], first?: string): void {
    const key = this.active?.key ?? first;
    this.#pick.items = inertItems(items);
    const active = this.#pick.items.find((item) => item.key === key);
    if (active !== undefined) this.#pick.activeItems = [active];
  }

  setBusy(isBusy: boolean): void {
    this.#pick.busy = isBusy;
  }

  /** Resolves with the row that was accepted; with undefined when the list was closed. Buttons leave it open. */
  async ask({ onItemButton, onButton }: StayingButtons<Item>): Promise<Item | undefined> {
    const pick = this.#pick;
    try {
      return await new Promise((resolve) => {
        pick.onDidAccept(() => {
          const [item] = pick.selectedItems;
          if (item !== undefined) resolve(item);
        });
        pick.onDidTriggerItemButton(({ item, button }) => onItemButton(item, button));
        pick.onDidTriggerButton(onButton);
        pick.onDidHide(() => resolve(undefined));
        pick.show();
      });
    } finally {
      pick.dispose();
    }
  }
}

interface StayingButtons<Item> {
  readonly onItemButton: (item: Item, button: vscode.QuickInputButton) => void;
  readonly onButton: (button: vscode.QuickInputButton) => void;
}

async function inertLater<Item extends vscode.QuickPickItem>(
  items: readonly Item[] | Promise<readonly Item[]>,
): Promise<Item[]> {
  return inertItems(await items);
}

function inertOptions({ title, placeHolder, ...others }: PickOptions): vscode.QuickPickOptions {
  return {
    ...others,
    ignoreFocusOut: true,
    title: inertText(title),
    ...(placeHolder === undefined ? {} : { placeHolder: inertText(placeHolder) }),
  };
}

function inertItems<Item extends vscode.QuickPickItem>(items: readonly Item[]): Item[] {
  return items.map((item) => ({
    ...item,
    label: inertText(item.label),
    ...(item.description === undefined ? {} : { description: inertText(item.description) }),
    ...(item.detail === undefined ? {} : { detail: inertText(item.detail) }),
  }));
}
