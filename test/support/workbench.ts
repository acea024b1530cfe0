// Real VS Codes with the packaged extension, for one spec after the other: a server, a browser and the objects to work with pages.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, expect, type Frame, type Page } from "@playwright/test";
import { patient } from "../../scripts/patience.ts";
import { exitOnSignals } from "../../scripts/processTree.ts";
import { type RunningWorkbench, startWorkbench, writeSettings } from "../../scripts/workbench.ts";
import { ActivityBar } from "../e2e/pages/activityBar.ts";
import { CommandPalette } from "../e2e/pages/commandPalette.ts";
import { Dashboard } from "../e2e/pages/dashboard.ts";
import { ModalDialog } from "../e2e/pages/modalDialog.ts";
import { Notifications } from "../e2e/pages/notifications.ts";
import { Panel } from "../e2e/pages/panel.ts";
import { QuickInput } from "../e2e/pages/quickInput.ts";
import { SaveDialog } from "../e2e/pages/saveDialog.ts";
import { SignInPrompts } from "../e2e/pages/signInPrompts.ts";
import { StatusBar } from "../e2e/pages/statusBar.ts";
import { TreeView } from "../e2e/pages/treeView.ts";
import { launchBrowser, windowSize } from "./browser.ts";
import { keepCache, shownAt } from "./browserCache.ts";
import { AUTHORITY } from "./certificates.ts";
import { endExtensionHosts } from "./extensionHosts.ts";
import { pictureFile, TAKES_PICTURES } from "./pictureFile.ts";
import { untilEditorsAreStored } from "./storedEditors.ts";

export interface WorkbenchSetup {
  /** Names the picture of the window that is taken at the end. */
  name: string;
  /** Settings of the user; machine-scoped ones are put where VS Code reads them. */
  settings?: Record<string, unknown>;
  /** Environment variables that the extension sees. */
  env?: Record<string, string>;
}

/** One open VS Code and the objects to work with it. */
export interface EditorWindow {
  page: Page;
  activityBar: ActivityBar;
  commands: CommandPalette;
  dashboard: Dashboard;
  dialog: ModalDialog;
  notifications: Notifications;
  quickInput: QuickInput;
  saveDialog: SaveDialog;
  signInPrompts: SignInPrompts;
  statusBar: StatusBar;
  readonly tree: (title: string) => TreeView;
  readonly panel: (title: string | RegExp) => Panel;
  readonly reload: () => Promise<void>;
  /** Opens the dashboard and waits until it has drawn something and has the focus, which prompts would lose to it. */
  readonly openDashboard: () => Promise<Frame>;
}

export interface Workbench extends EditorWindow {
  /** The folder with everything that this VS Code, server and browser, has stored. */
  profile: string;
  /** The server's process; the extension hosts are below it. */
  serverPid(): number;
  /** One more editor window of the same person, on another folder. */
  openWindow(): Promise<EditorWindow>;
  /** An editor window in a browser of its own, which has nothing of what the first one keeps: no secrets. */
  openOtherBrowser(): Promise<EditorWindow>;
  /** Ends VS Code and starts it again on the same profile, with other settings or environment if given. */
  restart(changes?: Partial<Omit<WorkbenchSetup, "name">> & { whileClosed?: () => void }): Promise<void>;
}

interface OpenPage {
  readonly name: string;
  readonly page: Page;
}

/** With the third time a browser has all that it keeps of VS Code's program. */
const OPENED_UNTIL_KEPT = 3;

/** How long VS Code may take to show its window. */
const WINDOW_MS = 60_000;

// A test that is interrupted must still run its exit hooks: they end the servers it started.
exitOnSignals();

/**
 * A server and a browser that are started once and used by one spec after the other. Each gets a VS Code as after a first
 * installation: nothing stored, on disk or in the browser, and no extension host from before. What stays is the browser's cache of
 * VS Code's own files, for which the server keeps its port.
 */
