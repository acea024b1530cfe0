import * as vscode from "vscode";
import { liveAccount, SAMPLE_ACCOUNT } from "../../app/knownAccounts.ts";
import { DEFAULT_BASE_URL, normalizeBaseUrl } from "../../deepvue/baseUrl.ts";
import type { SignInResult } from "../../domain/account.ts";
import { type Account, type Credentials, NO_ACCOUNT } from "../../domain/account.ts";
import { checkCredential } from "../../domain/credentialCheck.ts";
import { addDays } from "../../domain/day.ts";
import { problemOf } from "../../domain/problem.ts";
import { problemText } from "../../view/wording.ts";
import { MemorySession } from "../../wiring/secrets.ts";
import { confirmDestruction, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickOne } from "../picks.ts";
import { withProgressWhenSlow } from "../progress.ts";
import { askText } from "../prompts.ts";
import { readSetting } from "../settings.ts";
import { fetchMissing, refreshNow } from "../syncWithProgress.ts";
import { addTeamLedger } from "./addTeamLedger.ts";

/** Asks for client id and secret, tries them, and only then stores them and adds the account. */
export async function signIn(parts: Parts): Promise<void> {
  const baseUrl = normalizeBaseUrl(readSetting("deepvue.apiBaseUrl"));
  const host = baseUrl === DEFAULT_BASE_URL ? "" : ` for ${new URL(baseUrl).host}`;
  let credentials: Credentials = { clientId: "", clientSecret: "" };
  let failure: string | undefined;
  for (;;) {
    const entered = await askCredentials(credentials, `Sign In to Deepvue${host}`, failure);
    if (entered === undefined) return;
    if (entered === "team") return addTeamLedger(parts);
    credentials = entered;
    const account = liveAccount(credentials, baseUrl, readSetting("deepvue.plan"));
    const session = new MemorySession(credentials);
    let signedIn: SignInResult | undefined;
    try {
      signedIn = await tryCredentials(parts, account, session);
      if (signedIn === undefined) return;
    } catch (error) {
      const problem = problemOf(error);
      parts.log.warn(`sign-in failed: ${problem.kind}: ${problem.detail}`);
      const { what, why } = problemText(problem);
      failure = `${what} ${why}`;
      continue;
    }
    // From here on the person is signed in: what fails now is told like any other fetch that fails.
    return addAccount(parts, account, session, signedIn);
  }
}

/** Two prompts; the client id of the last try stays, the secret is typed anew. */
async function askCredentials(
  last: Credentials,
  title: string,
  failure: string | undefined,
): Promise<Credentials | "team" | undefined> {
  const step = { title, totalSteps: 2 };
  let clientId = last.clientId;
  let again = failure;
  let wantsTeam = false;
  for (;;) {
    const id = await askText({
      ...step,
      prompt: "From the Credentials tab of the Deepvue dashboard",
      placeholder: "Client id",
      value: clientId,
      password: false,
      step: 1,
      ...(again === undefined ? {} : { failure: again }),
      check: (text) => checkBelow(text, "client id"),
      other: {
        icon: "organization",
        tooltip: "Add Team Ledger… Instead",
        press: () => {
          wantsTeam = true;
        },
      },
    });
    if (id === undefined || id === "back") return wantsTeam ? "team" : undefined;
    clientId = valueOf(id.text, "client id");
    const secret = await askText({
      ...step,
      prompt: "Kept in VS Code's secret storage only, and sent to Deepvue only",
      placeholder: "Client secret",
      value: "",
      password: true,
      step: 2,
      check: (text) => checkBelow(text, "client secret"),
    });
    if (secret === undefined) return undefined;
    again = undefined;
    if (secret !== "back") return { clientId, clientSecret: valueOf(secret.text, "client secret") };
  }
}

function checkBelow(text: string, name: string): { readonly error: string } | { readonly note: string } {
  const checked = checkCredential(text, name);
  return "error" in checked ? checked : { note: checked.note };
}

/** A text that was accepted, without the blanks around it. */
function valueOf(text: string, name: string): string {
  const checked = checkCredential(text, name);
  return "value" in checked ? checked.value : "";
}

/** Undefined when the user cancelled. Throws `ProblemError` when the service refuses or can not be asked. */
async function tryCredentials(
  parts: Parts,
  account: Account,
  session: MemorySession,
): Promise<SignInResult | undefined> {
  // With what follows a fourth message could come within the 800 ms in which VS Code shows three.
  return withProgressWhenSlow("Signing in to Deepvue", async (cancel) => {
    try {
      return await parts.application.runs.run(NO_ACCOUNT, cancel, async (signal) => {
        // Whoever signs in wants to know now whether the service still refuses.
        await parts.ledger.liftPause(account.id, parts.clock());
        const service = await parts.services.trial(account, session);
        return service.signIn(signal);
      });
    } catch (error) {
      if (problemOf(error).kind === "cancelled") return undefined;
      throw error;
    }
  });
}

