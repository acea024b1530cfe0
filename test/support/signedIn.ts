// A VS Code whose extension talks to a sandbox service in this process, and the first steps in it.
import { randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { patient } from "../../scripts/patience.ts";
import type { Credentials } from "../../src/domain/account.ts";
import type { Sandbox } from "../sandbox/server.ts";
import type { EditorWindow, Workbench } from "./workbench.ts";

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
  await expect(async () => {
    await commands.run("Deepvue: Choose Period…");
    await quickInput.pick("Dates…");
    await quickInput.waitFor("Choose Period: First Day", { timeout: patient(5_000) });
  }).toPass();
  await quickInput.enter(since);
  await quickInput.waitFor("Choose Period: Last Day");
  await quickInput.enter(until);
  await quickInput.waitUntilClosed();
}
