// What every story starts from. `editors` is one VS Code server and one browser for each process of the runner; a story takes a VS
// Code from it, in `beforeAll`, and need not end it: that happens when the next one is opened, and whatever fails. The first story of
// a spec has it as after a first installation; one that follows there goes on in the same window, signed out, nothing open, no history.
//
//   story("what it is about", () => {
//     let workbench: ServiceWorkbench;
//     test.beforeAll(async ({ editors }) => {
//       workbench = await editors.openWithService({ name: "its-name" }, { account: year.account });
//     });
//     test("what it does", async () => {
//       await soon(() => workbench.statusBar.text()).toBe("₹5.00");
//     });
//   });
import { test as base, expect } from "@playwright/test";
import { patient } from "../../scripts/patience.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/server.ts";
import { endWhenBlocked } from "../support/blockedLoop.ts";
import { freshCredentials, type ServiceWorkbench } from "../support/signedIn.ts";
import { startOver } from "../support/startOver.ts";
import { SharedVsCode, type Workbench, type WorkbenchSetup } from "../support/workbench.ts";
import { UserSettings } from "./pages/userSettings.ts";

export interface Editors {
  /** A VS Code with the extension, as after its installation. */
  open(setup: WorkbenchSetup): Promise<Workbench>;
  /**
   * The same on our views, signed out, with the sandbox in the service's place. What an earlier story of the same spec has left is gone
   * on with, where settings and environment are the same: opening a VS Code costs as much as several tests.
   */
  openWithService(setup: WorkbenchSetup, service: SandboxOptions): Promise<ServiceWorkbench>;
}

/** Generators and readers of large files keep the processor for a second or two. */
const BLOCKED_MS = 30_000;
const TEARDOWN_MS = 60_000;

export const test = base.extend<object, { editors: Editors; loopWatch: void; plainStacks: void }>({
  editors: [
    async ({ playwright: _ }, use) => {
      const vsCode = new SharedVsCode();
      let sandbox: Sandbox | undefined;
      let last: { readonly kind: string; readonly workbench: Workbench; readonly settings: string } | undefined;
      const start = async (service: SandboxOptions, port?: number): Promise<Sandbox> =>
        (sandbox = await startSandbox({ credentials: freshCredentials(), port, ...service }));
      const leave = async (): Promise<void> => {
        last = undefined;
        await vsCode.leave();
        await sandbox?.close();
        sandbox = undefined;
      };
      try {
        await use({
          async open(setup) {
            await leave();
            return vsCode.open(setup);
          },
          async openWithService(setup, service) {
            const [spec] = test.info().titlePath;
            const kind = JSON.stringify([spec, setup.settings, setup.env]);
            if (last?.kind === kind && sandbox !== undefined) {
              const { workbench } = last;
              await vsCode.goOnAs(setup.name);
              await startOver(workbench, last.settings);
              await sandbox.close();
              return { ...workbench, sandbox: await start(service, Number(new URL(sandbox.url).port)) };
            }
            await leave();
            const started = await start(service);
            const settings = { "deepvue.apiBaseUrl": started.url, "deepvue.plan": "enterprise", ...setup.settings };
            const workbench = await vsCode.open({ ...setup, settings });
            await workbench.activityBar.openDeepvue();
            last = { kind, workbench, settings: new UserSettings(workbench).text() };
            return { ...workbench, sandbox: started };
          },
        });
      } finally {
        await vsCode.close();
        await sandbox?.close();
      }
    },
    { scope: "worker", timeout: patient(TEARDOWN_MS) },
  ],
  plainStacks: [
    async ({ playwright: _ }, use) => {
      // Playwright looks for a source map for each line of each stack that it takes, and takes one for each message to a browser. Types
      // are stripped in place here: lines and columns are right without.
      Reflect.deleteProperty(Error, "prepareStackTrace");
      await use();
    },
    { scope: "worker", auto: true },
  ],
  loopWatch: [
    async ({ playwright: _ }, use) => {
      const stop = endWhenBlocked(patient(BLOCKED_MS));
      await use();
      await stop();
    },
    { scope: "worker", auto: true },
  ],
});

/**
 * `expect.poll` for what several steps read: a step that fails, because VS Code draws a list anew or exchanges a frame, counts as
 * "not yet".
 */
export function soon<T>(read: () => T | Promise<T>, options?: { timeout?: number }) {
  const readable = async (): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      return `not readable: ${String(error)}` as T;
    }
  };
  return expect.poll(readable, { intervals: POLL_AFTER_MS, ...options });
}

/** What is not there after a few looks takes long: the looks of a slow machine would keep it from what they are for. */
const POLL_AFTER_MS = [100, 250, 500, 1_000, Math.max(1_000, patient(500))];

/** Tests that build on each other: after a failure the rest is not run, and the second try begins with the first of them. */
export const story = test.describe.serial;

export { expect };
