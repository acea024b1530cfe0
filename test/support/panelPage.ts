// The dashboard's page in a real browser: the real HTML, style sheet and bundle under their real content security policy, in
// VS Code's colours, with a host in this process in place of VS Code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Disposable, Page } from "@playwright/test";
import { build } from "esbuild";
import { patient } from "../../scripts/patience.ts";
import { root } from "../../scripts/setup/root.mjs";
import type { FromWebview, ToWebview } from "../../src/protocol.ts";
import { dashboardPage } from "../../src/view/dashboard/dashboardPage.ts";
import { panelTexts } from "../../src/view/dashboard/panelTexts.ts";
import { untilComplete, untilStill } from "./calm.ts";
import type { PanelHost } from "./panelHost.ts";

/** Body classes as VS Code sets them; light high contrast carries both for older extensions. */
const BODY_CLASSES = {
  light: "vscode-light",
  dark: "vscode-dark",
  "high-contrast": "vscode-high-contrast",
  "high-contrast-light": "vscode-high-contrast-light vscode-high-contrast",
} as const;
export type PanelTheme = keyof typeof BODY_CLASSES;
export const PANEL_THEMES = Object.keys(BODY_CLASSES) as readonly PanelTheme[];

/** Taken from the workbench of VS Code 1.139 in its four default themes, as far as the panel uses them. */
const themes: Record<PanelTheme, Record<string, string>> = JSON.parse(
  readFileSync(join(root, "test/support/fixtures/panelThemes.json"), "utf8"),
);

const ORIGIN = "https://panel.test";

export interface PanelPage {
  readonly page: Page;
  /** Script errors, refused loads and console errors, which every test ends without. */
  readonly complaints: readonly string[];
  readonly setTheme: (theme: PanelTheme) => Promise<void>;
  /** Posts a message as the extension does. */
  readonly send: (message: ToWebview) => Promise<void>;
  /** Leaves the page to the next test. */
  readonly close: () => Promise<void>;
}

export interface PanelPageOptions {
  readonly theme?: PanelTheme;
  readonly width?: number;
  readonly height?: number;
  /** More classes of the body, such as `vscode-using-screen-reader`. */
  readonly bodyClasses?: string;
  /** What an earlier page left with `setState`. */
  readonly stored?: unknown;
  readonly forcedColors?: "active" | "none";
  readonly deviceScaleFactor?: number;
  /** Whether the test sets the page's clock, which stays set. */
  readonly stopsItsClock?: true;
}

let bundle: Promise<string> | undefined;

