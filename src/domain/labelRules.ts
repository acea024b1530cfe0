import { isRecord } from "./chosenChecks.ts";
import { lineOf, shortLineOf } from "./foreignText.ts";
import { storableText } from "./storableText.ts";

/**
 * One rule of the setting `deepvue.labels`: the transactions that fit everything it says get its label. Product and message are texts in
 * which `*` stands for anything, without regard to case; a leading backslash takes the rest as it is.
 */
export interface LabelRule {
  readonly label: string;
  readonly product?: string;
  readonly message?: string;
  /** The beginning of an id, bare: without dashes, in lower case. */
  readonly idPrefix?: string;
}

/** In the order of the setting: the first one that fits decides. Plain data, which can be sent to another thread. */
export type LabelRules = readonly LabelRule[];

export interface ReadLabels {
  readonly rules: LabelRules;
  /** What was passed over, each in a few words. */
  readonly ignored: readonly string[];
}

export const NO_RULES: LabelRules = [];
/** What the transactions are called that no rule fits. No rule can take the name. */
export const NO_LABEL = "No label";

/** Bounds the work for each kind of transaction, and the length of a table. */
const MOST_RULES = 200;
const LABEL_LENGTH = 60;
const PATTERN_LENGTH = 500;
const PARTS: ReadonlySet<string> = new Set(["label", "product", "message", "idPrefix"]);

/** The setting as it stands in a file that a team may share: a list of rules. What does not fit is passed over and told. */
export function readLabels(setting: unknown): ReadLabels {
  if (setting === undefined || setting === null) return { rules: NO_RULES, ignored: [] };
  if (!Array.isArray(setting)) return { rules: NO_RULES, ignored: ["not a list of rules"] };
  const rules: LabelRule[] = [];
  const ignored: string[] = [];
  for (const [index, each] of setting.slice(0, MOST_RULES).entries()) {
    const rule = ruleIn(each);
    if (typeof rule === "string") ignored.push(`rule ${index + 1}: ${rule}`);
    else rules.push(rule);
  }
  if (setting.length > MOST_RULES) ignored.push(`all rules after the first ${MOST_RULES}`);
  return { rules, ignored };
}

/** The rule, or what is wrong with it. A word that is not known is no slip to pass over: without it the rule would fit more. */
function ruleIn(value: unknown): LabelRule | string {
  if (!isRecord(value)) return "not an object";
  const unknown = Object.keys(value).find((key) => !PARTS.has(key));
  if (unknown !== undefined) return `“${shortLineOf(unknown, LABEL_LENGTH)}” is no part of a rule`;
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string" || text.trim() === "") return `${key} is not a text`;
    if (text.length > PATTERN_LENGTH) return `${key} is longer than ${PATTERN_LENGTH} characters`;
    texts[key] = text;
  }
  const { label: named = "", product, message, idPrefix: written } = texts;
  const label = shortLineOf(named, LABEL_LENGTH);
  if (label === "") return "label is missing";
  if (label.toLowerCase() === NO_LABEL.toLowerCase()) return `“${NO_LABEL}” is what all the others are called`;
  const idPrefix = written === undefined ? undefined : storableText(bareId(lineOf(written)));
  if (idPrefix === "") return "idPrefix is not a text";
  if (product === undefined && message === undefined && idPrefix === undefined)
    return "neither product, message nor idPrefix";
  return {
    label,
    ...(product === undefined ? {} : { product }),
    ...(message === undefined ? {} : { message }),
    ...(idPrefix === undefined ? {} : { idPrefix }),
  };
}

/** The different beginnings of ids that rules ask for, longest first. An id is known by the first of them that it begins with. */
export function prefixesOf(rules: LabelRules): readonly string[] {
  const prefixes = new Set(rules.flatMap(({ idPrefix }) => idPrefix ?? []));
  return [...prefixes].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** The label of a transaction of a product with a message; `prefix`: the longest of {@link prefixesOf} that its id begins with, if any. */
export type Labeller = (product: string, message: string, prefix: string | undefined) => string | undefined;

/** How rules decide. Any prefix that an id begins with is the longest one or a beginning of it, so the longest says all. */
export function labellerOf(rules: LabelRules): Labeller {
  const tests = rules.map(({ label, product, message, idPrefix = "" }) => {
    return { label, idPrefix, product: patternTest(product), message: patternTest(message) };
  });
  return (product, message, prefix = "") =>
    tests.find((test) => prefix.startsWith(test.idPrefix) && test.product(product) && test.message(message))?.label;
}

/** The label of one transaction under rules; undefined where none fits. */
export function rowLabeller(
  rules: LabelRules,
): (row: { readonly id: string; readonly product: string; readonly message: string }) => string | undefined {
  const [labelOf, prefixes] = [labellerOf(rules), prefixesOf(rules)];
  return ({ id, product, message }) => {
    const bare = prefixes.length === 0 ? "" : bareId(id);
    return labelOf(
      product,
      message,
      prefixes.find((prefix) => bare.startsWith(prefix)),
    );
  };
}

/** An id as its beginning is compared: dashes and case mean nothing. */
export function bareId(text: string): string {
  return text.replaceAll("-", "").toLowerCase();
}

function patternTest(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined) return () => true;
  const wanted = folded(pattern);
  if (wanted.startsWith("\\")) return (text) => folded(text) === wanted.slice(1);
  const [first = "", ...rest] = wanted.split("*");
  const last = rest.pop();
  if (last === undefined) return (text) => folded(text) === first;
  // One part after the other, each at its first place: what is tried is never tried again.
  return (text) => {
    const whole = folded(text);
    if (!whole.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = whole.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return whole.length - last.length >= at && whole.endsWith(last);
  };
}

/** As messages are compared everywhere: neither case nor outer spaces mean anything. */
function folded(text: string): string {
  return text.trim().toLowerCase();
}
