import * as vscode from "vscode";
import { rowText } from "../../domain/foreignText.ts";
import type { OutcomeScope } from "../../domain/outcomeSetting.ts";
import { EVERY_PRODUCT, type OutcomeWord, saidOf } from "../../domain/outcomeWords.ts";
import { problemOf } from "../../domain/problem.ts";
import { type MessageUse, MOST_MESSAGE_USES } from "../../domain/summary.ts";
import {
  classifiedText,
  classifyTitle,
  emptyList,
  type MessageRow,
  messageRow,
  messageText,
  REST_TEXT,
} from "../../view/classifyTexts.ts";
import { classifiedRowOf } from "../../view/rowArgument.ts";
import { showBriefly, showDone, showInformation, showProblem } from "../messages.ts";
import type { Parts } from "../parts.ts";
import { pickOne, StayingPick } from "../picks.ts";
import { messageOf } from "./chosenTransaction.ts";

interface MessageItem extends vscode.QuickPickItem {
  readonly key: string;
  readonly use?: MessageUse;
  readonly command?: string;
}

type ListWord = Exclude<OutcomeWord, "unknown">;

interface WordButton extends vscode.QuickInputButton {
  readonly word: ListWord;
}

const WORDS: readonly {
  readonly word: ListWord;
  readonly label: string;
  readonly icon: string;
  readonly key: string;
}[] = [
  { word: "success", label: "Success", icon: "pass", key: "Alt+1" },
  { word: "failure", label: "Failure", icon: "error", key: "Alt+2" },
  { word: "rule", label: "Leave to the Rule", icon: "circle-slash", key: "Alt+3" },
];
/** What is said seldom has no key of its own. */
const ASKED: readonly { readonly word: OutcomeWord; readonly label: string; readonly icon: string }[] = [
  ...WORDS.slice(0, 2),
  { word: "unknown", label: "Unknown", icon: "question" },
  ...WORDS.slice(2),
];
const UNDO = { iconPath: new vscode.ThemeIcon("discard"), tooltip: "Undo the Last Choice (Alt+0)" };

const ICONS: Readonly<Record<MessageRow["outcome"], vscode.ThemeIcon>> = {
  success: new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed")),
  failure: new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed")),
  unknown: new vscode.ThemeIcon("question", new vscode.ThemeColor("descriptionForeground")),
};

/** Lists the period's messages by product and says of each what it means, while the numbers everywhere follow. */
export async function classifyMessages(parts: Parts): Promise<void> {
  // A row keeps its place while the list is open, whatever becomes of its outcome.
  const places = new Map<string, number>();
  let active: string | undefined;
  for (;;) {
    const item = await askInList(parts, places, active);
    if (item?.command !== undefined) await vscode.commands.executeCommand(item.command);
    if (item?.use === undefined) return;
    active = item.key;
    const chosen = await askWord(parts, item.use, item.use);
    if (chosen === undefined) continue;
    await parts.classification.say(item.use.product, item.use.message, chosen.word, chosen.scope);
  }
}

/** The list, until it is closed or a row is accepted. */
async function askInList(
  parts: Parts,
  places: Map<string, number>,
  active: string | undefined,
): Promise<MessageItem | undefined> {
  const { model, classification, contextKeys } = parts;
  const pick = new StayingPick<MessageItem>({
    title: "Classify Messages",
    placeHolder: "Alt+1 success · Alt+2 failure · Alt+3 leave to the rule · Alt+0 undo · Enter asks",
    matchOnDescription: true,
  });
  pick.setButtons([UNDO]);
  const say = async (item: MessageItem | undefined, word: OutcomeWord): Promise<void> => {
    const use = item?.use;
    if (use !== undefined) await attempt(async () => classification.say(use.product, use.message, word));
  };
  let reading = 0;
  let isClosed = false;
  const show = async (): Promise<void> => {
    const turn = ++reading;
    const items = await itemsOf(parts, places);
    if (turn !== reading || isClosed) return;
    const { usage, period } = model.state;
    pick.setTitle(classifyTitle(usage?.period, period));
    pick.setItems(items, active);
    pick.setBusy(false);
  };
  pick.setBusy(true);
  const stopListening = model.onDidChange(() => void attempt(show));
  const onKey = async (word: OutcomeWord): Promise<void> => say(pick.active, word);
  classification.onKey = onKey;
  contextKeys.setClassifying(true);
  try {
    void attempt(show);
    return await pick.ask({
      onItemButton: (item, button) => void say(item, (button as WordButton).word),
      onButton: () => void attempt(async () => undoLast(parts)),
    });
  } finally {
    isClosed = true;
    stopListening();
    // The list may have been opened a second time, over this one.
    if (classification.onKey === onKey) {
      classification.onKey = undefined;
      contextKeys.setClassifying(false);
    }
  }
}

