/** Longer than any character that people write, in code units: families of joined emoji, letters with many marks. */
const MOST_OF_ONE_CHARACTER = 64;

/** The text, or as much of it as `most` code units hold, ended by an ellipsis. Never half a character. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, characterStart(text, most - 1))}…`;
}

/** Where the character begins that the code unit at `index` belongs to. */
function characterStart(text: string, index: number): number {
  const from = Math.max(0, index - MOST_OF_ONE_CHARACTER);
  const around = text.slice(from, index + MOST_OF_ONE_CHARACTER);
  const start = from + (new Intl.Segmenter().segment(around).containing(index - from)?.index ?? index - from);
  // A text without an end to its characters is cut between code points.
  if (start > from || from === 0) return start;
  return /[\uDC00-\uDFFF]/.test(text.charAt(index)) ? index - 1 : index;
}
