/** By code units, so that the order of equals does not depend on the editor's language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
