// A real VS Code with the packaged extension, for one test: its server, a browser and the objects to work with its page.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { exitOnSignals } from "../../scripts/processTree.ts";
import { root } from "../../scripts/setup/root.mjs";
import { type RunningWorkbench, startWorkbench } from "../../scripts/workbench.ts";
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
import { launchBrowser } from "./browser.ts";
import { eventuallyEqual } from "./eventually.ts";

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
  /** Ends VS Code and starts it again on the same profile, with other settings or environment if given. */
  restart(changes?: Partial<Omit<WorkbenchSetup, "name">> & { whileClosed?: () => void }): Promise<void>;
  /** Ends everything and deletes the profile. */
  close(): Promise<void>;
}

// A test that is interrupted must still run its exit hooks: they end the servers it started.
exitOnSignals();

export async function openWorkbench(setup: WorkbenchSetup): Promise<Workbench> {
  const profile = mkdtempSync(join(tmpdir(), "deepvue-usage-e2e-"));
  let { settings = {}, env = {} } = setup;
  const browser = await launchBrowser(join(profile, "browser"));
  let server = await start({ profile, settings, env });
  const page = await browser.newPage();
  await show(page, server.url);

  return {
    ...editorWindow(page),
    profile,
    serverPid: () => server.pid,
    async openWindow() {
      const other = await browser.newPage();
      const folder = mkdtempSync(join(profile, "folder-"));
      await show(other, `${server.origin}/?folder=${encodeURIComponent(folder)}`);
      return editorWindow(other);
    },
    async restart(changes = {}) {
      await server.stop();
      changes.whileClosed?.();
      settings = { ...settings, ...changes.settings };
      env = { ...env, ...changes.env };
      // The same port: secrets and the state of the window belong to the page's origin.
      server = await start({ profile, settings, env, port: Number(new URL(server.origin).port) });
      await show(page, server.url);
    },
    async close() {
      await page.screenshot({ path: pictureFile("at-end", setup.name) }).catch(() => undefined);
      await browser.close();
      await server.stop();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Where a picture goes that a test takes. */
export function pictureFile(kind: "screenshots" | "at-end", name: string): string {
  const folder = join(root, "test-results", kind);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`);
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
    reload: () => show(page, page.url()),
    async openDashboard() {
      await commands.run("Deepvue: Open Dashboard");
      const frame = await dashboard.page();
      await eventuallyEqual(() => page.evaluate("document.activeElement?.matches('iframe.webview') === true"), true);
      return frame;
    },
  };
}

interface ServerSetup {
  profile: string;
  settings: Record<string, unknown>;
  env: Record<string, string>;
  port?: number;
}

function start(setup: ServerSetup): Promise<RunningWorkbench> {
  const extensions = process.env.DEEPVUE_USAGE_E2E_EXTENSIONS;
  if (!extensions) throw new Error("Run the specs with `npm run test:e2e`: it installs the extension for them.");
  return startWorkbench({ ...setup, profile: join(setup.profile, "server"), extensions });
}

async function show(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: 60_000 });
}
