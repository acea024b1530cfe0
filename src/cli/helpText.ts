import { COMMANDS, type Command } from "./commandTable.ts";
import { COMMON_FLAGS, type Flag } from "./flags.ts";

type Bold = (text: string) => string;

/** What the program can do. */
export function programHelp(bold: Bold): string {
  return [
    "What Deepvue API calls cost: one ledger, the same numbers as in VS Code.",
    "",
    `${bold("Usage")}  deepvue-usage [COMMAND] [FLAGS]`,
    "",
    bold("Commands"),
    ...columns(COMMANDS.map(({ name, words = "", summary }) => [`${name} ${words}`.trim(), summary])),
    "",
    bold("Flags of every command"),
    ...columns(COMMON_FLAGS.map(flagRow)),
    ...columns([["--version", "show the version"]]),
    "",
    "deepvue-usage COMMAND --help tells more of a command.",
    "",
    bold("Ends with"),
    "  0 ok · 1 failed · 2 wrong usage · 3 over budget · 4 sign-in needed or refused ·",
    "  5 numbers incomplete or older than --max-age · 130 interrupted",
    "",
  ].join("\n");
}

/** What one command takes. */
export function commandHelp({ name, words, summary, flags, examples = [] }: Command, bold: Bold): string {
  return [
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    "",
    `${bold("Usage")}  deepvue-usage ${[name, words, "[FLAGS]"].filter((part) => part !== undefined).join(" ")}`,
    ...(flags.length === 0 ? [] : ["", bold("Flags"), ...columns(flags.map(flagRow))]),
    "",
    bold("Flags of every command"),
    ...columns(COMMON_FLAGS.map(flagRow)),
    ...(examples.length === 0 ? [] : ["", bold("Examples"), ...examples.map((example) => `  ${example}`)]),
    "",
  ].join("\n");
}

function flagRow({ name, value, short, summary, kind }: Flag): readonly [string, string] {
  const shown = `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
  return [shown, kind === "list" ? `${summary}; may be repeated` : summary];
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}