export class SharedVsCode {
  readonly #profile = mkdtempSync(join(tmpdir(), "deepvue-usage-e2e-"));
  #browser: BrowserContext | undefined;
  #otherBrowser: BrowserContext | undefined;
  #server: { readonly running: RunningWorkbench; readonly env: Record<string, string> } | undefined;
  #port: number | undefined;
  /** A page without a VS Code, for the next one. */
  #emptied: Page | undefined;
  #open: OpenPage | undefined;
  /** How often the first browser has opened a VS Code. */
  #opened = 0;

  /** Opens a window; what was open before is closed, and forgotten. */
  async open({ name, settings = {}, env = {} }: WorkbenchSetup): Promise<Workbench> {
    await this.leave();
    let options = { settings, env };
    await this.#start(options);
    const browser = (this.#browser ??= await this.#launchBrowser("browser"));
    const page = (this.#emptied ??= await browser.newPage());
    this.#emptied = undefined;
    this.#open = { name, page };
    await page.setViewportSize(windowSize);
    await this.#forgetPages(browser, page);
    await this.#show(page);
    const openIn = async (context: BrowserContext): Promise<EditorWindow> => {
      const other = await context.newPage();
      const folder = mkdtempSync(join(this.#profile, "folder-"));
      await show(other, shownAt(`${this.#running().origin}/?folder=${encodeURIComponent(folder)}`));
      return editorWindow(other);
    };
    return {
      ...editorWindow(page),
      profile: this.#profile,
      serverPid: () => this.#running().pid,
      openWindow: () => openIn(browser),
      openOtherBrowser: async () => {
        this.#otherBrowser ??= await this.#launchBrowser("other-browser");
        return openIn(this.#otherBrowser);
      },
      restart: async (changes = {}) => {
        await untilEditorsAreStored(page);
        await this.#stopServer();
        changes.whileClosed?.();
        options = { settings: { ...options.settings, ...changes.settings }, env: { ...options.env, ...changes.env } };
        await this.#start(options);
        await this.#show(page);
      },
    };
  }

  /** What follows in the window that is open has a picture at its end under a name of its own. */
  async goOnAs(name: string): Promise<void> {
    if (this.#open === undefined) return;
    await takePictureAtEnd(this.#open);
    this.#open = { ...this.#open, name };
  }

  /** Closes the windows and deletes what VS Code and extension have stored. */
  async leave(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    await takePictureAtEnd(open);
    this.#emptied = (await this.#isEmptied(open.page)) ? open.page : undefined;
    // One page has to stay, or the browser ends.
    const [, ...pages] = this.#browser?.pages() ?? [];
    for (const page of pages.filter((one) => one !== this.#emptied)) await page.close();
    await this.#closeOtherBrowser();
    if (this.#server !== undefined) await endExtensionHosts(this.#server.running.pid);
    for (const name of readdirSync(this.#profile)) {
      if (name !== "browser" && name !== "server") deleteFolder(join(this.#profile, name));
    }
    for (const name of ["User", "Machine", "folder"]) deleteFolder(join(this.#profile, "server", name));
  }

  /** Ends everything and deletes it, as far as it had come to be. */
  async close(): Promise<void> {
    const steps = [
      () => this.leave(),
      () => this.#closeOtherBrowser(),
      () => this.#browser?.close(),
      async () => this.#keepCache(),
      () => this.#stopServer(),
    ];
    const failures: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    deleteFolder(this.#profile);
    if (failures.length > 0) throw new AggregateError(failures, "VS Code could not be ended in order");
  }

  /** Has a server with these settings and this environment; only another environment needs another process. */
  async #start({ settings, env }: { settings: Record<string, unknown>; env: Record<string, string> }): Promise<void> {
    const profile = join(this.#profile, "server");
    if (this.#server !== undefined && JSON.stringify(env) === JSON.stringify(this.#server.env)) {
      writeSettings(profile, settings);
      mkdirSync(this.#server.running.folder, { recursive: true });
      return;
    }
    await this.#stopServer();
    const authority = join(profile, "authority.pem");
    mkdirSync(profile, { recursive: true });
    writeFileSync(authority, AUTHORITY);
    const { DEEPVUE_USAGE_E2E_EXTENSIONS: extensions, DEEPVUE_USAGE_E2E_BUILT_IN: builtIn } = process.env;
    if (!extensions || !builtIn)
      throw new Error("Run the specs with `npm run test:e2e`: it installs the extension for them.");
    // The same port: secrets, the state of windows and the cache belong to the page's origin.
    const port = this.#port === undefined ? {} : { port: this.#port };
    const running = await startWorkbench({
      profile,
      settings,
      // For all, as an administrator does it, or the one story that needs it would need a server of its own.
      env: { NODE_EXTRA_CA_CERTS: authority, ...env },
      extensions,
      vsCodeOptions: [`builtin-extensions-dir=${builtIn}`],
      ...port,
    });
    this.#server = { running, env };
    this.#port = Number(new URL(running.origin).port);
  }

  async #stopServer(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.running.stop();
  }

  async #closeOtherBrowser(): Promise<void> {
    const browser = this.#otherBrowser;
    this.#otherBrowser = undefined;
    await browser?.close();
  }

  #launchBrowser(name: string): Promise<BrowserContext> {
    return launchBrowser(join(this.#profile, name), { testing: this.#running().origin });
  }

  async #show(page: Page): Promise<void> {
    await show(page, shownAt(this.#running().url));
    this.#opened += 1;
  }

  #keepCache(): void {
    if (this.#opened >= OPENED_UNTIL_KEPT) keepCache(join(this.#profile, "browser"));
  }

  #running(): RunningWorkbench {
    if (this.#server === undefined) throw new Error("The VS Code server does not run");
    return this.#server.running;
  }

  /**
   * Leads a page away from VS Code to a text of the same origin. So the next VS Code in it has the same process, which has read its
   * program already: half of what opening costs. False for a page that does not come there.
   */
  async #isEmptied(page: Page): Promise<boolean> {
    stopListening(page);
    try {
      await page.goto(shownAt(`${this.#running().origin}/healthz`));
      await page.evaluate("sessionStorage.clear()");
      return true;
    } catch {
      return false;
    }
  }

  async #forgetPages(browser: BrowserContext, page: Page): Promise<void> {
    const session = await browser.newCDPSession(page);
    await session.send("Storage.clearDataForOrigin", { origin: shownAt(this.#running().origin), storageTypes: "all" });
    await session.detach();
  }
}

async function takePictureAtEnd({ page, name }: OpenPage): Promise<void> {
  if (!TAKES_PICTURES) return;
  await page.screenshot({ path: pictureFile("at-end", name) }).catch(() => undefined);
}

/** What a story has listened to is nothing for the next one. */
export function stopListening(page: Page): void {
  for (const event of ["console", "dialog", "request"] as const) page.removeAllListeners(event);
}

function deleteFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function editorWindow(page: Page): EditorWindow {
  const quickInput = new QuickInput(page);
  const commands = new CommandPalette(page);
  const dashboard = new Dashboard(new Panel(page, "Deepvue spend"));
  return {
    page,
    activityBar: new ActivityBar(page),
    commands,
    dashboard,
    dialog: new ModalDialog(page),
    notifications: new Notifications(page),
    quickInput,
    saveDialog: new SaveDialog(quickInput),
    signInPrompts: new SignInPrompts(quickInput),
    statusBar: new StatusBar(page),
    tree: (title) => new TreeView(page, title),
    panel: (title) => new Panel(page, title),
    async reload() {
      await untilEditorsAreStored(page);
      await show(page, page.url());
    },
    async openDashboard() {
      await commands.run("Deepvue: Open Dashboard");
      const frame = await dashboard.page();
      await expect.poll(() => page.evaluate("document.activeElement?.matches('iframe.webview') === true")).toBe(true);
      return frame;
    },
  };
}

async function show(page: Page, url: string): Promise<void> {
  await page.goto(url, { timeout: patient(WINDOW_MS) });
  await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: patient(WINDOW_MS) });
}