function panelScript(): Promise<string> {
  bundle ??= build({
    entryPoints: [join(root, "src/webview/main.ts")],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "chrome134",
    tsconfig: join(root, "src/webview/tsconfig.json"),
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  return bundle;
}

/** Of the options: what a browser context has once and for all. Other pages follow each other in one. */
const OF_A_CONTEXT = ["deviceScaleFactor", "forcedColors", "stopsItsClock"] as const;

/** What a browser page is for, one test after the other. */
interface Shown {
  readonly host: PanelHost;
  readonly complaints: string[];
  readonly send: PanelPage["send"];
}

/** A page of the browser whose process has read the panel's program, so that the next test need not start one. */
class PanelWindow {
  readonly page: Page;
  #shown: Shown | undefined;
  #dressed: Disposable | undefined;
  readonly #sending = new Set<Promise<unknown>>();

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, options: PanelPageOptions): Promise<PanelWindow> {
    const context = await browser.newContext({
      deviceScaleFactor: options.deviceScaleFactor ?? 1,
      forcedColors: options.forcedColors ?? "none",
      locale: "en-US",
    });
    context.setDefaultTimeout(patient(10_000));
    const window = new PanelWindow(await context.newPage());
    await window.#listen();
    return window;
  }

  /** Shows the panel anew, for this host. */
  async show(host: PanelHost, { width = 1280, height = 900, ...options }: PanelPageOptions): Promise<Shown> {
    const complaints: string[] = [];
    const send = async (message: ToWebview): Promise<void> => {
      // Through JSON, as VS Code sends it.
      await this.page.evaluate(`window.postMessage(${JSON.stringify(message)})`);
    };
    this.#dressed = await this.page.addInitScript(bridge(options));
    this.#shown = { host, complaints, send };
    await this.page.setViewportSize({ width, height });
    await this.page.goto(`${ORIGIN}/`);
    return this.#shown;
  }

  /** Ends what the host still answers: a message on its way would come to the next test's page. */
  async leave(): Promise<void> {
    this.#shown = undefined;
    await Promise.allSettled(this.#sending);
    await this.#dressed?.dispose();
    // A pointer that stays would lie on something of the next page.
    await this.page.mouse.move(0, 0);
    await this.page.goto(`${ORIGIN}/nothing`);
  }

  async #listen(): Promise<void> {
    const { page } = this;
    const complain = (complaint: string): void => void this.#shown?.complaints.push(complaint);
    page.on("pageerror", (error) => complain(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complain(`console: ${message.text()}`);
    });
    page.on("dialog", (dialog) => {
      complain(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${ORIGIN}/`) && !url.startsWith("data:")) complain(`request: ${url}`);
    });
    await page.exposeFunction("postToHost", (json: string) => {
      const shown = this.#shown;
      if (shown === undefined) return;
      for (const reply of shown.host.answer(JSON.parse(json) as FromWebview)) {
        const sent = shown
          .send(reply)
          .catch((error: unknown) => shown.complaints.push(`send: ${String(error)}`))
          .finally(() => this.#sending.delete(sent));
        this.#sending.add(sent);
      }
    });
    const script = await panelScript();
    await page.route("**/*", (route) => {
      switch (new URL(route.request().url()).pathname) {
        case "/":
          return route.fulfill({ contentType: "text/html", body: html() });
        case "/nothing":
          return route.fulfill({ contentType: "text/plain", body: "" });
        case "/main.js":
          return route.fulfill({ contentType: "text/javascript", body: script });
        case "/dashboard.css":
          return route.fulfill({
            contentType: "text/css",
            body: readFileSync(join(root, "media/dashboard.css"), "utf8"),
          });
        case "/favicon.ico":
          return route.fulfill({ status: 204 });
        default:
          return route.abort();
      }
    });
  }
}

/** The one that tests without anything of a context's own follow each other in; while one of them has it, others get their own. */
let idle: PanelWindow | undefined;

/** Opens the panel and waits until it has drawn its first snapshot. */
export async function openPanelPage(
  browser: Browser,
  host: PanelHost,
  options: PanelPageOptions = {},
): Promise<PanelPage> {
  const isKept = OF_A_CONTEXT.every((option) => options[option] === undefined);
  const window = (isKept ? idle : undefined) ?? (await PanelWindow.open(browser, options));
  if (isKept) idle = undefined;
  const { page } = window;
  const { complaints, send } = await window.show(host, options);
  await page.locator("main[aria-busy=false]").waitFor();
  await untilComplete(page);
  await untilStill(page);
  return {
    page,
    complaints,
    send,
    setTheme: async (theme) => {
      await page.evaluate(dressing({ ...options, theme }));
      await untilStill(page);
    },
    close: async () => {
      if (!isKept) return page.context().close();
      await window.leave();
      idle = window;
    },
  };
}

function html(): string {
  return dashboardPage({
    cspSource: ORIGIN,
    script: `${ORIGIN}/main.js`,
    style: `${ORIGIN}/dashboard.css`,
    nonce: "bm9uY2Utb2YtdGhlLXRlc3Q",
    language: "en",
    texts: panelTexts(),
  });
}

// What runs in the page is written as text: this project has no types of a browser.

/** Puts on a theme, as VS Code does: variables on the root, classes on the body. */
function dressing({ theme = "dark", bodyClasses = "" }: PanelPageOptions): string {
  return `(() => {
    document.documentElement.removeAttribute("style");
    for (const [name, value] of Object.entries(${JSON.stringify(themes[theme])})) {
      document.documentElement.style.setProperty(name, value);
    }
    document.body.className = ${JSON.stringify(`${BODY_CLASSES[theme]} ${bodyClasses}`)};
  })()`;
}

/** VS Code's side of the page before its own script runs. */
function bridge(options: PanelPageOptions): string {
  return `
    let state = ${JSON.stringify(options.stored) ?? "undefined"};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.postToHost(JSON.stringify(message)),
      getState: () => state,
      setState: (next) => { window.stored = state = JSON.parse(JSON.stringify(next)); },
    });
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      ${dressing(options)};
    }).observe(document, { childList: true, subtree: true });
  `;
}
