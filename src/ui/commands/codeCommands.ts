import * as vscode from "vscode";
import type { Endpoint } from "../../code/endpoint.ts";
import {
  type Evidence,
  type Proposal,
  proposalsFor,
  readEndpoints,
  withEndpoint,
} from "../../code/endpointProducts.ts";
import { endpointOf } from "../../code/endpoints.ts";
import { addDays } from "../../domain/day.ts";
import { microsOf } from "../../domain/epoch.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import { resolvePeriod } from "../../domain/period.ts";
import { ProblemError } from "../../domain/problem.ts";
import { firstBilledText } from "../../view/code/callTexts.ts";
import { endpointRow } from "../../view/code/workspaceTexts.ts";
import { formatCalls } from "../../view/numbers.ts";
import { showBriefly, showDone, showInformation } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickOne } from "../picks.ts";
import { readSetting } from "../settings.ts";

/** Commands of lenses, hovers and the view of the workspace. What they are handed may come from anywhere, and is checked. */

/** Says as which product an endpoint is billed; without an argument, of an endpoint that is chosen first. */
export async function chooseEndpointProduct(parts: Parts, argument: unknown): Promise<void> {
  const { documents, costs } = await parts.callWatch.surfaces();
  const endpoint = typeof argument === "string" ? endpointOf(argument) : await pickEndpoint(parts);
  if (endpoint === undefined) {
    if (documents.index.calls().size === 0) showInformation("No code in this workspace calls Deepvue's API.");
    return;
  }
  const { confirmed } = readEndpoints(readSetting("deepvue.endpoints"));
  const items: readonly ProductItem[] = [
    ...proposalsFor(endpoint, confirmed, await evidenceFor(parts, endpoint)).map((proposal) => {
      const known = costs.costs;
      const cost = known?.products.get(proposal.product);
      const first = known === undefined || cost === undefined ? "" : firstBilledText(known, cost);
      const detail = [REASONS[proposal.reason], first];
      return {
        label: proposal.product,
        ...(cost !== undefined && { description: `${formatCalls(cost.calls)} in 30 days` }),
        detail: detail.filter((each) => each !== "").join("; "),
        said: proposal.product,
      };
    }),
    { label: "It is not charged", said: false },
    ...(confirmed.has(endpoint.path) ? [{ label: "Forget what was chosen", said: undefined }] : []),
  ];
  const chosen = await pickOne(items, {
    title: `Product of ${endpoint.title}`,
    placeHolder: `Which product is ${endpoint.path} on the bill?`,
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  await writeEndpoint(endpoint, chosen.said);
  showBriefly(`${endpoint.title}: ${chosen.label}`);
}

/**
 * What the account's own bill says. A product that is in the last 30 days only may have been billed long before: of those the year is
 * asked as well, from its roll-ups.
 */
async function evidenceFor({ callWatch, model, ledger }: Parts, endpoint: Endpoint): Promise<Evidence> {
  const { costs, firstSeen } = await callWatch.surfaces();
  const { products } = costs.evidence();
  const { account, today, cycleStart } = model.state;
  const seenAt = firstSeen.at(endpoint);
  if (account === undefined || seenAt === undefined) return { products };
  const year = resolvePeriod({ preset: "last12Months" }, today, cycleStart);
  const before = { ...year, until: addDays(today, -30) };
  const earlier = await ledger.summarize(account.id, before, "month", NO_FILTER);
  const old = new Set(earlier.products.map(({ product }) => product));
  return {
    products: products.map((each) => (old.has(each.product) ? { ...each, firstAt: 0 } : each)),
    calledSince: microsOf(seenAt),
  };
}

/** `said`: what the setting is to say; undefined to say nothing any more. */
interface ProductItem extends vscode.QuickPickItem {
  readonly said: string | false | undefined;
}

const REASONS: Readonly<Record<Proposal["reason"], string>> = {
  newSince: "first billed after code here began to call it",
  name: "its name is alike",
  billed: "",
  takenByOther: "chosen for another endpoint",
};

async function pickEndpoint(parts: Parts): Promise<Endpoint | undefined> {
  const { documents, costs } = await parts.callWatch.surfaces();
  const items = [...documents.index.calls().keys()].map((endpoint) => {
    const { label, description } = endpointRow(costs.costOf(endpoint));
    return { label, description, detail: endpoint.path, endpoint };
  });
  if (items.length === 0) return undefined;
  return (await pickOne(items, { title: "Choose Product of Endpoint", placeHolder: "Endpoints that code here calls" }))
    ?.endpoint;
}

/** Where the setting stands already it is changed; in a workspace without it, it goes to the workspace, which a team shares. */
async function writeEndpoint(endpoint: Endpoint, product: string | false | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const { globalValue, workspaceValue } = configuration.inspect("deepvue.endpoints") ?? {};
  const isShared =
    workspaceValue !== undefined || (globalValue === undefined && vscode.workspace.workspaceFolders !== undefined);
  const [before, target] = isShared
    ? ([workspaceValue, vscode.ConfigurationTarget.Workspace] as const)
    : ([globalValue, vscode.ConfigurationTarget.Global] as const);
  const value = withEndpoint(before, endpoint, product);
  await configuration.update("deepvue.endpoints", Object.keys(value).length === 0 ? undefined : value, target);
}

/** The product's transactions of the last 30 days, in the tree. */
export async function showProductTransactions({ model }: Parts, product: unknown): Promise<void> {
  if (typeof product !== "string") return;
  await model.choose({ period: { preset: "last30Days" }, filter: { products: [product] } });
  await vscode.commands.executeCommand("deepvue.transactions.focus");
}

/** Opens a file at a call. */
export async function openCall(_: Parts, uri: unknown, start: unknown, end: unknown): Promise<void> {
  if (typeof uri !== "string" || typeof start !== "number" || typeof end !== "number") return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { selection });
}

/** The places that call a function which holds calls, in VS Code's own peek of references. */
export async function showCallers(_: Parts, uri: unknown, offset: unknown, places: unknown): Promise<void> {
  if (typeof uri !== "string" || typeof offset !== "number" || !Array.isArray(places)) return;
  const here = vscode.Uri.parse(uri);
  const document = await vscode.workspace.openTextDocument(here);
  const locations = await Promise.all(
    places.map(async (place: unknown) => {
      const [file, start] = Array.isArray(place) ? place : [];
      if (typeof file !== "string" || typeof start !== "number") return [];
      const target = await vscode.workspace.openTextDocument(vscode.Uri.parse(file));
      return [new vscode.Location(target.uri, target.positionAt(start))];
    }),
  );
  const at = document.positionAt(offset);
  await vscode.commands.executeCommand("editor.action.showReferences", here, at, locations.flat());
}

/** Names of secrets that were taken out of files; never what they are. */
const KEPT = "code.keptSecrets";

/** Takes a secret out of a file and keeps it in VS Code's secret storage, from where {@link copyKeptSecret} gives it back. */
export async function keepSecret(
  { context }: Parts,
  uri: unknown,
  start: unknown,
  end: unknown,
  edits: unknown,
): Promise<void> {
  if (typeof uri !== "string" || typeof start !== "number" || typeof end !== "number" || !Array.isArray(edits)) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const value = document.getText(range);
  if (value === "") return;
  const where = `${vscode.workspace.asRelativePath(document.uri)}, line ${range.start.line + 1}`;
  const names = context.globalState.get<string[]>(KEPT, []);
  let name = where;
  for (let again = 2; names.includes(name); again++) name = `${where} (${again})`;
  await context.secrets.store(`${KEPT}.${name}`, value);
  await context.globalState.update(KEPT, [...names, name]);
  const edit = new vscode.WorkspaceEdit();
  for (const each of edits as unknown[]) {
    const [from, to, text] = Array.isArray(each) ? each : [];
    if (typeof from !== "number" || typeof to !== "number" || typeof text !== "string") return;
    edit.replace(document.uri, new vscode.Range(document.positionAt(from), document.positionAt(to)), text);
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new ProblemError({ kind: "internal", detail: "VS Code did not take the change of the file" });
  }
  const isWanted = await showDone(
    "The secret is out of the file and in VS Code's secret storage. What is committed already still has it: renew it at Deepvue.",
    "Copy Secret",
  );
  if (isWanted) await vscode.env.clipboard.writeText(value);
}

/** Copies a secret that was taken out of a file. */
export async function copyKeptSecret({ context }: Parts): Promise<void> {
  const names = context.globalState.get<string[]>(KEPT, []);
  if (names.length === 0) {
    showInformation("No secret was taken out of a file with the quick fix.");
    return;
  }
  const items = names.map((name) => ({ label: name }));
  const chosen = await pickOne(items, { title: "Copy Kept Secret", placeHolder: "Where it stood" });
  if (chosen === undefined) return;
  const value = await context.secrets.get(`${KEPT}.${chosen.label}`);
  if (value === undefined) {
    await context.globalState.update(
      KEPT,
      names.filter((name) => name !== chosen.label),
    );
    showInformation("VS Code's secret storage does not hold it any more.");
    return;
  }
  await vscode.env.clipboard.writeText(value);
  showBriefly("Secret copied");
}
