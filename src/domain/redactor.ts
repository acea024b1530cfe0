import { lineOf, saidText } from "./foreignText.ts";
import type { Log } from "./ports.ts";
import type { Problem } from "./problem.ts";

type SecretName = "client secret" | "client id" | "token" | "webhook address" | "team password";

/** Shorter ones would blot out ordinary words. */
const LEAST_LENGTH = 4;
/** Encoded, a short one is found in many texts that have nothing to do with it. */
const LEAST_ENCODED_LENGTH = 8;
/** Tokens are renewed once a day, so this is years of them. */
const MOST_SECRETS = 500;
/** A text may be encoded, and what comes out be encoded again. */
const MOST_LAYERS = 6;
/** Of one layer. More than two take a text that was made for it. */
const MOST_READINGS = 16;
/** The service's words as they are stored and shown; the rest helps nobody. */
const LONGEST_DETAIL = 300;
const LONGEST_LOG_LINE = 4_000;

/**
 * Knows the secrets that this process has used, and blots them out of texts: as they are, in other case, percent-encoded, escaped
 * as in JSON and HTML, in hexadecimal and in base64, also where blanks, line breaks or invisible characters stand in between.
 * Whatever comes from outside and is kept, logged or shown as the reason of a failure goes through it.
 */
export class Redactor {
  /** What to look for, folded, and what stands in its place. Longest first. */
  #needles: readonly Needle[] = [];
  readonly #known = new Set<string>();

  learn(secret: string, name: SecretName): void {
    if (secret.length < LEAST_LENGTH || this.#known.has(secret) || this.#known.size >= MOST_SECRETS) return;
    this.#known.add(secret);
    this.#needles = [...this.#needles, ...needlesOf(secret, `[${name}]`)].sort((a, b) => b.text.length - a.text.length);
  }

  redact(text: string): string {
    if (this.#needles.length === 0 || text === "") return text;
    let layer = [fold(text)];
    const found: Range[] = [];
    for (let depth = 0; depth < MOST_LAYERS && layer.length > 0; depth++) {
      found.push(...layer.flatMap((reading) => this.#findIn(reading, text)));
      layer = layer.flatMap(innerReadings).slice(0, MOST_READINGS);
    }
    return found.length === 0 ? text : blotted(text, found);
  }

  /** A problem as it may be stored and shown. Its texts are one short line each. */
  redactProblem(problem: Problem): Problem {
    const clean = { ...problem, detail: this.#short(problem.detail) };
    return "said" in clean && clean.said !== undefined ? { ...clean, said: this.#short(clean.said) } : clean;
  }

  /** What the service says, as it may be quoted: one short line without secrets, addresses and tokens. */
  said(text: string): string {
    return this.#short(saidText(text));
  }

  /** Redacted first and cut then: half a secret at the cut would not be known for one. */
  #short(text: string): string {
    return cut(lineOf(this.redact(text)), LONGEST_DETAIL);
  }

  #findIn({ text, starts, ends }: Folded, original: string): Range[] {
    return this.#needles.flatMap((needle) => {
      const ranges: Range[] = [];
      for (let at = text.indexOf(needle.text); at >= 0; at = text.indexOf(needle.text, at + needle.text.length)) {
        let start = starts[at] ?? 0;
        let end = ends[at + needle.text.length - 1] ?? 0;
        // The characters beside hold some bits of it too.
        for (let more = 0; more < needle.blurred && BASE64.test(original.charAt(start - 1)); more++) start--;
        for (let more = 0; more < needle.blurred && BASE64.test(original.charAt(end)); more++) end++;
        ranges.push({ start, end, mark: needle.mark });
      }
      return ranges;
    });
  }
}

/** A log that tells no secret and has one line an entry, whatever it is given. Every log of the product is wrapped once. */
export function redactedLog(log: Log, redactor: Redactor): Log {
  const line = (message: string): string => cut(lineOf(redactor.redact(message)), LONGEST_LOG_LINE);
  return {
    debug: (message) => log.debug(line(message)),
    info: (message) => log.info(line(message)),
    warn: (message) => log.warn(line(message)),
    error: (message) => log.error(line(message)),
  };
}

interface Needle {
  readonly text: string;
  readonly mark: string;
  /** Characters on each side that may hold a part of it. */
  readonly blurred: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
}

/** A text without case and without what may stand between, and where each of its characters came from. */
interface Folded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const BASE64 = /^[\w+/=-]$/;
const SKIPPED = /[\s\p{C}\ufffd]/u;
/** One escaped character. */
const ESCAPED =
  /%([0-9a-f]{2})|\\u\{?0*([0-9a-f]{2})\}?|\\x([0-9a-f]{2})|&#x0*([0-9a-f]{2});|&#0*(\d{2,3});|&(amp|lt|gt|quot|apos);|\\(["'\\/])/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function needlesOf(secret: string, mark: string): Needle[] {
  // A quote behind it would be taken for one that its last backslash escapes.
  const forms = secret.endsWith("\\") ? [secret, `${secret}"`] : [secret];
  const texts = new Set(forms.flatMap(readings));
  const needles = Array.from(texts, (text) => ({ text, mark, blurred: 0 }));
  if (secret.length < LEAST_ENCODED_LENGTH) return needles;
  const bytes = new TextEncoder().encode(secret);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const encoded = [0, 1, 2].map((offset) => ({ text: foldText(base64Core(bytes, offset)), mark, blurred: 2 }));
  return [...needles, { text: hex, mark, blurred: 0 }, ...encoded];
}

/**
 * A secret, folded, and what is left of it when escapes are taken away: one that holds what looks like an escape ("%41") loses it
 * together with those around it.
 */
function readings(secret: string): string[] {
  let layer = fold(secret);
  const texts = [layer.text];
  for (let depth = 0; depth < MOST_LAYERS; depth++) {
    const inner = unescape(layer, "anywhere");
    if (inner === undefined || inner.text.length < LEAST_ENCODED_LENGTH) break;
    layer = inner;
    texts.push(layer.text);
  }
  return texts;
}

/** What base64 of any text shows of these bytes when they begin `offset` into a group of three: only characters that are wholly theirs. */
function base64Core(bytes: Uint8Array, offset: number): string {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  const first = Math.ceil((offset * 8) / 6);
  const end = Math.floor((padded.length * 8) / 6);
  return btoa(String.fromCharCode(...padded)).slice(first, end);
}

function foldText(text: string): string {
  return fold(text).text;
}

/** Case goes; the two alphabets of base64 become one; blanks, controls and invisible characters are skipped. */
function fold(text: string): Folded {
  const characters: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (SKIPPED.test(character)) continue;
    characters.push(foldCharacter(character));
    starts.push(at);
    ends.push(at + 1);
  }
  return { text: characters.join(""), starts, ends };
}

