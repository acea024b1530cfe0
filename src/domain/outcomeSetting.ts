import { isRecord } from "./chosenChecks.ts";
import {
  EVERY_PRODUCT,
  isSamePattern,
  messagePattern,
  type OutcomeWord,
  type OutcomeWords,
  type SaidOutcome,
  saidOf,
  wordsOfFailureMessages,
} from "./outcomeWords.ts";

/**
 * The setting `deepvue.outcomes` as it stands in a file that anybody may edit: `{[product id, or "*"]: {[message]: word}}`. Whatever does
 * not fit is passed over, told, and kept when something else is changed.
 */
type Setting = Readonly<Record<string, unknown>>;

export interface ReadSetting {
  readonly words: OutcomeWords;
  /** What was passed over, each in a few words. */
  readonly ignored: readonly string[];
}

const WORDS: readonly OutcomeWord[] = ["success", "failure", "unknown", "rule"];
const WORDS_IN_WORDS = WORDS.map((word) => `"${word}"`).join(", ");

/** What the user has said: both settings together, whether or not `failureMessages` (of earlier versions) has moved over yet. */
export function readOutcomes(setting: unknown, failureMessages: unknown): ReadSetting {
  const words: SaidOutcome[] = [];
  const ignored: string[] = [];
  if (!isRecord(setting)) ignored.push(`${kindOf(setting)} instead of an object`);
  for (const [product, messages] of Object.entries(withFailureMessages(setting, failureMessages))) {
    if (!isRecord(messages)) {
      ignored.push(`“${product}”: ${kindOf(messages)} instead of an object with messages`);
      continue;
    }
    for (const [message, said] of Object.entries(messages)) {
      const word = WORDS.find((known) => known === said);
      if (word !== undefined) words.push({ product, message, word });
      else ignored.push(`“${product}”, “${message}”: ${JSON.stringify(said)} is none of ${WORDS_IN_WORDS}`);
    }
  }
  return { words, ignored };
}

/** The setting with the texts of `failureMessages` in it; what it already says about one of them stays. */
export function withFailureMessages(setting: unknown, failureMessages: unknown): Setting {
  const texts = failureMessagesIn(failureMessages);
  return wordsOfFailureMessages(texts).reduce<Setting>(
    (changed, { product, message, word }) =>
      entriesOf(changed, product).some(([key]) => isSamePattern(key, message))
        ? changed
        : withEntry(changed, product, message, word),
    asSetting(setting),
  );
}

/** The texts that the earlier setting holds; without empty ones, which mean nothing. */
export function failureMessagesIn(setting: unknown): readonly string[] {
  if (!Array.isArray(setting)) return [];
  return setting.filter((text): text is string => typeof text === "string" && text.trim() !== "");
}

/** The product's own word about exactly this message; undefined where there is none. */
export function ownWord(setting: unknown, product: string, message: string): OutcomeWord | undefined {
  return entriesOf(asSetting(setting), product)
    .filter(([key]) => isSamePattern(key, messagePattern(message)))
    .flatMap(([, said]) => WORDS.filter((word) => word === said))
    .at(-1);
}

/** The setting with the product's own word about a message, or without one (undefined); everything else stays as it is. */
export function withOwnWord(
  setting: unknown,
  product: string,
  message: string,
  word: OutcomeWord | undefined,
): Setting {
  return withEntry(asSetting(setting), product, messagePattern(message), word);
}

/** The setting under which the built-in rule decides about a message of a product, also where there is a word for every product. */
function leftToRule(setting: unknown, product: string, message: string): Setting {
  const without = withOwnWord(setting, product, message, undefined);
  const still = saidOf({ product, message }, readOutcomes(without, []).words);
  return still === undefined || still === "rule" ? without : withOwnWord(without, product, message, "rule");
}

/** Whose word a choice becomes. */
export type OutcomeScope = "product" | "everyProduct";

/** One thing that a user says of a message that a product has. */
export interface OutcomeChoice {
  readonly product: string;
  readonly message: string;
  readonly word: OutcomeWord;
  readonly scope: OutcomeScope;
}

/**
 * The setting after a choice. A word for every product takes the product's own away, which would go before it; words that other products
 * have of their own stay.
 */
export function withChoice(setting: unknown, { product, message, word, scope }: OutcomeChoice): Setting {
  const [owner, before] =
    scope === "product"
      ? [product, asSetting(setting)]
      : [EVERY_PRODUCT, withOwnWord(setting, product, message, undefined)];
  return word === "rule" ? leftToRule(before, owner, message) : withOwnWord(before, owner, message, word);
}

/** The words that a choice would take the place of, by product. */
export function wordsBefore(
  setting: unknown,
  { product, message, scope }: OutcomeChoice,
): readonly { readonly product: string; readonly word: OutcomeWord | undefined }[] {
  const owners = scope === "product" ? [product] : [product, EVERY_PRODUCT];
  return owners.map((owner) => ({ product: owner, word: ownWord(setting, owner, message) }));
}

function asSetting(setting: unknown): Setting {
  return isRecord(setting) ? setting : {};
}

function entriesOf(setting: Setting, product: string): readonly (readonly [string, unknown])[] {
  const messages = Object.hasOwn(setting, product) ? setting[product] : undefined;
  return isRecord(messages) ? Object.entries(messages) : [];
}

/** Not by assignment: a product could be called `__proto__`. A product without messages goes; the others keep their places. */
function withEntry(setting: Setting, product: string, key: string, word: OutcomeWord | undefined): Setting {
  const others = entriesOf(setting, product).filter(([known]) => !isSamePattern(known, key));
  const entries = word === undefined ? others : [...others, [key, word] as const];
  const messages = entries.length === 0 ? undefined : Object.fromEntries(entries);
  const products = Object.entries(setting).map(([name, value]) => [name, name === product ? messages : value] as const);
  const all = Object.hasOwn(setting, product) ? products : [...products, [product, messages] as const];
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
