// The dashboard in a real VS Code, with a year of an Enterprise account in the ledger: opening, filtering, scrolling.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "@playwright/test";
import { run as makePackage, vsix } from "../../scripts/tasks/package.ts";
import { installExtension, startWorkbench } from "../../scripts/workbench.ts";
import { changeChoices } from "../../src/app/screen/choices.ts";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import { Dashboard } from "../e2e/pages/dashboard.ts";
import { Panel } from "../e2e/pages/panel.ts";
import { StatusBar } from "../e2e/pages/statusBar.ts";
import { launchBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { YEAR } from "./enterprise.ts";

/** All in milliseconds. */
export interface PanelTimes {
  /** From the click on the status item until the numbers and charts are drawn. */
  readonly opening: readonly number[];
  /** The part of it before VS Code has made a frame for the panel. */
  readonly frameMade: readonly number[];
  /** From a click or Enter until everything in sight is drawn under the filter. */
  readonly filtering: readonly { readonly name: FilterName; readonly times: readonly number[] }[];
  /** Between frames while the table is scrolled. */
  readonly frames: readonly number[];
  /** Elements for rows that the page holds meanwhile. */
  readonly rowElements: number;
}

const OPENINGS = 20;
const FILTERINGS = 12;
/** Longer than the page waits before it draws what is out of sight (`base/inSightFirst.ts`). */
const REST_MS = 1_000;
const FRAMES = 300;
const workerFile = new URL("../../src/worker.ts", import.meta.url);

/** `year`: the ledger of {@link YEAR}, which is copied. */
export async function panelTimes(year: string): Promise<PanelTimes> {
  await makePackage();
  const profile = mkdtempSync(join(tmpdir(), "deepvue-usage-bench-panel-"));
  try {
    await placeLedger(year, join(profile, "User", "globalStorage", "deepvue-usage.deepvue-usage"));
    await installExtension(vsix, { profile });
    const server = await startWorkbench({ profile, settings: { "deepvue.refreshMinutes": 0 } });
    const browser = await launchBrowser(join(profile, "browser"), "measuring");
    try {
      await browser.addInitScript(watchClicks);
      const page = await browser.newPage();
      await page.goto(server.url);
      return await measure(page);
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function placeLedger(year: string, storage: string): Promise<void> {
  mkdirSync(storage, { recursive: true });
  const path = join(storage, "ledger.sqlite");
  copyFileSync(year, path);
  const ledger = new WorkerLedger(() => startLedgerThread(workerFile, path));
  const address = { label: "Bench", baseUrl: "https://service.invalid", plan: "enterprise" } as const;
  await ledger.saveAccount({ id: "bench", kind: "live", ...address });
  await changeChoices(ledger, { accountId: "bench", period: YEAR, granularity: "day" });
  await ledger.close();
}

async function measure(page: Page): Promise<PanelTimes> {
  const statusBar = new StatusBar(page);
  await statusBar.item.filter({ hasText: "₹" }).waitFor({ timeout: 60_000 });
  const panel = new Panel(page, "Deepvue spend");
  const opening: number[] = [];
  const frameMade: number[] = [];
  // The first two load what every later one finds loaded.
  for (let turn = -2; turn < OPENINGS; turn++) {
    await statusBar.item.locator("a").first().click();
    const times = await openingOf(page, await new Dashboard(panel).page());
    if (turn >= 0) {
      opening.push(times.drawn - times.clicked);
      frameMade.push(times.frameMade - times.clicked);
    }
    if (turn < OPENINGS - 1) await panel.close();
    await page.waitForTimeout(300);
  }
  const frame = await new Dashboard(panel).page();
  const filtering: { name: FilterName; times: number[] }[] = [];
  for (const name of FILTER_NAMES) {
    const times: number[] = [];
    for (let turn = 0; turn < FILTERINGS; turn++) {
      // Somebody has looked at the numbers before filtering on; what was out of sight has been drawn meanwhile.
      await page.waitForTimeout(REST_MS);
      times.push(await filteringBy(frame, FILTERS[name]));
      await filteringBy(frame, CLEAR);
    }
    filtering.push({ name, times });
  }
  await page.waitForTimeout(REST_MS);
  const frames = await scroll(frame);
  return { opening, frameMade, filtering, frames, rowElements: await frame.locator(".rows-layer .row").count() };
}

interface Opening {
  readonly clicked: number;
  readonly frameMade: number;
  readonly drawn: number;
}

async function openingOf(page: Page, frame: Frame): Promise<Opening> {
  const clicked = await page.evaluate<number>("window.benchClicked");
  const [frameMade, drawn] = await eventually(
    () =>
      frame.evaluate<[number, number | undefined]>(
        `[performance.timeOrigin, performance.getEntriesByName("deepvue.drawn")[0]?.startTime]`,
      ),
    ([, at]) => assert.ok(at !== undefined, "nothing is drawn"),
  );
  return { clicked, frameMade, drawn: frameMade + (drawn ?? Number.NaN) };
}

// What runs in the page is written as text: this project has no types of a browser.

/** Notes when something was clicked in the workbench. */
const watchClicks = `document.addEventListener("click", () => { window.benchClicked = Date.now(); }, true);`;

/** What a person does to filter, as script. */
const FILTERS = {
  product: `document.querySelector(".card-products .bars button").click()`,
  outcome: `document.querySelector(".card-outcomes .legend-entry").click()`,
  "cell of the heat map": `document.querySelector(".heat-cell[data-weekday='2'][data-hour='14']").click()`,
  "charged failures of a message": `document.querySelector(".card-failures button.lead").click()`,
  "least charge": typed("#min-charge", "5"),
  "word of a message": typed("input[type=search]", "invalid"),
  "part of an id": typed("input[type=search]", "a1b2c"),
} as const;
export type FilterName = keyof typeof FILTERS;
const FILTER_NAMES = Object.keys(FILTERS) as readonly FilterName[];
const CLEAR = `document.querySelector(".filter-bar [data-key=clear]").click()`;

/** A field that is not being typed in is overwritten by the next snapshot. */
function typed(field: string, text: string): string {
  return `(() => {
    const field = document.querySelector(${JSON.stringify(field)});
    field.focus();
    field.value = ${JSON.stringify(text)};
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  })()`;
}

/** Milliseconds until the chips of the filters are there (or gone) and two frames after it are drawn, which include the charts. */
function filteringBy(frame: Frame, choose: string): Promise<number> {
  const isDone = choose === CLEAR ? `chip === null` : `chip !== null`;
  return frame.evaluate<number>(`new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("nothing changed")), 20_000);
    const bar = document.querySelector(".filter-bar");
    const start = performance.now();
    const observer = new MutationObserver(() => {
      const chip = bar.querySelector(".chip");
      if (!(${isDone})) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
    });
    observer.observe(bar, { subtree: true, childList: true, characterData: true });
    ${choose};
  })`);
}

/** Turns the wheel with every frame, and jumps by the scroll bar now and then; the milliseconds between frames. */
function scroll(frame: Frame): Promise<number[]> {
  return frame.evaluate<number[]>(`new Promise((resolve) => {
    const grid = document.querySelector(".grid");
    grid.scrollIntoView();
    const times = [];
    const turn = (now) => {
      times.push(now);
      if (times.length > ${FRAMES}) return resolve(times.slice(1).map((time, n) => time - times[n]));
      if (times.length % 60 === 0) grid.scrollTop = grid.scrollHeight * ((times.length / ${FRAMES}) % 1);
      else grid.dispatchEvent(new WheelEvent("wheel", { deltaY: 400, cancelable: true }));
      requestAnimationFrame(turn);
    };
    setTimeout(() => requestAnimationFrame(turn), 500);
  })`);
}
