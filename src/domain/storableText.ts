/**
 * A foreign text as SQLite gives it back: what is compared must be what can be stored. UTF-8 has no lone surrogates, and Node
 * before 24 cuts a text that it reads at U+0000.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
