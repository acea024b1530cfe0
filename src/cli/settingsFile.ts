import { readFileSync } from "node:fs";
import { PLANS } from "../domain/account.ts";
import { isRecord } from "../domain/chosenChecks.ts";
import { isTimeZone } from "../domain/day.ts";
import { WEBHOOK_FORMATS } from "../view/webhookBody.ts";
import { usageError } from "./exits.ts";
import { nearest } from "./nearest.ts";

/** What the file of settings says, by key: those of VS Code under their names there, and the command line's own. */
export type Settings = Readonly<Record<string, unknown>>;

type Check = (value: unknown) => string | undefined;

const isText: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "a text");
const isList: Check = (value) => (Array.isArray(value) ? undefined : "a list");
const isListOf =
  (what: string, isOne: (text: unknown) => boolean): Check =>
  (value) =>
    Array.isArray(value) && value.every(isOne) ? undefined : `a list of ${what}`;
const isObject: Check = (value) => (isRecord(value) ? undefined : "an object");
const isSwitch: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
const within =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === "number" && value >= least && value <= most ? undefined : `a number from ${least} to ${most}`;
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value) ? undefined : `one of ${words.map((word) => `"${word}"`).join(", ")}`;
const isZone: Check = (value) =>
  typeof value === "string" && isTimeZone(value) ? undefined : 'a time zone, as "Asia/Kolkata"';

/** Every key that there is, and what its value has to be. The published schema says the same. */
export const SETTING_CHECKS: Readonly<Record<string, Check>> = {
  $schema: isText,
  "deepvue.apiBaseUrl": isText,
  "deepvue.plan": oneOf(...PLANS),
  "deepvue.billingTimeZone": isZone,
  "deepvue.billingCycleStart": within(1, 28),
  "deepvue.refreshMinutes": within(0, 24 * 60),
  "deepvue.budget": isObject,
  "deepvue.alerts.enabled": isSwitch,
  "deepvue.alerts.thresholds": isList,
  "deepvue.alerts.runwayDays": within(0, 365),
  "deepvue.outcomes": isObject,
  "deepvue.failureMessages": isList,
  "deepvue.labels": isList,
  "deepvue.gst": oneOf("included", "excluded", "off"),
  "deepvue.gstRate": within(0, 100),
  account: isText,
  ledger: isText,
  locale: isText,
  color: oneOf("auto", "always", "never"),
  credentialCommand: isText,
  webhookFormat: oneOf(...WEBHOOK_FORMATS),
  digest: isListOf('"weekly" and "monthly"', (when) => when === "weekly" || when === "monthly"),
  mute: isListOf("topics, as anomaly/silence", (topic) => typeof topic === "string"),
};

/**
 * Reads a file of settings; nothing where there is none, unless it was named. Throws `ExitError` (usage) for what is no JSON, a key that
 * there is not and a value that means nothing: a slip must not change a number in silence.
 */
export function readSettings(path: string, options: { readonly mustExist: boolean }): Settings {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !options.mustExist) return {};
    throw usageError(`The settings in ${path} can not be read: ${code === "ENOENT" ? "there is no such file" : code}.`);
  }
  return checkedSettings(text, path);
}

function checkedSettings(text: string, path: string): Settings {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    throw usageError(`The settings in ${path} are no JSON: ${error instanceof Error ? error.message : ""}`);
  }
  if (!isRecord(settings)) throw usageError(`The settings in ${path} are no JSON object.`);
  for (const [key, value] of Object.entries(settings)) {
    const check = Object.hasOwn(SETTING_CHECKS, key) ? SETTING_CHECKS[key] : undefined;
    if (check === undefined) {
      const meant = nearest(key, Object.keys(SETTING_CHECKS));
      throw usageError(
        `${path}: there is no setting “${key}”.${meant === undefined ? "" : ` Did you mean “${meant}”?`}`,
      );
    }
    const wanted = check(value);
    if (wanted !== undefined) throw usageError(`${path}: “${key}” must be ${wanted}.`);
  }
  return settings;
}

/** A setting that is a text; undefined where it is not set. */
export function textSetting(settings: Settings, key: string): string | undefined {
  const value = settings[key];
  return typeof value === "string" ? value : undefined;
}

/** A setting that is a list of texts, as {@link readSettings} has checked it; empty where it is not set. */
export function listSetting(settings: Settings, key: string): readonly string[] {
  const value = settings[key];
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}
