import { lazily } from "./lazily.ts";

/**
 * Product ids, messages and the service's words come from outside. There is one rule for how they may be looked at: whoever shows
 * one uses a function of this file (`sheetText.ts` for cells of sheets). Rows are stored and exported as the service wrote them.
 */

/** Characters that turn the writing round, and such as are no characters at all: an invoice.png must not pose as a gnp.eciovni. */
const disguise = lazily(
  () =>
    new RegExp(
      String.raw`(?:(?![\t\n\v\f\r\u0085])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069\ufff9-\ufffb])+`,
      "gu",
    ),
);
/** Characters that show nothing, as zero-width and directional marks, fillers, and the tags that can carry a hidden text. */
const unseen = lazily(
  () => new RegExp(String.raw`(?![\u200c\u200d\p{Variation_Selector}])\p{Default_Ignorable_Code_Point}+?`, "gu"),
);

/** Indian scripts, Persian and emoji are written with joiners: they stay after a mark, and between letters of such scripts and emoji. */
const JOINED = String.raw`\p{Extended_Pictographic}|\p{Emoji_Modifier}|(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])\p{L}`;
const strayJoiner = lazily(
  () => new RegExp(String.raw`(?<!\p{M})(?:(?<!${JOINED})[\u200c\u200d]|[\u200c\u200d](?!\p{M}|${JOINED}))`, "gu"),
);
/** Most text is this and needs no other look. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Foreign text as one visible line: line breaks and blanks become one blank, what would disguise the text becomes U+FFFD, what
 * shows nothing goes. Letters of every script, and emoji, stay as they are.
 */
export function lineOf(text: string): string {
  if (text === "" || PLAIN.test(text)) return text;
  return text
    .replace(disguise(), "\ufffd")
    .replace(unseen(), "")
    .replace(strayJoiner(), "")
    .replace(/[\s\u0085]+/g, " ")
    .trim();
}

/** The same, cut to a number of characters; a cut text ends in an ellipsis. */
export function shortLineOf(text: string, length: number): string {
  // Cleaning takes away more than half only of texts that nobody reads; so a text of megabytes costs no more than a short one.
  const line = lineOf(text.slice(0, length * 8));
  const characters = Array.from(line);
  return characters.length <= length ? line : `${characters.slice(0, length - 1).join("")}…`;
}

/**
 * The service's own words, for the reason of a failure: one line without addresses, whose queries can be keys (a presigned file), and
 * without anything that looks like a token. Secrets that are known are the redactor's work (`redactor.ts`), and only then it is cut.
 */
export function saidText(text: string): string {
  return lineOf(text.slice(0, LONGEST_SAID))
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "[address]")
    .replace(/\bbearer\s+\S+/gi, "[token]")
    .replace(/\beyJ[\w-]+\.[\w.-]+/g, "[token]");
}

/** Bounds the work; far more than is kept, so that no secret lies across the cut that is made later. */
const LONGEST_SAID = 16_384;

/** Longest foreign text in one row; the hover shows more. */
const ROW_LENGTH = 120;
const HOVER_LENGTH = 600;

/** One visible line, cut at 120 characters. */
export function rowText(text: string): string {
  return shortLineOf(text, ROW_LENGTH);
}

/** For a Markdown hover or document: one line, cut at 600 characters, every Markdown and icon character escaped. */
export function markdownText(text: string): string {
  return shortLineOf(text, HOVER_LENGTH).replace(/[\\`*_{}[\]()#+\-.!~|<>&$:@/]/g, (character) =>
    // A backslash keeps all of them literal, except where an entity is needed against raw HTML and autolinks.
    character === "<" ? "&lt;" : character === ">" ? "&gt;" : character === "&" ? "&amp;" : `\\${character}`,
  );
}

/**
 * A whole text for where VS Code makes a link of `[text](address)`, with a command and its arguments as an address, and an icon of
 * `$(name)`: notifications, prompts, picks, progress, the status bar. A blank in between keeps both what they look like. Our own
 * texts there use neither. Line breaks stay: the details of a modal dialog have them.
 */
export function inertText(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => (PLAIN.test(line) ? line : line.replace(disguise(), "\ufffd").replace(unseen(), "")));
  return lines.join("\n").replaceAll("](", "] (").replaceAll("$(", "$ (");
}
