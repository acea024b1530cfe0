const CELLS = 12;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A share from 0 to 1 as a bar of up to twelve columns of a terminal; whatever is more than nothing is seen. */
export function barText(share: number): string {
  if (!(share > 0)) return "";
  const eighths = Math.min(CELLS * 8, Math.max(1, Math.round(share * CELLS * 8)));
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}
