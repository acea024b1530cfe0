// The dashboard's page in a real browser: the real HTML, style sheet and bundle under their real content security policy, in
// VS Code's colours, with a host in this process in place of VS Code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
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

/** Opens the panel and waits until it has drawn its first snapshot. */
export async function openPanelPage(
  browser: Browser,
  host: PanelHost,
  options: PanelPageOptions = {},
): Promise<PanelPage> {
  const { theme = "dark", width = 1280, height = 900, bodyClasses = "", stored } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: options.deviceScaleFactor ?? 1,
    forcedColors: options.forcedColors ?? "none",
    locale: "en-US",
  });
  context.setDefaultTimeout(patient(10_000));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`console: ${message.text()}`);
  });
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${ORIGIN}/`) && !url.startsWith("data:")) complaints.push(`request: ${url}`);
  });

  const send = async (message: ToWebview): Promise<void> => {
    // Through JSON, as VS Code sends it.
    await page.evaluate(`window.postMessage(${JSON.stringify(message)})`);
  };
  await page.exposeFunction("postToHost", (json: string) => {
    for (const reply of host.answer(JSON.parse(json) as FromWebview)) {
      send(reply).catch((error: unknown) => complaints.push(`send: ${String(error)}`));
    }
  });
  await page.addInitScript(bridge(themes[theme], `${BODY_CLASSES[theme]} ${bodyClasses}`, stored));
  const script = await panelScript();
  await page.route("**/*", (route) => {
    switch (new URL(route.request().url()).pathname) {
      case "/":
        return route.fulfill({ contentType: "text/html", body: html() });
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
  await page.goto(`${ORIGIN}/`);
  await page.locator("main[aria-busy=false]").waitFor();
  await untilComplete(page);
  await untilStill(page);

  return {
    page,
    complaints,
    send,
    setTheme: async (next) => {
      await page.evaluate(dressing(themes[next], `${BODY_CLASSES[next]} ${bodyClasses}`));
      await untilStill(page);
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
function dressing(variables: Readonly<Record<string, string>>, classes: string): string {
  return `(() => {
    document.documentElement.removeAttribute("style");
    for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
      document.documentElement.style.setProperty(name, value);
    }
    document.body.className = ${JSON.stringify(classes)};
  })()`;
}

/** VS Code's side of the page before its own script runs. */
function bridge(variables: Readonly<Record<string, string>>, classes: string, stored: unknown): string {
  return `
    let state = ${JSON.stringify(stored) ?? "undefined"};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.postToHost(JSON.stringify(message)),
      getState: () => state,
      setState: (next) => { window.stored = state = JSON.parse(JSON.stringify(next)); },
    });
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      ${dressing(variables, classes)};
    }).observe(document, { childList: true, subtree: true });
  `;
}
