import { COMMANDS, type Command } from "./commandTable.ts";
import { COMMON_FLAGS, type Flag } from "./flags.ts";
import { folded, foldedParts } from "./folded.ts";

/** How help is written: `width` columns of a terminal, boundless where it is none. */
interface HelpManner {
  readonly bold: (text: string) => string;
  readonly width: number;
}

/** Below this a summary gets lines of its own. */
const LEAST_SUMMARY = 30;

/** What the program can do. */
export function programHelp({ bold, width }: HelpManner): string {
  return [
    ...folded("What Deepvue API calls cost: one ledger, the same numbers as in VS Code.", width),
    "",
    `${bold("Usage")}  deepvue-usage [COMMAND] [FLAGS]`,
    "",
    bold("Commands"),
    ...columns(
      COMMANDS.map(({ name, words = "", summary }) => [`${name} ${words}`.trim(), summary]),
      width,
    ),
    "",
    bold("Flags of every command"),
    ...columns([...COMMON_FLAGS.map(flagRow), ["    --version", "show the version"]], width),
    "",
    ...folded("deepvue-usage COMMAND --help tells more of a command.", width),
    "",
    bold("Ends with"),
    ...foldedParts(ENDS, " · ", Math.min(width, USUAL_WIDTH) - 2).map((line) => `  ${line}`),
    "",
  ].join("\n");
}

const USUAL_WIDTH = 80;
const ENDS = [
  "0 ok",
  "1 failed",
  "2 wrong usage",
  "3 over budget",
  "4 sign-in needed or refused",
  "5 numbers incomplete or older than --max-age",
  "130 interrupted",
];

/** What one command takes. */
export function commandHelp(
  { name, words, summary, flags, examples = [] }: Command,
  { bold, width }: HelpManner,
): string {
  return [
    ...folded(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, width),
    "",
    `${bold("Usage")}  deepvue-usage ${[name, words, "[FLAGS]"].filter((part) => part !== undefined).join(" ")}`,
    ...(flags.length === 0 ? [] : ["", bold("Flags"), ...columns(flags.map(flagRow), width)]),
    "",
    bold("Flags of every command"),
    ...columns(COMMON_FLAGS.map(flagRow), width),
    ...(examples.length === 0 ? [] : ["", bold("Examples"), ...examples.map((example) => `  ${example}`)]),
    "",
  ].join("\n");
}

function flagRow({ name, value, short, summary, kind }: Flag): readonly [string, string] {
  const shown = `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
  return [shown, kind === "list" ? `${summary}; may be repeated` : summary];
}

/** Names, and beside them what they are for; where that is too narrow, below them. */
function columns(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const widest = Math.max(...rows.map(([name]) => name.length));
  const room = width - widest - 4;
  return rows.flatMap(([name, text]) => {
    if (room < LEAST_SUMMARY) return [`  ${name}`, ...folded(text, width - 10).map((line) => `          ${line}`)];
    return folded(text, room).map((line, at) => `  ${(at === 0 ? name : "").padEnd(widest)}  ${line}`);
  });
}
