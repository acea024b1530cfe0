// A VS Code whose extension talks to a sandbox service in this process, and the first steps in it.
import { randomBytes } from "node:crypto";
import type { Credentials } from "../../src/domain/account.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/server.ts";
import { eventually } from "./eventually.ts";
import { type EditorWindow, openWorkbench, type Workbench, type WorkbenchSetup } from "./workbench.ts";

export interface ServiceWorkbench extends Workbench {
  readonly sandbox: Sandbox;
}

/** Credentials that occur nowhere else, so that finding them in a file means something. */
export function freshCredentials(): Credentials {
  return {
    clientId: `e2e-client-${randomBytes(6).toString("hex")}`,
    clientSecret: `e2e-secret-${randomBytes(18).toString("hex")}`,
  };
}

/** Opens VS Code on our views, signed out, with the sandbox in the service's place. */
export async function openServiceWorkbench(setup: WorkbenchSetup, service: SandboxOptions): Promise<ServiceWorkbench> {
  const sandbox = await startSandbox({ credentials: freshCredentials(), ...service });
  try {
    const settings = { "deepvue.apiBaseUrl": sandbox.url, "deepvue.plan": "enterprise", ...setup.settings };
    const workbench = await openWorkbench({ ...setup, settings });
    await workbench.activityBar.openDeepvue();
    return {
      ...workbench,
      sandbox,
      async close() {
        await workbench.close();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** Signs in through the welcome view and waits until the account is there. */
export async function signIn({ tree, signInPrompts, notifications }: EditorWindow, credentials: Credentials) {
  await tree("Products").welcome.getByRole("button", { name: "Sign In" }).click();
  await signInPrompts.enter(credentials);
  await notifications.toast("Signed in to Deepvue").waitFor();
  await notifications.dismiss("Signed in to Deepvue");
}

/** Types the two dates of a period, as YYYY-MM-DD. */
export async function chooseDates({ commands, quickInput }: EditorWindow, since: string, until: string): Promise<void> {
  // A panel that is still opening takes the focus from a prompt, which closes it: then once more.
  await eventually(
    async () => {
      await commands.run("Deepvue: Choose Period…");
      await quickInput.pick("Dates…");
      await quickInput.waitFor("Choose Period: First Day", { timeout: 5_000 });
    },
    () => undefined,
    60_000,
  );
  await quickInput.enter(since);
  await quickInput.waitFor("Choose Period: Last Day");
  await quickInput.enter(until);
  await quickInput.waitUntilClosed();
}
