import type { StatusItemView } from "./statusItem.ts";

const COMMANDS: readonly StatusItemView["command"][] = ["deepvue.openDashboard", "deepvue.signIn", "deepvue.diagnose"];

const COLOURS = ["warning", "error"] as const;

/** The status item as it was remembered, perhaps by another version; undefined for anything that it could not have been. */
export function rememberedItem(stored: unknown): StatusItemView | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  const { text, tooltip, spoken, background, command } = stored as Readonly<Record<string, unknown>>;
  const known = COMMANDS.find((one) => one === command);
  if (typeof text !== "string" || typeof tooltip !== "string" || typeof spoken !== "string" || known === undefined) {
    return undefined;
  }
  const colour = COLOURS.find((one) => one === background);
  return { text, tooltip, spoken, ...(colour === undefined ? {} : { background: colour }), command: known };
}
