// The dashboard's page in a real browser, in VS Code's four default themes, against a host in this process. What VS Code itself
// adds (frames, messages, restoring) is the matter of the dashboard's other specs.
import assert from "node:assert/strict";
import type { Browser, Page } from "@playwright/test";
import type { AppState } from "../../../src/domain/appState.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import type { FromWebview } from "../../../src/protocol.ts";
import type { ShownAnswer } from "../../../src/view/dashboard/dashboardBill.ts";
import { formatDay } from "../../../src/view/dates.ts";
import { formatCount } from "../../../src/view/numbers.ts";
import { HOSTILE_TEXTS } from "../../sandbox/faults.ts";
import { untilComplete, untilStill } from "../../support/calm.ts";
import { createPanelHost, NOW, type PanelHost, type PanelHostOptions } from "../../support/panelHost.ts";
import {
  openPanelPage,
  PANEL_THEMES,
  type PanelPage,
  type PanelPageOptions,
  type PanelTheme,
} from "../../support/panelPage.ts";
import { takeStillScreenshot } from "../../support/screenshots.ts";
import { accessibilityViolations } from "../../support/violations.ts";
import { watchOf } from "../../support/watches.ts";
import { expect, soon, test } from "../vsCode.ts";

const MONTHLY_BUDGET = 500_000_000;
const BILL: ShownAnswer = {
  answer: {
    accountId: "sample",
    at: NOW - 4 * 60_000,
    against: "files",
    result: {
      period: { since: "2026-11-01", until: "2026-11-10" },
      zone: "Asia/Kolkata",
      missing: ["2026-11-04"],
      setAside: 0,
      files: [{ name: "november.xlsx", rows: 3_868 }],
      faultCount: 0,
      faults: [],
      reconciliation: {
        here: { calls: 3_871, charge: 184_035_000 },
        there: { calls: 3_868, charge: 171_990_000 },
        same: 3_851,
        repeated: { calls: 0, charge: 0 },
        setAside: 0,
        groups: [
          { kind: "onlyHere", calls: 12, difference: -14_040_000, rows: [{}] },
          { kind: "otherCharge", calls: 1, difference: 10_000, rows: [{}] },
          { kind: "midnight", calls: 7, difference: 1_985_000, rows: [{}] },
        ],
        intake: { inserted: 0, updated: 0, kept: 0, known: 0 },
      },
    },
  },
  ledgerNow: { calls: 3_902, charge: 185_100_000 },
};
/** Ids alone, two products, one product whatever else it is, a rule that fits nothing, and one with a slip. */
const LABELS = [
  { label: "Onboarding of partners", product: "PAN-Plus" },
  { label: "GST team", product: "GST*" },
  { label: "Asha", idPrefix: "7" },
  { label: "Nobody", product: "No-Such" },
  { label: "Slip", prodcut: "UPI" },
];
/** Notes every card that is marked as busy, from now on. */
const NOTE_BUSY_CARDS = `
  busyCards = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const name = target.classList[1];
      if (target.matches(".card[aria-busy=true]") && !busyCards.includes(name)) busyCards.push(name);
    }
  }).observe(document.body, { subtree: true, attributeFilter: ["aria-busy"] });
`;
let browser: Browser;

// Each test opens the page anew, so they can share out among the processes of the runner.
test.describe.configure({ mode: "parallel" });

test.beforeAll(({ browser: started }) => {
  browser = started;
});

/** Opens a panel for a test and proves at its end that nothing was complained about. */
async function withPanel(
  options: PanelHostOptions & PanelPageOptions,
  use: (panel: PanelPage, host: PanelHost) => Promise<void>,
): Promise<void> {
  const host = createPanelHost({ monthlyBudget: MONTHLY_BUDGET, ...options });
  const panel = await openPanelPage(browser, host, options);
  try {
    await use(panel, host);
    assert.deepEqual(panel.complaints, []);
  } finally {
    await panel.close();
  }
}

/** Puts on one theme after the other, as VS Code does, and looks once nothing moves any more. */
async function inEachTheme(panel: PanelPage, look: (theme: PanelTheme) => Promise<void>): Promise<void> {
  for (const theme of PANEL_THEMES) {
    await panel.setTheme(theme);
    await look(theme);
  }
}

async function picture(page: Page, name: string): Promise<void> {
  await takeStillScreenshot(page, `dashboard-page-${name}`, { fullPage: true });
}

/** Messages of one type that the page has sent. */
function sent<Type extends FromWebview["type"]>(
  { received }: PanelHost,
  type: Type,
): readonly Extract<FromWebview, { type: Type }>[] {
  return received.filter((message): message is Extract<FromWebview, { type: Type }> => message.type === type);
}

function costliestDay(host: PanelHost): { readonly place: number; readonly day: string } {
  const message = host.snapshot();
  assert.ok(message.type === "snapshot");
  const { spend, buckets } = message.snapshot;
  const amounts = spend.totals.map((text) => Number(text.replaceAll(/[₹,]/g, "")));
  const place = amounts.indexOf(Math.max(...amounts));
  return { place, day: buckets[place]?.since ?? "" };
}

function paise(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0);
}

const OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/** A chart takes its new width with a frame of its own, so a page that has just become narrower may be too wide for a moment. */
async function scrollsNotSideways(page: Page, where = "the page"): Promise<void> {
  await expect.poll(() => page.evaluate(OVERFLOW), { message: where, intervals: [100] }).toBe(0);
}

/**
 * Which of the seven days in the chart of spend have a bar that is filled lightly (`OPEN_ALPHA`), as one that may still grow: in most of
 * its columns many pixels of one transparency. Days share the width between the outermost bars.
 */
