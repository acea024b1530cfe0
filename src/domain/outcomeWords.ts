import { type Outcome, outcomeOf } from "./outcome.ts";

/** What a user says of a message. "rule": this product follows the built-in rule, although there is a word for every product. */
export type OutcomeWord = Outcome | "rule";

/** One word of the user's, as it stands in the setting `deepvue.outcomes`. */
export interface SaidOutcome {
  /** A product id, or {@link EVERY_PRODUCT}. */
  readonly product: string;
  /** A message, or a part of one between asterisks; see {@link messagePattern}. */
  readonly message: string;
  readonly word: OutcomeWord;
}

/** Everything that the user has said about outcomes: plain data, which can be compared and sent to another thread. */
export type OutcomeWords = readonly SaidOutcome[];

export const NO_WORDS: OutcomeWords = [];
/** Stands for all products, those that come later too. */
export const EVERY_PRODUCT = "*";

/** What an outcome is told by. */
interface Judged {
  readonly product: string;
  readonly status: number;
  readonly message: string;
}

type Judge = (judged: Judged) => Outcome;

const judges = new WeakMap<OutcomeWords, Judge>();

/**
 * The outcome of one transaction: the user's word where there is one, otherwise the built-in rule's. A word for the product goes
 * before one for every product, and one for the whole message before one for a part of it.
 */
export function judgedOutcome(judged: Judged, words: OutcomeWords): Outcome {
  let judge = judges.get(words);
  if (judge === undefined) judges.set(words, (judge = judgeBy(words)));
  return judge(judged);
}

/** What the user has said about a message of a product; undefined where the rule is left to decide. */
export function saidOf({ product, message }: Omit<Judged, "status">, words: OutcomeWords): OutcomeWord | undefined {
  return saidIn(tablesOf(words), product, folded(message));
}

function judgeBy(words: OutcomeWords): Judge {
  const tables = tablesOf(words);
  return ({ product, status, message }) => {
    const said = tables.size === 0 ? undefined : saidIn(tables, product, folded(message));
    return said === undefined || said === "rule" ? outcomeOf(status, message) : said;
  };
}

/** The words about one product. */
interface Table {
  readonly whole: Map<string, OutcomeWord>;
  readonly parts: { readonly part: string; readonly word: OutcomeWord }[];
}

function tablesOf(words: OutcomeWords): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  for (const { product, message, word } of words) {
    let table = tables.get(product);
    if (table === undefined) tables.set(product, (table = { whole: new Map(), parts: [] }));
    const pattern = patternIn(message);
    if ("whole" in pattern) table.whole.set(pattern.whole, word);
    else table.parts.push({ part: pattern.part, word });
  }
  return tables;
}

function saidIn(tables: ReadonlyMap<string, Table>, product: string, message: string): OutcomeWord | undefined {
  return saidBy(tables.get(product), message) ?? saidBy(tables.get(EVERY_PRODUCT), message);
}

/** Where several parts are in a message the order of the setting must not matter. */
const STRONGEST_FIRST: readonly OutcomeWord[] = ["failure", "unknown", "success", "rule"];

function saidBy(table: Table | undefined, message: string): OutcomeWord | undefined {
  if (table === undefined) return undefined;
  const whole = table.whole.get(message);
  if (whole !== undefined) return whole;
  const found = table.parts.filter(({ part }) => message.includes(part)).map(({ word }) => word);
  return STRONGEST_FIRST.find((word) => found.includes(word));
}

/**
 * How exactly this message stands in the setting: as it is, unless it would be read as something else. `*text*` stands for every
 * message that contains the text, and a leading backslash for the message behind it.
 */
export function messagePattern(message: string): string {
  const trimmed = message.trim();
  return /^[*\\]/.test(trimmed) ? `\\${trimmed}` : trimmed;
}

/** How every message that contains a text stands in the setting. */
function partPattern(text: string): string {
  return `*${text.trim()}*`;
}

function patternIn(key: string): { readonly whole: string } | { readonly part: string } {
  const text = folded(key);
  if (text.startsWith("\\")) return { whole: text.slice(1) };
  const part = text.length > 2 && text.startsWith("*") && text.endsWith("*") ? text.slice(1, -1).trim() : "";
  return part === "" ? { whole: text } : { part };
}

/** Two keys that mean the same message are one entry. */
export function isSamePattern(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

/** Messages are the service's free text, in which neither case nor outer spaces mean anything. */
function folded(text: string): string {
  return text.trim().toLowerCase();
}

/** What the setting `deepvue.failureMessages` of earlier versions says: messages that contain one of its texts failed. */
export function wordsOfFailureMessages(texts: readonly string[]): OutcomeWords {
  return texts
    .filter((text) => text.trim() !== "")
    .map((text) => ({ product: EVERY_PRODUCT, message: partPattern(text), word: "failure" }));
}