/** Stores what was tried, with the token and the balance that the try has brought. */
async function addAccount(
  parts: Parts,
  account: Account,
  session: MemorySession,
  { balance }: SignInResult,
): Promise<void> {
  await parts.secrets.save(account, await session.credentials());
  await parts.secrets.saveToken(account.id, await session.token());
  await parts.ledger.saveAccount(account);
  if (balance !== undefined) await parts.ledger.addBalance(account.id, { at: parts.clock(), balance });
  parts.services.forget(account.id);
  await parts.model.choose({ accountId: account.id });
  showInformation(`Signed in to Deepvue as ${account.label}.`);
  // Also where all is there and new: a trouble that only a sign-in ends is over when the service has answered.
  await refreshNow(parts);
}

/** Adds the sample account, shows it, and lets its whole year arrive in the background. */
export async function openSampleAccount(parts: Parts): Promise<void> {
  await parts.ledger.saveAccount(SAMPLE_ACCOUNT);
  await parts.model.choose({ accountId: SAMPLE_ACCOUNT.id });
  await fetchMissing(parts);
  await parts.background.loadHistory(SAMPLE_ACCOUNT, addDays(parts.model.state.today, -365));
}

/** Removes credentials and token at once; asks whether the history goes too. */
export async function signOut(parts: Parts): Promise<void> {
  const account = await pickAccount(parts, "Sign Out: choose the account");
  if (account === undefined) return;
  if (account.kind === "team") return removeTeamAccount(parts, account);
  const copies = (await parts.ledger.setAsideFiles()).length;
  const copiesName = copies === 1 ? "the damaged copy" : `the ${copies} damaged copies`;
  const pick = await pickOne(
    [
      { label: "Keep its history", description: "shown again after the next sign-in", history: "keep" as const },
      {
        label: "Delete its history",
        description: "every stored transaction of this account",
        history: "delete" as const,
      },
      ...(copies === 0
        ? []
        : [
            {
              label: `Delete its history and ${copiesName}`,
              description: "kept beside the ledger since it was damaged; may hold this account's transactions",
              history: "deleteWithCopies" as const,
            },
          ]),
    ],
    { title: `Sign Out of ${account.label}`, placeHolder: "The client secret and the token are removed either way" },
  );
  if (pick === undefined) return;
  if (pick.history !== "keep") {
    const also = pick.history === "deleteWithCopies" ? ` and ${copiesName} of the ledger` : "";
    const question = `Delete the stored history of ${account.label}${also}?`;
    const detail = "It can be fetched again from Deepvue after signing in, at the cost of requests of your plan.";
    if (!(await confirmDestruction(question, detail, "Delete History"))) return;
  }
  await parts.application.signOut(account.id, pick.history);
}

/** Nothing of its history is here, so nothing is asked; what was told and chosen for it goes along. */
async function removeTeamAccount(parts: Parts, account: Account): Promise<void> {
  await parts.application.signOut(account.id, "delete");
  await (await parts.team.ledgers()).forget(account.id);
  showInformation(`${account.label} of the team's ledger is no longer shown here. The team's ledger stays as it is.`);
}

export async function switchAccount(parts: Parts): Promise<void> {
  const account = await pickAccount(parts, "Switch Account", "orAdd");
  if (account === "add") return addTeamLedger(parts);
  if (account === undefined || account.id === parts.model.state.account?.id) return;
  await parts.model.choose({ accountId: account.id });
  await fetchMissing(parts);
}

const ADD_TEAM = {
  label: "Add Team Ledger…",
  description: "accounts that a team's collector fetches",
  iconPath: new vscode.ThemeIcon("add"),
  account: "add" as const,
};

async function pickAccount(parts: Parts, title: string): Promise<Account | undefined>;
async function pickAccount(parts: Parts, title: string, more: "orAdd"): Promise<Account | "add" | undefined>;
async function pickAccount({ model }: Parts, title: string, more?: "orAdd"): Promise<Account | "add" | undefined> {
  const { accounts, account: current } = model.state;
  if (accounts.length <= 1) return accounts[0];
  const items = accounts.map((account) => ({
    label: account.label,
    description: describedAccount(account),
    iconPath: new vscode.ThemeIcon(
      account.id === current?.id ? "check" : account.kind === "team" ? "organization" : "account",
    ),
    account: account as Account | "add",
  }));
  if (more === "orAdd") items.push(ADD_TEAM);
  return (await pickOne(items, { title }))?.account;
}

function describedAccount({ kind, baseUrl }: Account): string {
  if (kind === "sample") return "SAMPLE";
  const { host } = new URL(baseUrl);
  return kind === "team" ? `team's ledger at ${host}` : host;
}
