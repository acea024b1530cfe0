// The tests inside the extension host of the VS Code server, which a page in a browser brings to life.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Counts } from "../../scripts/counts.ts";
import { patient } from "../../scripts/patience.ts";
import { root } from "../../scripts/setup/root.mjs";
import { startWorkbench } from "../../scripts/workbench.ts";
import { launchBrowser } from "../support/browser.ts";
import { shownAt } from "../support/browserCache.ts";
import { printResults } from "./results.ts";

const timeoutMs = 300_000;

export async function runInServer(): Promise<Counts> {
  const profile = mkdtempSync(join(tmpdir(), "deepvue-usage-host-"));
  const results = join(profile, "results.json");
  await using ends = new AsyncDisposableStack();
  ends.defer(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  const server = await startWorkbench({
    profile: join(profile, "server"),
    env: { HOST_TEST_RESULTS: results },
    // Without it the page ignores which tests it is asked to run.
    vsCodeOptions: ["enable-smoke-test-driver"],
  });
  ends.defer(() => server.stop());
  const browser = await launchBrowser(join(profile, "browser"), { testing: server.origin });
  ends.defer(() => browser.close());
  await runTestsInPage(await browser.newPage(), shownAt(server.url));
  return printResults(results);
}

/** Opens the workbench with the tests as its task and waits until VS Code says that they ended. */
async function runTestsInPage(page: Page, url: string): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    const timeout = setTimeout(
      () => reject(new Error("The tests in the extension host took too long")),
      patient(timeoutMs),
    );
    void page.exposeFunction("codeAutomationExit", () => {
      clearTimeout(timeout);
      resolve();
    });
  });
  // VS Code expects this one too; the log of a whole workbench would bury the results.
  await page.exposeFunction("codeAutomationLog", () => undefined);
  const { host } = new URL(url);
  const payload = [
    ["extensionDevelopmentPath", `vscode-remote://${host}${root}`],
    ["extensionTestsPath", `vscode-remote://${host}${join(root, "out", "host", "index.js")}`],
    ["skipWelcome", "true"],
  ];
  await page.goto(`${url}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  await ended;
}
