import * as vscode from "vscode";
import type { CycleStart } from "../../domain/calendar.ts";
import type { Alert } from "../../domain/watch/alert.ts";
import { alertLabel, alertText, topicText } from "../../view/alertTexts.ts";
import { OpenPick } from "../picks.ts";

interface AlertRow extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
  readonly press?: ReadonlyMap<vscode.QuickInputButton, () => Promise<void>>;
}

export interface AlertList {
  readonly open: readonly Alert[];
  /** Topics that are silenced. */
  readonly silenced: readonly string[];
  readonly zone: string;
  readonly cycleStart: CycleStart;
  readonly show: (alert: Alert) => Promise<void>;
  readonly snooze: (alert: Alert) => Promise<void>;
  readonly mute: (alert: Alert) => Promise<void>;
  readonly unsilence: (topic: string) => Promise<void>;
}

/** Lists what is open and what is silenced; the first opens its rows, the second can be heard again. */
export async function showAlertList(list: AlertList): Promise<void> {
  const pick = new OpenPick<AlertRow>({
    title: "Alerts",
    placeHolder: list.open.length === 0 ? "Nothing unusual: no open alerts" : "Choose one to see its transactions",
  });
  pick.setItems([...list.open.map((alert) => openRow(alert, list)), ...list.silenced.map(silencedRow(list)), SETTINGS]);
  const answer = await pick.ask();
  if (answer === undefined) return;
  const { item, button } = answer;
  await (button === undefined ? item.run() : item.press?.get(button)?.());
}

function openRow(alert: Alert, { zone, show, snooze, mute }: AlertList): AlertRow {
  const snoozeButton = { iconPath: new vscode.ThemeIcon("clock"), tooltip: "Snooze Until Tomorrow" };
  const muteButton = { iconPath: new vscode.ThemeIcon("bell-slash"), tooltip: "Don't Tell Again" };
  return {
    label: alertLabel(alert),
    iconPath: new vscode.ThemeIcon("bell"),
    detail: alertText(alert, zone),
    buttons: [snoozeButton, muteButton],
    run: () => show(alert),
    press: new Map([
      [snoozeButton, () => snooze(alert)],
      [muteButton, () => mute(alert)],
    ]),
  };
}

function silencedRow({ cycleStart, unsilence }: AlertList): (topic: string) => AlertRow {
  return (topic) => ({
    label: topicText(topic, cycleStart),
    iconPath: new vscode.ThemeIcon("bell-slash"),
    detail: "Silenced; choose to hear of it again",
    run: () => unsilence(topic),
  });
}

const SETTINGS: AlertRow = {
  label: "Alert settings",
  iconPath: new vscode.ThemeIcon("gear"),
  detail: "Thresholds, runway days, and whether anything may pop up",
  run: async () => void (await vscode.commands.executeCommand("workbench.action.openSettings", "deepvue.alerts")),
};
