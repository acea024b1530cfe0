import * as vscode from "vscode";
import { addDays, type Day, daysInclusive } from "../domain/day.ts";
import { inertText } from "../domain/foreignText.ts";
import { MOST_PERIOD_DAYS, type Period, type PeriodChoice, type PeriodPreset } from "../domain/period.ts";
import { checkDate, checkDateRange } from "../view/dateChecks.ts";
import { formatDay, formatDayInFull, formatPeriod } from "../view/dates.ts";
import { type PeriodOffer, type PresetDate, periodGroups } from "../view/periodChoices.ts";
import { pickOne } from "./picks.ts";

interface TextPrompt {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: string;
  readonly password: boolean;
  readonly step: number;
  readonly totalSteps: number;
  /** Why the last try failed; stands below the field until something is typed. */
  readonly failure?: string;
  /** An error keeps Enter from being accepted; a note is shown below the field. */
  readonly check: (text: string) => { readonly error: string } | { readonly note: string };
  /** A button that leads elsewhere, as a codicon's name and what it is called; once pressed, the prompt is closed. */
  readonly other?: { readonly icon: string; readonly tooltip: string; readonly press: () => void };
}

/** "back" when the user went a step back; undefined when the prompt was closed. */
export type Answer = { readonly text: string } | "back" | undefined;

/** One step of a series of prompts; stays open while the user looks something up elsewhere. */
export async function askText(options: TextPrompt): Promise<Answer> {
  const input = vscode.window.createInputBox();
  input.title = inertText(options.title);
  input.prompt = inertText(options.prompt);
  input.placeholder = inertText(options.placeholder);
  input.value = options.value;
  input.password = options.password;
  input.step = options.step;
  input.totalSteps = options.totalSteps;
  input.ignoreFocusOut = true;
  const { other } = options;
  input.buttons = [
    ...(options.step > 1 ? [vscode.QuickInputButtons.Back] : []),
    ...(other === undefined ? [] : [{ iconPath: new vscode.ThemeIcon(other.icon), tooltip: other.tooltip }]),
  ];
  // A complaint before the first key would be rude; an empty field shows the prompt only.
  const show = (text: string): void => {
    const result = options.check(text);
    if ("error" in result) input.validationMessage = text === "" ? undefined : errorBelow(result.error);
    else input.validationMessage = result.note === "" ? undefined : noteBelow(result.note);
  };
  const answer = await new Promise<Answer>((resolve) => {
    input.onDidChangeValue(show);
    input.onDidAccept(() => {
      const result = options.check(input.value);
      if ("error" in result) input.validationMessage = errorBelow(result.error);
      else resolve({ text: input.value });
    });
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) return resolve("back");
      other?.press();
      resolve(undefined);
    });
    input.onDidHide(() => resolve(undefined));
    input.show();
    if (options.failure === undefined) show(input.value);
    else input.validationMessage = errorBelow(options.failure);
  });
  input.dispose();
  return answer;
}

function errorBelow(message: string): vscode.InputBoxValidationMessage {
  return { message: inertText(message), severity: vscode.InputBoxValidationSeverity.Error };
}

function noteBelow(message: string): vscode.InputBoxValidationMessage {
  return { message: inertText(message), severity: vscode.InputBoxValidationSeverity.Info };
}

const DATE_HINT = "YYYY-MM-DD or 5 Oct 2026, or -7d, -2w, -3m, today, yesterday";

interface DatesPrompt {
  readonly title: string;
  readonly today: Day;
  readonly initial: Period;
  /** Longest period in days that may be asked for. */
  readonly mostDays: number;
  readonly zone: string;
  /** What else is to be said of two dates before they are taken; with a full stop. */
  readonly note?: (dates: Period) => string;
}