/** One character for one, so that places stay places. */
function foldCharacter(character: string): string {
  if (character === "-") return "+";
  if (character === "_") return "/";
  const lower = character.toLowerCase();
  return lower.length === 1 ? lower : character;
}

/**
 * What a text may be with one layer of escapes taken away. A line may end within an escape; but what stands before a blank can also make
 * one that nobody wrote out of the first characters of a secret behind it ("%0 0…"), and take them away with it.
 */
function innerReadings(layer: Folded): readonly Folded[] {
  const all = unescape(layer, "anywhere");
  if (all === undefined) return [];
  const unbroken = unescape(layer, "unbroken");
  return unbroken === undefined || unbroken.text === all.text ? [all] : [all, unbroken];
}

/** The same with one layer of escapes taken away, of all or of those with nothing between; undefined when there is none. */
function unescape({ text, starts, ends }: Folded, which: "anywhere" | "unbroken"): Folded | undefined {
  const isUnbroken = (from: number, to: number): boolean => {
    for (let at = from + 1; at < to; at++) if (starts[at] !== ends[at - 1]) return false;
    return true;
  };
  const characters: string[] = [];
  const innerStarts: number[] = [];
  const innerEnds: number[] = [];
  let last = 0;
  const keep = (until: number): void => {
    for (let at = last; at < until; at++) {
      characters.push(text.charAt(at));
      innerStarts.push(starts[at] ?? 0);
      innerEnds.push(ends[at] ?? 0);
    }
  };
  for (const match of text.matchAll(ESCAPED)) {
    if (which === "unbroken" && !isUnbroken(match.index, match.index + match[0].length)) continue;
    const [whole, percent, json, byte, hexEntity, decimal, entity, literal] = match;
    const hex = percent ?? json ?? byte ?? hexEntity;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const character = literal ?? (entity === undefined ? String.fromCharCode(code) : (ENTITIES[entity] ?? ""));
    keep(match.index);
    last = match.index + whole.length;
    if (SKIPPED.test(character)) continue;
    characters.push(foldCharacter(character));
    innerStarts.push(starts[match.index] ?? 0);
    innerEnds.push(ends[last - 1] ?? 0);
  }
  if (last === 0) return undefined;
  keep(text.length);
  return { text: characters.join(""), starts: innerStarts, ends: innerEnds };
}

/** The text with marks in place of the ranges; ranges that touch become one. */
function blotted(text: string, ranges: readonly Range[]): string {
  const sorted = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  let result = "";
  let end = 0;
  for (const range of sorted) {
    if (range.start >= end) result += text.slice(end, range.start) + range.mark;
    end = Math.max(end, range.end);
  }
  return result + text.slice(end);
}

function cut(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length).join("")}…`;
}