const LIGHT_BARS = `(() => {
  const canvas = document.querySelector(".card-spend .plot canvas");
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const isLight = Array.from({ length: width }, (_, x) => {
    let pixels = 0;
    for (let y = 0; y < height; y++) if (Math.abs(data[(y * width + x) * 4 + 3] - 0.32 * 255) < 2) pixels++;
    return pixels > 20;
  });
  const runs = isLight.flatMap((light, x) => (light && !isLight[x - 1] ? [x] : []));
  const last = runs.at(-1);
  return runs.map((x) => Math.round(6 - (7 * (last - x)) / (width - 60)));
})()`;

test.describe("for everyone", () => {
  test("no accessibility violation, in any theme", async () => {
    await withPanel({}, async (panel) => {
      const { page } = panel;
      await inEachTheme(panel, async (theme) => {
        assert.deepEqual(await accessibilityViolations(page), [], theme);
        await picture(page, theme);
      });
      await page.getByRole("button", { name: "PAN-Plus" }).first().click();
      await page.locator(".chip").waitFor();
      await page.locator("[aria-controls=choices-messages]").click();
      await inEachTheme(panel, async (theme) => {
        assert.deepEqual(await accessibilityViolations(page), [], `filtered, with a list open, in ${theme}`);
      });
      await page.keyboard.press("Escape");
      await page.locator(".grid").focus();
      await page.keyboard.press("Shift+PageDown");
      await inEachTheme(panel, async (theme) => {
        assert.deepEqual(await accessibilityViolations(page), [], `with rows selected, in ${theme}`);
      });
    });
  });

  test("nor as tables, which are on by default for screen readers", async () => {
    await withPanel({ bodyClasses: "vscode-using-screen-reader" }, async (panel) => {
      const { page } = panel;
      assert.equal(await page.locator("table.data:visible").count(), 5);
      await inEachTheme(panel, async (theme) => {
        assert.deepEqual(await accessibilityViolations(page), [], theme);
        await picture(page, `tables-${theme}`);
      });
    });
  });

  test("nor when it has failed", async () => {
    await withPanel({ state: { problem: { kind: "forbidden", detail: "" } } }, async (panel) => {
      await inEachTheme(panel, async (theme) => {
        assert.deepEqual(await accessibilityViolations(panel.page), [], theme);
        await picture(panel.page, `failed-${theme}`);
      });
    });
  });

  test("a reconciliation, in any theme: what differs leads to its rows, and the section can be closed", async () => {
    await withPanel({ bill: BILL }, async (panel, host) => {
      const { page } = panel;
      const card = page.getByRole("region", { name: "Invoice and ledger: 1–10 Nov 2026" });
      assert.match(await card.innerText(), /Deepvue's files have ₹1,204\.50 less/);
      assert.match(await card.innerText(), /as of 23 Nov 2026, 14:28:00/);
      await inEachTheme(panel, async (theme) => {
        assert.deepEqual(await accessibilityViolations(page), [], theme);
        await takeStillScreenshot(page, `reconciliation-${theme}`);
      });
      await card.getByRole("button", { name: "Only in this ledger" }).click();
      assert.deepEqual(sent(host, "showDifference"), [{ type: "showDifference", part: "onlyHere" }]);
      await card.getByRole("button", { name: "Open the Document" }).click();
      await card.getByRole("button", { name: "Reconcile Again…" }).click();
      assert.deepEqual(
        sent(host, "run").map(({ command }) => command),
        ["deepvue.showReconciliation", "deepvue.reconcile"],
      );
      await page.setViewportSize({ width: 320, height: 700 });
      await inEachTheme(panel, async (theme) => {
        await scrollsNotSideways(page);
        await takeStillScreenshot(page, `reconciliation-narrow-${theme}`);
      });
      await card.getByRole("button", { name: "Close" }).click();
      await card.waitFor({ state: "hidden" });
    });
  });

  test("spend by label, in any theme: adds up, narrows where a filter can say it, and leads to its rules", async () => {
    await withPanel({ labels: LABELS }, async (panel, host) => {
      const { page } = panel;
      const card = page.getByRole("region", { name: "Spend by label" });
      const charges = async (): Promise<readonly number[]> =>
        (await card.locator(".bar-charge").allInnerTexts()).map((text) => Number(text.replaceAll(/[₹,]/g, "")));
      const tile = page.locator(".tile", { hasText: "Spend" }).first();
      const whole = async (): Promise<number> =>
        Math.round(Number((/₹([\d,.]+)/.exec(await tile.innerText())?.[1] ?? "").replaceAll(",", "")) * 100);
      assert.equal(paise(await charges()), await whole());
      const names = await card.locator(".bar-name").allInnerTexts();
      assert.equal(names.at(-1), "No label");
      assert.deepEqual(names.slice(0, -1).toSorted(), ["Asha", "GST team", "Onboarding of partners"]);
      assert.match(
        await card.innerText(),
        /has a label\s+deepvue\.labels, ignored: rule 5: “prodcut” is no part of a rule/,
      );
      await card.scrollIntoViewIfNeeded();
      await inEachTheme(panel, async (theme) => {
        assert.deepEqual(await accessibilityViolations(page), [], theme);
        await takeStillScreenshot(page, `labels-${theme}`);
      });
      // What goes by ids alone no filter can say.
      assert.equal(await card.getByRole("button", { name: /Asha/ }).count(), 0);
      await card.getByRole("button", { name: /GST team/ }).click();
      const pressed = card.getByRole("button", { name: /GST team/, pressed: true });
      await pressed.waitFor();
      assert.equal(paise(await charges()), await whole());
      assert.ok(host.rows().every(({ product }) => product.startsWith("GST")) && host.rows().length > 10);
      await pressed.click();
      await page.locator(".chip").waitFor({ state: "detached" });
      await card.getByRole("button", { name: "Edit the rules" }).click();
      assert.equal(sent(host, "editLabels").length, 1);
      await page.setViewportSize({ width: 320, height: 700 });
      await card.scrollIntoViewIfNeeded();
      await inEachTheme(panel, async (theme) => {
        await scrollsNotSideways(page);
        await takeStillScreenshot(page, `labels-narrow-${theme}`);
      });
    });
  });

  test("spend by label: partly known says at least, what is being read is marked, and without rules there is one line", async () => {
    await withPanel({ labels: LABELS, labelsPending: true, neverFetched: ["2026-11-04"] }, async ({ page }) => {
      const card = page.getByRole("region", { name: "Spend by label" });
      assert.equal(await card.getAttribute("aria-busy"), "true");
      for (const text of await card.locator(".bar-charge").allInnerTexts()) assert.match(text, /^≥ ₹/);
      assert.deepEqual(await accessibilityViolations(page), []);
      await card.scrollIntoViewIfNeeded();
      await takeStillScreenshot(page, "labels-pending");
    });
    await withPanel({}, async ({ page }, host) => {
      assert.equal(await page.getByRole("region", { name: "Spend by label" }).count(), 0);
      await page.getByRole("button", { name: "Divide by team member or project…" }).click();
      assert.equal(sent(host, "editLabels").length, 1);
    });
  });

  test("forced colours leave everything visible", async () => {
    await withPanel({ theme: "high-contrast", forcedColors: "active" }, async ({ page }) => {
      assert.deepEqual(await accessibilityViolations(page), []);
      await picture(page, "forced-colours");
    });
  });

  test("as narrow as a side bar, nothing but tables scrolls sideways", async () => {
    await withPanel({ width: 240, height: 700 }, async (panel) => {
      const { page } = panel;
      for (const width of [240, 200]) {
        await page.setViewportSize({ width, height: 700 });
        await inEachTheme(panel, async (theme) => {
          await scrollsNotSideways(page, `${theme}, ${width} px`);
          await picture(page, `${width}-${theme}`);
        });
      }
    });
  });

  test("320 px wide, and 200 % zoom: nothing is cut off, nothing scrolls sideways but tables", async () => {
    await withPanel({ width: 320, height: 700, theme: "light" }, async ({ page }) => {
      await scrollsNotSideways(page);
      assert.deepEqual(await accessibilityViolations(page), []);
      await picture(page, "narrow");
      await page.locator("[aria-controls=choices-messages]").click();
      const list = await page.locator("#choices-messages").boundingBox();
      assert.ok(list && list.x >= 0 && list.x + list.width <= 320);
    });
    await withPanel({ width: 640, height: 450, deviceScaleFactor: 2 }, async ({ page }) => {
      await scrollsNotSideways(page);
      await picture(page, "zoomed");
    });
  });

  test("the whole way by keyboard: period, filter, chart, failures, rows, copy, sort, columns", async () => {
    await withPanel({}, async ({ page }, host) => {
      const press = async (...keys: readonly string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const focused = () =>
        page.evaluate<string>(
          "(() => { const e = document.activeElement; return `${e.tagName} ${e.id || e.className} ${e.textContent.slice(0, 30)}`; })()",
        );
      const tabTo = async (wanted: RegExp) => {
        for (let tries = 0; tries < 80; tries++) {
          await press("Tab");
          if (wanted.test(await focused())) return;
        }
        assert.fail(`Tab never reaches ${wanted}`);
      };

      await tabTo(/^SELECT preset/);
      await press("ArrowDown");
      await page.locator(".period-label", { hasText: "Oct" }).waitFor();
      assert.equal(sent(host, "choosePreset").at(-1)?.preset, "lastMonth");

      await tabTo(/^INPUT since/);
      await press("Control+a");
      await page.keyboard.type("2026-11-01");
      await press("Tab", "Control+a");
      await page.keyboard.type("-1d");
      await page.locator("#range", { hasText: "1–22 Nov 2026, 22 days" }).waitFor();
      await press("Enter");
      await page.locator(".period-label", { hasText: "1–22 Nov 2026" }).waitFor();

      await tabTo(/^BUTTON .*dropdown.* Outcome/);
      await press("Enter", "ArrowDown", "Space");
      await page.locator(".chip", { hasText: "Outcome: Failure" }).waitFor();
      await press("Escape");
      assert.match(await focused(), /Outcome/, "closing the list leads back to its button");

      await tabTo(/^BUTTON chip/);
      await press("Enter");
      await page.locator(".chip").waitFor({ state: "detached" });

      await tabTo(/^DIV plot/);
      await press("ArrowLeft", "ArrowLeft", "ArrowUp");
      const said = page.locator("[aria-live=polite]");
      assert.match((await said.textContent()) ?? "", /^Sat 21 Nov 2026: .+ ₹[\d.,]+$/);
      await press("Enter");
      await page.locator(".period-label", { hasText: "21 Nov 2026" }).waitFor();
      await page.locator(".chip", { hasText: "Product:" }).waitFor();

      await page.evaluate("document.querySelector('.filter-bar').focus()");
      await page.locator(".filter-bar .chip-back").focus();
      await press("Enter");
      await page.locator(".period-label", { hasText: "1–22 Nov 2026" }).waitFor();
      await page.locator(".filter-bar .link").focus();
      await press("Enter");
      await page.locator(".chip").waitFor({ state: "detached" });

      await tabTo(/^SPAN heat-cell/);
      await press("ArrowDown", "ArrowRight");
      assert.match((await page.locator(".readout").textContent()) ?? "", /^Tue 01–02 h: ₹/);

      await tabTo(/^BUTTON lead Invalid Pan Number/);
      await press("Enter");
      await page.locator(".chip", { hasText: "Message: Invalid Pan Number." }).waitFor();
      assert.match(await focused(), /^DIV grid/, "a group of failures leads to its rows");
      await page.locator(".row", { hasText: "Invalid Pan Number." }).first().waitFor();

      await press("ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Control+c");
      await page.locator(".table-status", { hasText: "3 of 3 copied" }).waitFor();
      assert.deepEqual(sent(host, "copyRows").at(-1), {
        type: "copyRows",
        first: 0,
        count: 3,
        sort: { column: "at", direction: "descending" },
        format: "text",
      });
      await page.locator(".grid[aria-activedescendant=row-2]").waitFor();

      await tabTo(/^BUTTON sorter Charge/);
      await press("Enter");
      assert.equal(await page.locator("[aria-sort=descending]").textContent(), "Charge");
      await page.keyboard.press("Shift+Tab");
      await page.locator("[aria-controls=choices-columns]").focus();
      await press("Enter");
      await page.locator("#choices-columns input[value=id]").focus();
      await press("Space", "Escape");
      assert.equal(await page.getByRole("columnheader", { name: "Transaction id" }).count(), 0);
    });
  });

  test("focus is always visible", async () => {
    await withPanel({ theme: "light" }, async ({ page }) => {
      const invisible: string[] = [];
      for (let stop = 0; stop < 70; stop++) {
        await page.keyboard.press("Tab");
        const look = await page.evaluate<string>(`(() => {
          const e = document.activeElement;
          if (!e || e === document.body) return "";
          const shown = e.matches("input[type=radio]") ? e.nextElementSibling : e;
          const style = getComputedStyle(shown);
          return style.outlineStyle === "none" ? e.outerHTML.slice(0, 120) : "";
        })()`);
        if (look !== "") invisible.push(look);
      }
      assert.deepEqual(invisible, []);
    });
  });

  test("without movement where movement is not wanted", async () => {
    await withPanel(
      { bodyClasses: "vscode-reduce-motion", state: { sync: { phase: "waiting", until: NOW } } },
      async ({ page }) => {
        const name = await page.evaluate("getComputedStyle(document.querySelector('.busy .icon')).animationName");
        assert.equal(name, "none");
      },
    );
  });
});

test.describe("what a click does", () => {
  test("a segment narrows to its product and days, and one click leads back", async () => {
    // A bar that is still growing is not yet where it is clicked.
    await withPanel({ bodyClasses: "vscode-reduce-motion" }, async ({ page }, host) => {
      const plot = page.locator(".card-spend .plot");
      const box = await plot.boundingBox();
      assert.ok(box);
      // At its foot, the bar of the runaway night.
      const { place, day } = costliestDay(host);
      const axis = 34;
      const bar = (box.width - axis) / 23;
      await plot.click({ position: { x: axis + (place + 0.5) * bar, y: box.height * 0.75 } });
      await page.locator(".period-label", { hasText: new RegExp(`^${formatDay(day)}$`) }).waitFor();
      await page.locator(".chip", { hasText: "Product: PAN-Plus" }).waitFor();
      assert.deepEqual(sent(host, "chooseDates"), [{ type: "chooseDates", since: day, until: day }]);
      await page
        .locator(".row", { hasText: formatDay(day) })
        .first()
        .waitFor();
      await page.getByRole("button", { name: "Back to This month" }).click();
      await page.locator(".period-label", { hasText: "1–23 Nov 2026" }).waitFor();
      await page.getByRole("button", { name: "Clear all" }).click();
      await page.locator(".chip").waitFor({ state: "detached" });
      assert.deepEqual(sent(host, "setFilter").at(-1)?.filter, {});
    });
  });

  test("a ranked bar, a legend entry and an outcome narrow and, again, widen", async () => {
    await withPanel({}, async ({ page }, host) => {
      await page.locator(".bar-row", { hasText: "GSTIN-Advanced" }).click();
      await page.locator(".bar-row[aria-pressed=true]", { hasText: "GSTIN-Advanced" }).waitFor();
      await page.locator(".card-spend button.legend-entry").click();
      await page.locator(".chip").waitFor({ state: "detached" });
      await page.locator(".card-outcomes .legend-entry", { hasText: "Failure" }).click();
      await page.locator(".chip", { hasText: "Outcome: Failure" }).waitFor();
      assert.deepEqual(
        sent(host, "setFilter").map(({ filter }) => filter),
        [{ products: ["GSTIN-Advanced"] }, {}, { outcomes: ["failure"] }],
      );
    });
  });

  test("a cell of the heat map narrows everything to its hour of the week, by mouse and keyboard, and widens again", async () => {
    await withPanel({}, async ({ page }, host) => {
      const rows = page.locator(".table-status");
      const allRows = await rows.textContent();
      const night = page.locator('.heat-cell[data-weekday="5"][data-hour="2"]');
      await night.click();
      await page.locator(".chip", { hasText: "Sat 02:00–03:00" }).waitFor();
      assert.equal(await night.getAttribute("aria-selected"), "true");
      assert.notEqual(await rows.textContent(), allRows);
      const shown = page.locator(".rows-layer .row:not([hidden]):not(.loading)");
      await shown.filter({ hasText: ", 02:" }).first().waitFor();
      assert.equal(await shown.filter({ hasNotText: ", 02:" }).count(), 0);
      await picture(page, "heat-cell");
      await night.press("ArrowRight");
      await page.keyboard.press("Enter");
      await page.locator(".chip", { hasText: "Sat 03:00–04:00" }).waitFor();
      await page.keyboard.press("Enter");
      await page.locator(".chip").waitFor({ state: "detached" });
      assert.equal(await rows.textContent(), allRows);
      assert.deepEqual(
        sent(host, "setFilter").map(({ filter }) => filter),
        [{ weekdays: [5], hours: [2] }, { weekdays: [5], hours: [3] }, {}],
      );
    });
  });

  test("other products come out one by one on request", async () => {
    await withPanel({}, async ({ page }) => {
      const products = page.locator(".card-spend button.legend-entry");
      const others = page.locator(".card-spend span.legend-entry");
      assert.equal(await products.count(), 6);
      assert.deepEqual(await others.allInnerTexts(), ["Other (14 products)", "so far"]);
      await page.getByRole("button", { name: "Show more products" }).click();
      await page.getByRole("button", { name: "Show fewer products" }).waitFor();
      assert.equal(await products.count(), 20);
      assert.deepEqual(await others.allInnerTexts(), ["so far"]);
    });
  });

  test("an unfinished day, days known in part and one not fetched are drawn and told as such in any theme", async () => {
    const options = { choice: { preset: "last7Days" }, neverFetched: ["2026-11-18", "2026-11-19"] } as const;
    await withPanel(options, async (panel) => {
      const card = panel.page.locator(".card-spend");
      const legend = card.locator("span.legend-entry");
      await soon(() => legend.allInnerTexts()).toEqual([
        "Other (14 products)",
        "so far, or known in part",
        "not fetched",
      ]);
      // The few calls that are known of the 18th make a bar that is little more than a line.
      await soon(() => panel.page.evaluate<number[]>(LIGHT_BARS)).toEqual([3, 6]);
      await inEachTheme(panel, (theme) => takeStillScreenshot(card, `unfinished-day-${theme}`));
      await card.getByRole("button", { name: "Show as table" }).click();
      const told = (await card.locator("tbody tr").allInnerTexts()).map((row) => row.replaceAll(/\s+/g, " "));
      assert.match(
        told.join("\n"),
        /18 Nov 2026, known in part at least .*\n.*19 Nov 2026, not fetched — .*\n.*20 Nov 2026, known in part at least /,
      );
      assert.match(told.join("\n"), /23 Nov 2026, so far ₹/);
      await inEachTheme(panel, (theme) => takeStillScreenshot(card, `unfinished-day-table-${theme}`));
    });
  });

  test("taxable value and tax stand in the spend's tile, their assumption below, and neither when it is off", async () => {
    await withPanel({ gst: { treatment: "included", rate: 1_800 } }, async (panel) => {
      const { page } = panel;
      const tax = (await page.locator(".tile-spend .tax").innerText()).replaceAll("\u00A0", " ");
      assert.match(tax, /^₹[\d,]+\.\d\d taxable,\s+₹[\d,]+\.\d\d GST$/);
      assert.equal(await page.locator(".tax").count(), 1);
      await page.getByText("assuming charges include 18 % GST; setting deepvue.gst").waitFor();
      await inEachTheme(panel, async (theme) => {
        assert.deepEqual(await accessibilityViolations(page), [], theme);
        await picture(page, `gst-${theme}`);
      });
    });
    await withPanel({ gst: { treatment: "off", rate: 1_800 } }, async ({ page }) => {
      assert.equal(await page.locator(".tax").count(), 0);
      assert.equal(await page.locator(".tax-note").isVisible(), false);
    });
  });

  test("a budget can be set where its line would be, and only there", async () => {
    const noBudget = { state: { watch: watchOf({ accountId: "sample" }) } };
    await withPanel(noBudget, async ({ page, send }, host) => {
      const offer = page.getByRole("button", { name: "Set Budget…" });
      await offer.click();
      await soon(() => sent(host, "run")).toEqual([{ type: "run", command: "deepvue.setBudget" }]);
      await picture(page, "no-budget");
      host.change({ watch: watchOf({ accountId: "sample", monthlyBudget: MONTHLY_BUDGET }) });
      await send(host.snapshot());
      await offer.waitFor({ state: "detached" });
      await page.locator(".card-cumulative .legend-entry", { hasText: "Budget ₹50,000.00" }).waitFor();
    });
  });

  test("a chart is saved as the picture that it is", async () => {
    await withPanel({}, async ({ page }, host) => {
      const save = page.getByRole("button", { name: "Save as image: Spend by product" });
      await save.click();
      await takeStillScreenshot(page, "dashboard-page-save-menu");
      await page.getByRole("button", { name: "PNG image" }).click();
      await save.press("Enter");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Save as image: Spend added up" }).click();
      await page.getByRole("button", { name: "SVG drawing" }).click();
      await soon(() => sent(host, "saveImage")).toHaveLength(3);
      const [image, drawing, lines] = sent(host, "saveImage");
      assert.ok(image && drawing && lines);
      assert.deepEqual([image.format, drawing.format, lines.format], ["png", "svg", "svg"]);
      for (const [name, { content }] of Object.entries({ bars: drawing, lines })) {
        await page.setContent(content);
        assert.equal(
          await page.locator("svg > title").textContent(),
          name === "bars" ? "Spend by product" : "Spend added up",
        );
        await takeStillScreenshot(page, `dashboard-page-chart-${name}-svg`);
      }
      const bytes = Buffer.from(image.content, "base64");
      assert.equal(bytes.subarray(1, 4).toString("latin1"), "PNG");
      assert.ok(bytes.readUInt32BE(16) > 700 && bytes.readUInt32BE(20) > 300);
    });
  });
});

test.describe("what a click waits for", () => {
  test("a box in a list is ticked by the key that is down while new numbers come, and a list that grows keeps its place", async () => {
    await withPanel({}, async ({ page, send }, host) => {
      await page.locator("[aria-controls=choices-products]").press("Enter");
      const list = page.getByRole("dialog", { name: "Product" });
      await list.getByRole("checkbox", { name: "UPI", exact: true }).focus();
      await page.keyboard.down("Space");
      const [newest] = host.rows();
      assert.ok(newest);
      host.add([{ ...newest, id: "00000001-0000-4000-8000-000000000000", product: "A-New-One" }]);
      await send(host.snapshot());
      await list.getByRole("checkbox", { name: "A-New-One" }).waitFor();
      await page.keyboard.up("Space");
      await page.locator(".chip", { hasText: "Product: UPI" }).waitFor();
      assert.equal(await page.evaluate("document.activeElement.value"), "UPI");
      assert.equal(await list.getByRole("checkbox", { name: "UPI", exact: true }).isChecked(), true);
    });
  });

  test("a condition stays when numbers come that know nothing of it yet, and the next one is added to it", async () => {
    await withPanel({}, async ({ page, send }, host) => {
      const before = host.snapshot();
      await page.locator("[aria-controls=choices-products]").click();
      const box = (name: string) =>
        page.getByRole("dialog", { name: "Product" }).getByRole("checkbox", { name, exact: true });
      await box("UPI").check();
      await page.locator(".chip", { hasText: "Product: UPI" }).waitFor();
      await send(before);
      await page.locator(".chip").waitFor({ state: "detached" });
      assert.equal(await box("UPI").isChecked(), true);
      await box("PAN-Plus").check();
      await page.locator(".chip", { hasText: "Product: UPI or PAN-Plus" }).waitFor();
      assert.deepEqual(sent(host, "setFilter").at(-1)?.filter, { products: ["UPI", "PAN-Plus"] });
      await page.keyboard.press("Escape");
      await send(before);
      await page.locator(".chip").waitFor({ state: "detached" });
      await page.locator(".card-outcomes .legend-entry", { hasText: "Failure" }).click();
      await page.locator(".chip", { hasText: "Outcome: Failure" }).waitFor();
      const wished = { products: ["UPI", "PAN-Plus"], outcomes: ["failure"] };
      assert.deepEqual(sent(host, "setFilter").at(-1)?.filter, wished);
      await page.getByRole("button", { name: "Remove filter Outcome: Failure" }).click();
      await page.locator(".chip", { hasText: "Outcome" }).waitFor({ state: "detached" });
      assert.deepEqual(sent(host, "setFilter").at(-1)?.filter, { products: wished.products });
    });
  });

  test("what is out of sight comes when the page rests, or before it is seen", async () => {
    await withPanel({ height: 500 }, async ({ page }, host) => {
      const status = page.locator(".card-table .table-status");
      const rows = () => formatCount(host.rows().length);
      await page.locator(".card-failures button.lead").first().waitFor();
      const failures = await page.locator(".card-failures tbody").innerText();
      await page.evaluate(NOTE_BUSY_CARDS);
      await page.locator("select#preset").focus();
      await page.getByRole("searchbox", { name: /^Search message/ }).fill("invalid");
      await page.getByRole("searchbox", { name: /^Search message/ }).press("Enter");
      await page.locator(".chip").waitFor();
      await untilComplete(page);
      assert.deepEqual(await page.evaluate("busyCards.sort()"), ["card-failures", "card-heat", "card-table"]);
      await expect(status).toContainText(rows());
      assert.notEqual(await page.locator(".card-failures tbody").innerText(), failures);
      // Scrolled to at once, nobody sees what was.
      await page.getByRole("button", { name: "Clear all" }).click();
      await page.locator(".chip").waitFor({ state: "detached" });
      await page.locator(".card-table").scrollIntoViewIfNeeded();
      await expect(status).toContainText(rows());
      assert.equal(await page.locator(".card-failures tbody").innerText(), failures);
    });
  });

  test("a search that Enter has started is not started again when the filters have been cleared", async () => {
    await withPanel({ stopsItsClock: true }, async ({ page }, host) => {
      await page.clock.install({ time: NOW });
      await page.clock.pauseAt(NOW + 60_000);
      const search = page.getByRole("searchbox", { name: /^Search message/ });
      await search.fill("invalid");
      await search.press("Enter");
      await page.locator(".chip").waitFor();
      await page.evaluate(`document.querySelector(".filter-bar [data-key=clear]").click()`);
      await page.locator(".chip").waitFor({ state: "detached" });
      await page.clock.runFor(5_000);
      assert.deepEqual(
        sent(host, "setFilter").map(({ filter }) => filter),
        [{ text: "invalid" }, {}],
      );
    });
  });
});

test.describe("typed charges", () => {
  test("are judged while they are typed, narrow with Enter, and are cleared with their chips", async () => {
    await withPanel({}, async ({ page }, host) => {
      const [min, max] = [page.getByLabel("Lowest charge in rupees"), page.getByLabel("Highest charge in rupees")];
      await min.fill("5");
      await min.press("Enter");
      await page.locator(".chip", { hasText: "Charge from ₹5.00" }).waitFor();
      await max.fill("4,99 rupees");
      await page.locator("#max-charge-error", { hasText: "Write rupees, such as 2.95." }).waitFor();
      await max.fill("4.99");
      await max.press("Enter");
      await page.locator("#max-charge-error", { hasText: "Must not be below ₹5.00." }).waitFor();
      assert.equal(await max.getAttribute("aria-invalid"), "true");
      await picture(page, "charge-range");
      assert.deepEqual(host.state().filter, { minCharge: 50_000 });
      await max.fill("₹12.50");
      await max.press("Enter");
      await page.locator(".chip", { hasText: "Charge up to ₹12.50" }).waitFor();
      assert.deepEqual(host.state().filter, { minCharge: 50_000, maxCharge: 125_000 });
      assert.equal(await max.inputValue(), "12.50");
      assert.equal(await page.locator(".field-error:not(:empty)").count(), 0);
      await page.getByRole("button", { name: "Clear all" }).click();
      await page.locator(".chip").first().waitFor({ state: "detached" });
      assert.deepEqual([await min.inputValue(), await max.inputValue()], ["", ""]);
    });
  });
});

test.describe("typed dates", () => {
  test("are judged while they are typed, and news does not overwrite them", async () => {
    await withPanel({}, async ({ page, send }, host) => {
      await page.locator("#since").fill("2026-02-30");
      await page
        .locator("#since-error", { hasText: "There is no 30 February 2026: that month has 28 days." })
        .waitFor();
      assert.equal(await page.locator("#since").getAttribute("aria-invalid"), "true");
      await page.locator("#since").press("Enter");
      assert.deepEqual(sent(host, "chooseDates"), []);
      host.change({ syncedAt: NOW });
      await send(host.snapshot());
      assert.equal(await page.locator("#since").inputValue(), "2026-02-30");
      await page.locator("#since").fill("-7d");
      await page.locator("#range", { hasText: "16–23 Nov 2026, 8 days" }).waitFor();
      await page.getByRole("button", { name: "Apply" }).click();
      await page.locator(".period-label", { hasText: "16–23 Nov 2026" }).waitFor();
      assert.equal(await page.locator("#preset").inputValue(), "custom");
      assert.equal(await page.locator("#since").inputValue(), "2026-11-16");
    });
  });
});

test.describe("the transaction table", () => {
  const MANY = 18_250_000;

  test("reaches every one of 18.25 million rows and holds only those in sight", async () => {
    await withPanel({ rowCount: MANY }, async ({ page }, host) => {
      const grid = page.locator(".grid");
      const firstShown = async () => {
        const indexes = await page
          .locator(".rows-layer .row:visible")
          .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex")) - 2));
        return Math.min(...indexes);
      };
      await grid.scrollIntoViewIfNeeded();
      assert.equal(await grid.getAttribute("aria-rowcount"), String(MANY + 1));
      await grid.hover();
      await page.mouse.wheel(0, 260);
      // By rows, not by thousands of them.
      await soon(firstShown).toBe(10);

      await page.evaluate("(() => { const g = document.querySelector('.grid'); g.scrollTop = g.scrollHeight / 2; })()");
      await page
        .locator(".row:visible", { hasText: /Row 9\d{6}/ })
        .first()
        .waitFor();
      const middle = await firstShown();
      assert.ok(middle > 9_000_000 && middle < 9_250_000);
      await grid.focus();
      await page.keyboard.press("Control+End");
      await page.keyboard.press("End");
      await page.locator(".row:visible", { hasText: `Row ${MANY - 1}` }).waitFor();
      await page.keyboard.press("ArrowUp");
      await page.locator(`.grid[aria-activedescendant=row-${MANY - 2}]`).waitFor();
      assert.ok((await page.locator(".rows-layer .row").count()) < 60);
      assert.ok(sent(host, "rows").every(({ count }) => count <= 200));
    });
  });

  test("scrolls with little work per frame", async () => {
    await withPanel({ rowCount: MANY }, async ({ page }) => {
      await page.locator(".grid").scrollIntoViewIfNeeded();
      const session = await page.context().newCDPSession(page);
      // The thread's own time: what else this machine does is not the page's work.
      await session.send("Performance.enable", { timeDomain: "threadTicks" });
      const work = async () => {
        const { metrics } = await session.send("Performance.getMetrics");
        return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
      };
      const workBefore = await work();
      const frames = 120;
      await page.evaluate(`new Promise((resolve) => {
        const grid = document.querySelector(".grid");
        let frame = 0;
        const turn = () => {
          grid.dispatchEvent(new WheelEvent("wheel", { deltaY: 400, cancelable: true }));
          frame += 1;
          if (frame < ${frames}) requestAnimationFrame(turn);
          else requestIdleCallback(resolve);
        };
        turn();
      })`);
      const perFrame = (1000 * ((await work()) - workBefore)) / frames;
      assert.ok(perFrame < 33, `${perFrame.toFixed(1)} ms`);
    });
  });

  test("sorts, hides columns and finds everything so after a reload", async () => {
    let stored: unknown;
    await withPanel({}, async ({ page }, host) => {
      await page.getByRole("button", { name: "Charge", exact: true }).last().click();
      await soon(() => sent(host, "rows").at(-1)?.sort).toEqual({ column: "charge", direction: "descending" });
      await page.locator("[aria-controls=choices-columns]").click();
      await page.locator("#choices-columns").getByRole("checkbox", { name: "Status" }).uncheck();
      await page.getByRole("button", { name: "Show as table: Outcomes" }).click();
      await soon(() => page.evaluate("window.stored")).toMatchObject({
        sort: { column: "charge" },
        hiddenColumns: ["status"],
        tables: { outcomes: true },
      });
      stored = await page.evaluate("window.stored");
    });
    await withPanel({ stored }, async ({ page }, host) => {
      assert.deepEqual(sent(host, "rows").at(-1)?.sort, { column: "charge", direction: "descending" });
      assert.equal(await page.getByRole("columnheader", { name: "Status" }).count(), 0);
      await page.locator(".card-outcomes table.data").waitFor();
      assert.equal(await page.locator(".card-spend table.data").count(), 0);
    });
  });

  test("tells VS Code's menu which transaction a row is", async () => {
    await withPanel({}, async ({ page }, host) => {
      const row = page.locator(".rows-layer .row:not(.loading)", { hasText: "23 Nov 2026" }).first();
      await row.waitFor();
      const newest = host.rows()[0];
      assert.deepEqual(JSON.parse((await row.getAttribute("data-vscode-context")) ?? ""), {
        webviewSection: "transaction",
        preventDefaultContextMenuItems: true,
        transactionId: newest?.id,
        product: newest?.product,
        message: newest?.message,
      });
    });
  });

  test("shows UTC on hover, and lets id and message be selected", async () => {
    await withPanel({}, async ({ page }) => {
      const cell = page.locator(".rows-layer .row:visible .cell").first();
      assert.match((await cell.getAttribute("title")) ?? "", /^2026-11-23T\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
      const id = page.locator(".rows-layer .row:visible .mono").first();
      await id.dblclick();
      assert.notEqual(await page.evaluate("document.getSelection().toString()"), "");
    });
  });
});

test.describe("the theme", () => {
  test("recolours live, charts included", async () => {
    await withPanel({ theme: "light" }, async ({ page, setTheme }) => {
      const pixel = () =>
        page.evaluate(
          "(() => { const c = document.querySelector('.card-spend canvas'); return c.toDataURL().length + ':' + c.toDataURL().slice(-4000); })()",
        );
      const light = await pixel();
      await setTheme("dark");
      await soon(pixel).not.toBe(light);
      await setTheme("light");
      await soon(pixel).toBe(light);
    });
  });
});

test.describe("foreign text", () => {
  const hostile: readonly Transaction[] = HOSTILE_TEXTS.flatMap((text, index) =>
    [0, 1].map((twin) => ({
      id: index === 0 ? text : `00000000-0000-0000-000${twin}-${String(index).padStart(12, "0")}`,
      at: (NOW - index * 3_600_000 - twin) * 1000,
      product: text,
      status: 200,
      message: twin === 0 ? `Invalid ${text}` : text,
      charge: 29_500,
    })),
  );

  test("does no harm anywhere on the page", async () => {
    await withPanel({ transactions: hostile, theme: "light" }, async ({ page }) => {
      await page
        .getByRole("button", { name: /^Show all/ })
        .first()
        .click();
      await page.locator("[aria-controls=choices-products]").click();
      await page.locator("#choices-products .option").nth(1).click();
      await page.keyboard.press("Escape");
      await page.locator(".chip").waitFor();
      await page.getByRole("button", { name: "Clear all" }).click();
      await page.locator(".card-spend .plot").hover({ position: { x: 700, y: 150 } });
      await page.getByRole("button", { name: "Show as table: Spend by product" }).click();
      await untilStill(page);
      assert.doesNotMatch(await page.locator("main").innerText(), /[\u202a-\u202e\u2066-\u2069]/);
      assert.equal(await page.locator("main img, main script, main a, main iframe").count(), 0);
      await scrollsNotSideways(page);
      assert.deepEqual(await accessibilityViolations(page), []);
      await picture(page, "hostile");
    });
  });
});

test.describe("the honest states", () => {
  const states: readonly [string, Partial<AppState>, RegExp, "numbers" | "none"][] = [
    ["signed-out", { account: undefined, usage: undefined } as unknown as Partial<AppState>, /not signed in/, "none"],
    [
      "loading",
      {
        usage: undefined,
        sync: { phase: "syncing", work: "refresh", done: 2, total: 5, rows: 1234 },
      } as unknown as Partial<AppState>,
      /first numbers are on their way/,
      "none",
    ],
    ["failed", { problem: { kind: "offline", detail: "" } }, /can not be reached/, "numbers"],
  ];
  for (const [name, state, words, numbers] of states) {
    test(name, async () => {
      await withPanel({ state, width: 900, height: 500 }, async ({ page }) => {
        assert.match((await page.locator(".notices").textContent()) ?? "", words);
        assert.equal(await page.locator(".tiles").isVisible(), numbers === "numbers");
        assert.deepEqual(await accessibilityViolations(page), []);
        await picture(page, name);
      });
    });
  }

  test("measured zero is shown as zero", async () => {
    await withPanel({ transactions: [], width: 900 }, async ({ page }) => {
      assert.equal(await page.locator(".tile-spend .value").textContent(), "₹0.00");
      assert.match((await page.locator(".notices").textContent()) ?? "", /No calls in 1–23 Nov 2026/);
      assert.deepEqual(await accessibilityViolations(page), []);
      await picture(page, "empty");
    });
  });

  test("new rows wait behind a button while one reads further down, and come in by themselves at the top", async () => {
    await withPanel({}, async ({ page, send }, host) => {
      const status = page.locator(".table-status");
      const waiting = page.getByRole("button", { name: /^[\d,]+ new$/ });
      const firstRow = page.locator(".rows-layer .row:visible:not(.loading)").first();
      const newest = host.rows()[0];
      assert.ok(newest);
      /** Calls like the newest, a millisecond apart. */
      const come = async (numbers: readonly number[]) => {
        host.add(
          numbers.map((n) => ({
            ...newest,
            id: `${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`,
            at: newest.at + n * 1000,
            message: `New ${n}`,
          })),
        );
        await send(host.snapshot());
      };
      await come([1]);
      await firstRow.filter({ hasText: "New 1" }).waitFor();
      assert.equal(await waiting.count(), 0);
      const count = await status.textContent();

      await page.locator(".grid").focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await come([2, 3, 4]);
      await page.getByRole("button", { name: "3 new" }).waitFor();
      assert.equal(await status.textContent(), `${count} · 2 selected`);
      assert.match((await firstRow.textContent()) ?? "", /New 1/);
      await page.keyboard.press("Control+c");
      await soon(() => sent(host, "copyRows").at(-1)?.first).toBe(3);

      await page.keyboard.press("Escape");
      await page.evaluate("document.querySelector('.grid').scrollTop = 2600");
      const looked = page.locator(".row[aria-rowindex='104']:not(.loading)");
      await looked.waitFor();
      const read = await looked.textContent();
      await come([5]);
      await page.getByRole("button", { name: "4 new" }).waitFor();
      assert.equal(await looked.textContent(), read);
      await picture(page, "rows-waiting");
      await waiting.click();
      await firstRow.filter({ hasText: "New 5" }).waitFor();
      assert.equal(await waiting.count(), 0);
      assert.match(await page.evaluate<string>("document.activeElement.className"), /grid/);
    });
  });

  test("a finished refresh is said aloud", async () => {
    await withPanel({}, async ({ page, send }, host) => {
      host.change({ sync: { phase: "syncing", work: "refresh", done: 0, total: 1, rows: 0 } });
      await send(host.snapshot());
      await page.locator(".busy", { hasText: "Fetching…" }).waitFor();
      host.change({ sync: { phase: "idle" } });
      await send(host.snapshot());
      await page.locator("[aria-live=polite]", { hasText: "Updated: as of 14:28" }).waitFor({ state: "attached" });
    });
  });
});