/** Two prompts, since and until, both included. Going back from the first answers "back". */
export async function askDates(options: DatesPrompt): Promise<Period | "back" | undefined> {
  const { title, today, initial, mostDays, zone } = options;
  let since = initial.since;
  for (;;) {
    const first = await askText({
      title: `${title}: First Day`,
      prompt: `First day, counted in ${zone}`,
      placeholder: DATE_HINT,
      value: since,
      password: false,
      step: 1,
      totalSteps: 2,
      check: (text) => {
        const { error, day } = checkDate(text, today);
        return day === "" ? { error } : { note: `${formatDayInFull(day)}, counted in ${zone}` };
      },
    });
    if (first === undefined || first === "back") return first;
    since = checkDate(first.text, today).day;
    const proposed = initial.until >= since ? initial.until : today;
    const longest = addDays(since, mostDays - 1);
    const second = await askText({
      title: `${title}: Last Day`,
      prompt: `Last day, included, counted in ${zone}`,
      placeholder: DATE_HINT,
      value: proposed > longest ? longest : proposed,
      password: false,
      step: 2,
      totalSteps: 2,
      check: (text) => {
        const { until, range, period } = checkDateRange(since, text, today);
        if (period === undefined) return { error: until.error };
        if (daysInclusive(period.since, period.until) > mostDays) {
          return { error: `At most ${mostDays} days: ${formatDay(longest)} is the latest.` };
        }
        const counted = `${formatDayInFull(period.until)}: ${range}, the last one included, counted in ${zone}`;
        return { note: options.note === undefined ? counted : `${counted}. ${options.note(period)}` };
      },
    });
    if (second === undefined) return undefined;
    if (second === "back") continue;
    return checkDateRange(since, second.text, today).period;
  }
}

/** A first day only: for history. */
export async function askSince(title: string, prompt: string, initial: Day, today: Day): Promise<Day | undefined> {
  const answer = await askText({
    title,
    prompt,
    placeholder: DATE_HINT,
    value: initial,
    password: false,
    step: 1,
    totalSteps: 1,
    check: (text) => {
      const { error, day } = checkDate(text, today);
      return day === "" ? { error } : { note: `Since ${formatDayInFull(day)}` };
    },
  });
  if (answer === undefined || answer === "back") return undefined;
  return checkDate(answer.text, today).day;
}

interface PeriodItem extends vscode.QuickPickItem {
  readonly preset: PeriodPreset | undefined;
}

/** What a period is chosen from, and what is chosen now. */
interface PeriodPrompt extends PresetDate {
  readonly period: Period;
  readonly choice: PeriodChoice;
  readonly zone: string;
}

/** Presets by kind with the days that they mean, or two dates. */
export async function askPeriod(
  { period, choice, zone, ...date }: PeriodPrompt,
  words: { readonly title: string; readonly placeHolder: string } = {
    title: "Choose Period",
    placeHolder: "The period that every surface shows",
  },
): Promise<PeriodChoice | undefined> {
  const { title } = words;
  const chosen = "preset" in choice ? choice.preset : undefined;
  const itemOf = ({ preset, label, dates }: PeriodOffer): PeriodItem => ({
    label,
    description: dates,
    iconPath: new vscode.ThemeIcon(preset === chosen ? "check" : "calendar"),
    preset,
  });
  const typed: PeriodItem = {
    label: "Dates…",
    description: chosen === undefined ? formatPeriod(period) : "since and until, YYYY-MM-DD, 5 Oct 2026 or -7d",
    iconPath: new vscode.ThemeIcon(chosen === undefined ? "check" : "edit"),
    preset: undefined,
  };
  // With the days, which come first: at the end of the list it would be out of sight.
  const items = periodGroups(date).flatMap(({ name, offers }, place) => [
    separator(name),
    ...offers.map(itemOf),
    ...(place === 0 ? [typed] : []),
  ]);
  for (;;) {
    const pick = await pickOne(items, {
      title,
      placeHolder: `${words.placeHolder}, in days of ${zone}`,
      matchOnDescription: true,
    });
    if (pick === undefined) return undefined;
    if (pick.preset !== undefined) return { preset: pick.preset };
    const dates = await askDates({ title, today: date.today, initial: period, mostDays: MOST_PERIOD_DAYS, zone });
    if (dates !== "back") return dates;
  }
}

function separator(label: string): PeriodItem {
  return { label, kind: vscode.QuickPickItemKind.Separator, preset: undefined };
}
