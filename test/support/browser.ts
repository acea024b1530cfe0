import { type BrowserContext, chromium } from "@playwright/test";
import { patient } from "../../scripts/patience.ts";
import { chromiumPath } from "../../scripts/setup/chromium.mjs";
import { seedCache, switchTo } from "./browserCache.ts";

/** Tall enough for a product tree of 20 rows above the transactions. */
export const windowSize = { width: 1280, height: 1200 };
const actionTimeoutMs = 15_000;

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What turns for ever turns once: without a graphics card its frames cost more than most that a test does. Pictures stop it anyway. */
const ONE_TURN = "*, ::before, ::after { animation-iteration-count: 1 !important; }";

/**
 * What moves has moved with the next frame. Progress and scroll bars move most of the time, and each frame of theirs draws the whole
 * window; what else changes gradually is left to do so, because VS Code waits for some of it.
 */
const ONE_FRAME = `
  *, ::before, ::after { animation-duration: 1ms !important; }
  .progress-bit, .scrollbar { transition-duration: 1ms !important; }
`;

/** For every document, those of webviews included. */
function withStyle(rules: string): string {
  return `{
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(${JSON.stringify(rules)});
    document.adoptedStyleSheets.push(sheet);
  }`;
}

/**
 * For pages that live for seconds, where nobody measures. What is compiled for its second hour takes more processor than it gives back;
 * and a script that is compiled while it arrives is compiled at each opening of a VS Code, though the browser has kept what it was
 * compiled to. The switch takes the place of Playwright's own (its chromiumSwitches.ts), whose features follow, but for those of
 * Windows and of Edge.
 */
export const SHORT_LIVED = [
  "--js-flags=--no-turbofan",
  `--disable-features=${[
    "ScriptStreaming",
    "BackgroundResourceFetch",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
  ].join(",")}`,
] as const;

/** How to start the browser of this machine. */
export function browserProgram(more: readonly string[] = []): { executablePath: string; args: string[] } {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error("No Chromium found; the npm scripts install it where they can.");
  return { executablePath, args: [...flags, ...more] };
}

/**
 * A browser that keeps what it stores in the given folder. For tests of the VS Code server at an origin it knows VS Code's program from earlier
 * runs, and finds the server at another address (`shownAt`). Where something is measured, it draws and compiles as a person's does.
 */
export async function launchBrowser(
  profile: string,
  use: { readonly testing: string } | "measuring",
): Promise<BrowserContext> {
  const isMeasured = use === "measuring";
  if (!isMeasured) seedCache(profile);
  const browser = await chromium.launchPersistentContext(profile, {
    ...browserProgram(isMeasured ? [] : [...SHORT_LIVED, switchTo(use.testing)]),
    viewport: windowSize,
    locale: "en-US",
    // Nothing is drawn sixty times a second for the eye alone.
    reducedMotion: "reduce",
    // As in a VS Code of its own, where nobody is asked.
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await browser.addInitScript(withStyle(isMeasured ? ONE_TURN : ONE_TURN + ONE_FRAME));
  browser.setDefaultTimeout(patient(actionTimeoutMs));
  return browser;
}
