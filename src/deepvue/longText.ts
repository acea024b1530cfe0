import { createHash } from "node:crypto";

/** What a character before it needs to be whole: marks, joiners and variants, skin colours, the halves of flags, tags. */
const BELONGS_TO_THE_LAST =
  /^(?:\p{M}|\p{Join_Control}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u{e0020}-\u{e007f}])/u;
/** Characters that are looked through for a good place; who writes more marks than that on one letter gets them cut. */
const FARTHEST = 32;
/** So many hex digits of a hash that two names never share it. */
const HASH_DIGITS = 12;

/**
 * A text of at most `limit` code units: a longer one is cut between two characters as people see them, and ends in an ellipsis.
 * Always at the same place, so that a row stays equal to its repetitions.
 */
export function cutText(text: string, limit: number): string {
  return text.length <= limit ? text : `${beginning(text, limit - 1)}…`;
}

/** Like {@link cutText}; names that begin alike stay different, because the hash of the whole name follows. */
export function cutName(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH_DIGITS);
  return `${beginning(name, limit - hash.length - 2)}… ${hash}`;
}

function beginning(text: string, length: number): string {
  let end = length;
  while (end > length - FARTHEST && isWithinCharacter(text, end)) end--;
  return text.slice(0, isHalved(text, end) ? end - 1 : end);
}

function isWithinCharacter(text: string, end: number): boolean {
  return isHalved(text, end) || text[end - 1] === "\u200d" || BELONGS_TO_THE_LAST.test(text.slice(end, end + 2));
}

function isHalved(text: string, end: number): boolean {
  return /^[\ud800-\udbff]$/.test(text[end - 1] ?? "") && /^[\udc00-\udfff]/.test(text[end] ?? "");
}