/** The list stays open when something fails; what it was is told beside it. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await showProblem(problemOf(error));
  }
}

async function itemsOf({ model, ledger, clock }: Parts, places: Map<string, number>): Promise<readonly MessageItem[]> {
  const { state } = model;
  const empty = emptyList(state, clock());
  if (empty !== undefined || state.account === undefined) {
    const actions = empty?.actions ?? [];
    return [
      { key: "empty", label: empty?.text ?? "", alwaysShow: true },
      ...actions.map(({ label, command }) => ({ key: command, label, command, alwaysShow: true })),
    ];
  }
  const uses = await ledger.messageUses(state.account.id, state.period);
  const items = uses.map((use) => itemOf(use, messageRow(use, state.outcomes)));
  for (const { key } of items) if (!places.has(key)) places.set(key, places.size);
  const inPlace = items.toSorted((a, b) => (places.get(a.key) ?? 0) - (places.get(b.key) ?? 0));
  return items.length < MOST_MESSAGE_USES ? inPlace : [...inPlace, { key: "rest", label: REST_TEXT, alwaysShow: true }];
}

function itemOf(use: MessageUse, { label, description, outcome, said }: MessageRow): MessageItem {
  return {
    key: JSON.stringify([use.product, use.message]),
    use,
    label,
    description,
    iconPath: ICONS[outcome],
    buttons: WORDS.filter(({ word }) => word !== said).map(
      ({ word, label: name, icon, key }): WordButton => ({
        word,
        iconPath: new vscode.ThemeIcon(icon),
        tooltip: word === "rule" ? `${name} (${key})` : `Count as ${name} (${key})`,
      }),
    ),
  };
}

interface Answer {
  readonly word: OutcomeWord;
  readonly scope: OutcomeScope;
}

function wordItems(scope: OutcomeScope, said: OutcomeWord | undefined) {
  return ASKED.map(({ word, label, icon }) => ({
    label: scope === "product" ? label : `${label}, for Every Product`,
    iconPath: new vscode.ThemeIcon(icon),
    ...(said === word ? { description: "as you said" } : {}),
    word,
    scope,
  }));
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Asks what one message means, of its product or of every product; `use`: what it stands for in the period. */
async function askWord(
  { model }: Parts,
  { product, message }: Pick<MessageUse, "product" | "message">,
  use: MessageUse | undefined,
): Promise<Answer | undefined> {
  const { outcomes } = model.state;
  const own = saidOf(
    { product, message },
    outcomes.filter((said) => said.product === product),
  );
  const every = saidOf({ product: EVERY_PRODUCT, message }, outcomes);
  const items: readonly (vscode.QuickPickItem & Partial<Answer>)[] = [
    separator(rowText(product)),
    ...wordItems("product", own),
    separator("every product that says it"),
    ...wordItems("everyProduct", every),
  ];
  const title = `Count “${messageText(message)}” as…`;
  const placeHolder = use === undefined ? rowText(product) : messageRow(use, outcomes).description;
  const { word, scope } = (await pickOne(items, { title, placeHolder })) ?? {};
  return word === undefined || scope === undefined ? undefined : { word, scope };
}

/** From the menu of a transaction, or of a charged failure of the dashboard: one message, with an undo. */
export async function classifyMessage(parts: Parts, argument: unknown): Promise<void> {
  const { model, ledger, classification } = parts;
  const row = classifiedRowOf(argument);
  const message = row?.message ?? (row && (await messageOf(parts, row)));
  const { account, period } = model.state;
  if (row === undefined || message === undefined || account === undefined) return;
  const { product } = row;
  const uses = await ledger.messageUses(account.id, period);
  const same = uses.filter((one) => one.message === message);
  const use = same.find((one) => one.product === product);
  const chosen = await askWord(parts, { product, message }, use);
  if (chosen === undefined) return;
  const { word, scope } = chosen;
  const undo = await classification.say(product, message, word, scope);
  const counted = scope === "product" || same.length === 0 ? use : togetherOf(same);
  if (await showDone(classifiedText({ product, message, word, scope }, counted), "Undo")) await undo();
}

function togetherOf(uses: readonly MessageUse[]): Pick<MessageUse, "calls" | "charge"> {
  return uses.reduce((sum, { calls, charge }) => ({ calls: sum.calls + calls, charge: sum.charge + charge }), {
    calls: 0,
    charge: 0,
  });
}

/** A key of the list; without the list it does nothing. */
export function keyOf(word: ListWord): (parts: Parts) => Promise<void> {
  return async ({ classification }) => classification.onKey?.(word);
}

export async function undoLast({ classification }: Parts): Promise<void> {
  const message = await classification.undo();
  if (message === undefined) showInformation("Nothing to undo: no message was classified in this editor window.");
  else showBriefly(`Undone: “${messageText(message)}”`);
}
