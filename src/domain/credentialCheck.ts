/** Nobody's client id or secret is longer; a pasted file is. */
const LONGEST = 512;

/** The invisible and look-alike characters that come along when something is pasted, by the names that people know. */
const NAMES: Readonly<Record<string, string>> = {
  "\u00a0": "a no-break space",
  "\u00ad": "a soft hyphen",
  "\u200b": "a zero-width space",
  "\u200c": "a zero-width non-joiner",
  "\u200d": "a zero-width joiner",
  "\u2060": "a word joiner",
  "\u3000": "a full-width space",
  "\ufeff": "a byte order mark",
  "\u2018": "a curly quotation mark",
  "\u2019": "a curly quotation mark",
  "\u201c": "a curly quotation mark",
  "\u201d": "a curly quotation mark",
};

/** What was typed or pasted as a client id or secret: the value to use, with a note where blanks around it went; or why it can not be one. */
type CheckedCredential = { readonly value: string; readonly note: string } | { readonly error: string };

/**
 * Only printable ASCII is ever sent; whatever else stands in the text is named with its place before any request is made. `name`:
 * "client id" or "client secret". Neither note nor error repeats a visible part of the text.
 */
export function checkCredential(text: string, name: string): CheckedCredential {
  const value = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  if (value === "") return { error: `Enter the ${name}.` };
  if (value.length > LONGEST) return { error: `That is not a ${name}: it has more than ${LONGEST} characters.` };
  const lead = Array.from(text.slice(0, text.indexOf(value))).length;
  for (const [index, character] of Array.from(value).entries()) {
    if (/^[!-~]$/.test(character)) continue;
    const found = `Character ${lead + index + 1} is ${kindOf(character)}`;
    return { error: `${found}. Remove it; a ${name} is made of plain letters, digits and signs only.` };
  }
  return { value, note: value === text ? "" : "Blanks around it were left out." };
}

function kindOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  if (character === " ") return "a space";
  if (/^[\r\n\t]$/.test(character)) return character === "\t" ? "a tab" : "a line break";
  const known = NAMES[character];
  if (known !== undefined) return `${known} (U+${code})`;
  if (/^[\uff01-\uff5e]$/.test(character)) return `a full-width character (U+${code})`;
  if (/^[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]$/.test(character))
    return `a mark of writing direction (U+${code})`;
  if (/^\p{Cc}$/u.test(character)) return `a control character (U+${code})`;
  return /^[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]$/u.test(character)
    ? `an invisible character (U+${code})`
    : `not plain ASCII (U+${code})`;
}
