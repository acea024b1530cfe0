import { registerHooks } from "node:module";

/**
 * Stands in for the module `vscode` where a test asks what our doors hand over to it: it shows nothing and remembers every text that
 * it was given to show. What VS Code makes of such texts is tried in the real one (host and end-to-end tests).
 */

let shown: string[] = [];

/** What the settings say; none unless a test sets one. */
export const settings = new Map<string, unknown>();

/** How often each setting was written. */
export const writtenSettings: string[] = [];

/** Like VS Code, which writes a file: not at once. */
async function writeSetting(key: string, value: unknown): Promise<void> {
  await Promise.resolve();
  writtenSettings.push(key);
  if (value === undefined) settings.delete(key);
  else settings.set(key, value);
}

/** The texts that `act` had VS Code show. */
export async function textsShownBy(act: () => unknown): Promise<readonly string[]> {
  shown = [];
  await act();
  return shown;
}

/** Whatever of a value VS Code would draw. */
function remember(value: unknown): void {
  if (typeof value === "string") shown.push(value);
  else if (Array.isArray(value)) value.forEach(remember);
  else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) if (DRAWN.has(key)) remember(part);
  }
}

const DRAWN = new Set(["label", "description", "detail", "title", "placeHolder", "message", "value"]);

async function rememberAll(...values: readonly unknown[]): Promise<undefined> {
  for (const value of values) remember(await value);
  return undefined;
}

function ignore(): void {}

const WIDGET_TEXTS = new Set(["title", "prompt", "placeholder", "validationMessage", "items", "text"]);

/** An input, a list or an item of the status bar: it is closed as soon as it is shown. */
function widget(): object {
  const closing: (() => void)[] = [];
  const methods: Record<string, unknown> = {
    activeItems: [],
    onDidHide: (close: () => void) => closing.push(close),
    onDidAccept: ignore,
    onDidChangeValue: ignore,
    onDidTriggerButton: ignore,
    onDidTriggerItemButton: ignore,
    show: () => closing.forEach((close) => close()),
    hide: ignore,
    dispose: ignore,
  };
  return new Proxy(methods, {
    set(target, key, value) {
      if (WIDGET_TEXTS.has(String(key))) remember(value);
      if (key === "accessibilityInformation") remember(value);
      target[String(key)] = value;
      return true;
    },
  });
}

class Holder {
  readonly held: readonly unknown[];
  constructor(...held: readonly unknown[]) {
    this.held = held;
  }
}

class TreeItem {
  readonly label: string;
  constructor(label: string) {
    this.label = label;
  }
}

const LOG_PAGE = { debug: remember, info: remember, warn: remember, error: remember, show: ignore, dispose: ignore };

const EDITOR = {
  window: {
    showInformationMessage: rememberAll,
    showWarningMessage: rememberAll,
    showErrorMessage: rememberAll,
    setStatusBarMessage: (text: string) => remember(text.replace(/^\$\(check\) /, "")),
    showQuickPick: rememberAll,
    createQuickPick: widget,
    createInputBox: widget,
    createStatusBarItem: widget,
    createOutputChannel: () => LOG_PAGE,
    withProgress: async (options: unknown, work: (progress: unknown, token: unknown) => Promise<unknown>) => {
      remember(options);
      return work({ report: remember }, { onCancellationRequested: () => undefined, isCancellationRequested: false });
    },
  },
  workspace: { getConfiguration: () => ({ get: (key: string) => settings.get(key), update: writeSetting }) },
  ConfigurationTarget: { Global: 1 },
  env: { clipboard: { writeText: rememberAll } },
  commands: { executeCommand: () => Promise.resolve() },
  MarkdownString: Holder,
  ThemeIcon: Holder,
  ThemeColor: Holder,
  TreeItem,
  QuickInputButtons: {},
  QuickPickItemKind: {},
  InputBoxValidationSeverity: {},
  ProgressLocation: {},
  StatusBarAlignment: {},
  TreeItemCollapsibleState: {},
};

const KEY = "recordedEditor";
Object.assign(globalThis, { [KEY]: EDITOR });
const names = Object.keys(EDITOR).join(", ");

// In force for what is imported after this file, so by `await import`.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "vscode"
      ? { url: "recorded:vscode", format: "module", shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === "recorded:vscode"
      ? { format: "module", source: `export const { ${names} } = globalThis.${KEY};`, shortCircuit: true }
      : next(url, context),
});
