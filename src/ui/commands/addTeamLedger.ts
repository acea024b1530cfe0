import * as vscode from "vscode";
import type { Account, Credentials } from "../../domain/account.ts";
import { isProblemError, problemOf } from "../../domain/problem.ts";
import { agoText } from "../../view/honestStates.ts";
import { formatCounted } from "../../view/numbers.ts";
import { problemText } from "../../view/wording.ts";
import { teamAddress } from "../../wiring/teamAddress.ts";
import { askModal, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickSeveral } from "../picks.ts";
import { withProgressWhenSlow } from "../progress.ts";
import { askText } from "../prompts.ts";
import { billingTimeZone, readSetting } from "../settings.ts";
import { fetchMissing } from "../syncWithProgress.ts";
import type { GrantedAccounts } from "../teamLedgers.ts";

const TITLE = "Add Team Ledger";

interface Entered extends Credentials {
  readonly address: string;
}

/** Why the last try failed, and below which field that stands. */
interface Failure {
  readonly text: string;
  readonly field: "address" | "password";
}

/** Asks for address, user and password, tries them, lets the accounts be chosen that they may read, and only then stores anything. */
export async function addTeamLedger(parts: Parts): Promise<void> {
  let entered: Entered = {
    address: readSetting("deepvue.teamLedger.url"),
    clientId: readSetting("deepvue.teamLedger.user"),
    clientSecret: "",
  };
  let failure: Failure | undefined;
  for (;;) {
    const answer = await askAll(entered, failure);
    if (answer === undefined) return;
    entered = answer;
    try {
      const granted = await tryOut(parts, entered);
      if (granted === undefined) return;
      return await addChosen(parts, entered, granted);
    } catch (error) {
      if (!isProblemError(error)) throw error;
      const problem = problemOf(error);
      parts.log.warn(`team's ledger: ${problem.detail}`);
      const { what, why } = problemText(problem);
      failure = {
        text: `${what} ${why}`,
        field: problem.detail.startsWith("credentials") ? "password" : "address",
      };
    }
  }
}

/** Three prompts, which can be gone through backwards; after a failure the one that it is about comes first. */
async function askAll(last: Entered, failure: Failure | undefined): Promise<Entered | undefined> {
  let { address, clientId } = last;
  let step = failure?.field === "password" ? 3 : 1;
  const failed = (field: Failure["field"]): { readonly failure?: string } =>
    failure?.field === field ? { failure: failure.text } : {};
  for (;;) {
    const common = { title: TITLE, totalSteps: 3, step };
    const answer = await (step === 1
      ? askText({
          ...common,
          ...failed("address"),
          prompt: "Where the team's database is: its database's name stands at the end",
          placeholder: "https://clickhouse.example.com:8443/deepvue",
          value: address,
          password: false,
          check: checkAddress,
        })
      : step === 2
        ? askText({
            ...common,
            prompt: "Your user of the database, who may read only",
            placeholder: "User",
            value: clientId,
            password: false,
            check: (text) => (text.trim() === "" ? { error: "Enter the user's name." } : { note: "" }),
          })
        : askText({
            ...common,
            ...failed("password"),
            prompt: "Kept in VS Code's secret storage only, and sent to this database only",
            placeholder: "Password",
            value: "",
            password: true,
            check: () => ({ note: "" }),
          }));
    if (answer === undefined) return undefined;
    if (answer === "back") step--;
    else if (step === 1) address = answer.text.trim();
    else if (step === 2) clientId = answer.text.trim();
    else return { address, clientId, clientSecret: answer.text };
    if (answer !== "back") step++;
  }
}

function checkAddress(text: string): { readonly error: string } | { readonly note: string } {
  const url = teamAddress(text);
  if (typeof url === "string") return { error: `This can not be used: ${url}.` };
  return { note: url.protocol.startsWith("postgres") ? "PostgreSQL" : "ClickHouse" };
}

/** Undefined when the user cancelled. Throws `ProblemError` (team) where the database can not be read. */
async function tryOut(parts: Parts, { address, ...credentials }: Entered): Promise<GrantedAccounts | undefined> {
  const ledgers = await parts.team.ledgers();
  try {
    // A database that does not answer is left at once.
    return await withProgressWhenSlow("Asking the team's ledger", (signal) =>
      ledgers.granted(address, credentials, signal),
    );
  } catch (error) {
    if (problemOf(error).kind === "cancelled") return undefined;
    throw error;
  }
}

async function addChosen(
  parts: Parts,
  { address, ...credentials }: Entered,
  { zone, accounts }: GrantedAccounts,
): Promise<void> {
  const now = parts.clock();
  const items = accounts.map(({ account, there }) => ({
    label: account.label,
    description: formatCounted(there.rows, "call"),
    detail: `${formatCounted(there.dates, "date")}; published ${agoText(now - there.publishedAt)} by ${there.collector}`,
    picked: true,
    account,
  }));
  const words = { title: `${TITLE}: Choose Accounts`, placeHolder: "What you have been granted" };
  const chosen = await pickSeveral<vscode.QuickPickItem & { readonly account: Account }>(items, words);
  const [first] = chosen ?? [];
  if (chosen === undefined || first === undefined) return;
  if (!(await countsAlike(zone))) return;
  const configuration = vscode.workspace.getConfiguration();
  const { baseUrl } = first.account;
  await configuration.update("deepvue.teamLedger.url", address, vscode.ConfigurationTarget.Global);
  await configuration.update("deepvue.teamLedger.user", credentials.clientId, vscode.ConfigurationTarget.Global);
  const ledgers = await parts.team.ledgers();
  for (const { account } of chosen) {
    await parts.secrets.save({ ...account, baseUrl }, credentials);
    await parts.ledger.saveAccount(account);
    await ledgers.forget(account.id);
  }
  await parts.model.choose({ accountId: first.account.id });
  const which = chosen.length === 1 ? first.account.label : formatCounted(chosen.length, "account");
  showInformation(
    `${which} of the team's ledger added. Nothing is asked of Deepvue for it here: the team's collector is.`,
  );
  await fetchMissing(parts);
}

/** A team counts days in one zone, and all surfaces do here. */
async function countsAlike(zone: string): Promise<boolean> {
  const here = billingTimeZone();
  if (zone === here) return true;
  const use = `Count in ${zone}`;
  const detail = `Here they are counted in ${here}, on every surface and for every account. Sums of days can only agree with the team's in one zone. The setting is deepvue.billingTimeZone.`;
  if ((await askModal(`This team counts days in ${zone}.`, detail, use)) !== use) return false;
  await vscode.workspace.getConfiguration().update("deepvue.billingTimeZone", zone, vscode.ConfigurationTarget.Global);
  return true;
}
