/** A JSON string of any text. Half of a surrogate pair JSON could escape, but strict readers refuse the whole file: U+FFFD. */
export function jsonText(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
