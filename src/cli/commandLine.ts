import { parseArgs } from "node:util";
import { usageError } from "./exits.ts";
import type { Flag } from "./flags.ts";
import { nearest } from "./nearest.ts";

/** What was typed behind a command, checked against what it takes. */
export interface Typed {
  readonly texts: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly switches: ReadonlySet<string>;
  readonly words: readonly string[];
}

/**
 * Reads flags and words. A value may begin with a dash ("--since -7d"), but not look like a flag. Throws `ExitError` (usage) for a flag
 * that there is not, naming the nearest, for a value that is missing or none of the choices, and for words too many.
 */
export function readTyped(args: readonly string[], flags: readonly Flag[], mostWords: number): Typed {
  const options = Object.fromEntries(
    flags.map(({ name, kind, short }) => [
      name,
      { type: kind === "switch" ? "boolean" : "string", ...(short === undefined ? {} : { short }) } as const,
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const texts: Record<string, string> = {};
  const lists: Record<string, string[]> = {};
  const switches = new Set<string>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const flag = flags.find(({ name }) => name === token.name);
    if (flag === undefined) throw unknownFlag(token.rawName, flags);
    if (flag.kind === "switch") {
      if (token.value !== undefined) throw usageError(`--${flag.name} takes no value.`);
      switches.add(flag.name);
      continue;
    }
    const value = valueOf(flag, token.value, flags);
    if (flag.kind === "list") (lists[flag.name] ??= []).push(value);
    else texts[flag.name] = value;
  }
  if (words.length > mostWords) throw usageError(`What is “${words[mostWords]}” for? Nothing stands there.`);
  return { texts, lists, switches, words };
}

function valueOf(flag: Flag, value: string | undefined, flags: readonly Flag[]): string {
  const isFlag = value?.startsWith("--") === true && flags.some(({ name }) => value.slice(2).split("=")[0] === name);
  if (value === undefined || value === "" || isFlag) {
    throw usageError(`--${flag.name} needs a value: --${flag.name} ${flag.value ?? "VALUE"}.`);
  }
  if (flag.choices === undefined || flag.choices.includes(value)) return value;
  const meant = nearest(value, flag.choices);
  throw usageError(
    `--${flag.name} is one of ${flag.choices.join(", ")}, not “${value}”.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
  );
}

function unknownFlag(typed: string, flags: readonly Flag[]): Error {
  const name = typed.replace(/^-+/, "");
  const meant = nearest(
    name,
    flags.map((flag) => flag.name),
  );
  return usageError(
    `There is no flag ${typed}.${meant === undefined ? " --help lists those that there are." : ` Did you mean --${meant}?`}`,
  );
}

/** Where the command stands: the first word that is no flag and no flag's value; -1 where there is none. */
export function commandAt(args: readonly string[], flags: readonly Flag[]): number {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") return -1;
    if (!arg.startsWith("-")) return at;
    const flag = flags.find(({ name, short }) => arg === `--${name}` || (short !== undefined && arg === `-${short}`));
    if (flag !== undefined && flag.kind !== "switch") at++;
  }
  return -1;
}
