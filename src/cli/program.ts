import { DEFAULT_ZONE } from "../app/settingValues.ts";
import { isProblemError, problemOf } from "../domain/problem.ts";
import { Redactor } from "../domain/redactor.ts";
import { commandAt, readTyped } from "./commandLine.ts";
import { COMMANDS, type Command, DEFAULT_COMMAND, flagsOf } from "./commandTable.ts";
import { logTo } from "./context.ts";
import { EXIT, type Exit, type ExitError, usageError } from "./exits.ts";
import { exitOf, problemLine } from "./failureTexts.ts";
import { commandHelp, programHelp } from "./helpText.ts";
import type { Host } from "./host.ts";
import { nearest } from "./nearest.ts";
import { placesIn } from "./places.ts";
import { readSettings, type Settings, textSetting } from "./settingsFile.ts";
import { type ColorWish, Terminal } from "./terminal.ts";
import { versionOf } from "./version.ts";

/** A value is no command: `--last 7` alone asks for the default one. */
const ALL_FLAGS = COMMANDS.flatMap(flagsOf);
/** Words may stand behind a command; more than this none takes. */
const MOST_WORDS = 50;

/** Runs what was typed and resolves to what the process ends with; nothing is thrown. */
export async function runProgram(host: Host): Promise<Exit> {
  const redactor = new Redactor();
  const terminal = new Terminal(host, redactor);
  const stop = new AbortController();
  const forget = onInterrupt(stop);
  try {
    return await runCommand(host, terminal, redactor, stop.signal);
  } catch (error) {
    return told(error, terminal, stop.signal);
  } finally {
    forget();
  }
}

async function runCommand(host: Host, terminal: Terminal, redactor: Redactor, signal: AbortSignal): Promise<Exit> {
  const { args, env } = host;
  const at = commandAt(args, ALL_FLAGS);
  const name = at < 0 ? undefined : args[at];
  const wantsHelp = args.includes("--help") || args.includes("-h");
  if (name === undefined && args.includes("--version")) return say(terminal, `${versionOf(host)}\n`);
  if ((name === undefined && wantsHelp) || name === "help") {
    const about = name === "help" ? args[at + 1] : undefined;
    return say(
      terminal,
      about === undefined ? programHelp(helpManner(terminal)) : commandHelp(found(about), helpManner(terminal)),
    );
  }
  const command = found(name ?? DEFAULT_COMMAND);
  if (wantsHelp) return say(terminal, commandHelp(command, helpManner(terminal)));
  const rest = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 1)];
  const typed = readTyped(rest, flagsOf(command), command.words === undefined ? 0 : MOST_WORDS);
  const places = placesIn(env, process.platform);
  const named = typed.texts["config"] ?? (env["DEEPVUE_CONFIG"] === "" ? undefined : env["DEEPVUE_CONFIG"]);
  const settings = readSettings(named ?? places.config, { mustExist: named !== undefined });
  terminal.setManner({ color: colorOf(typed.switches, typed.texts, settings), isQuiet: typed.switches.has("quiet") });
  const log = logTo(terminal, redactor, typed.switches.has("verbose"));
  const { run } = await command.load();
  const exit = await run({
    command: command.name,
    host,
    terminal,
    typed,
    settings,
    places,
    redactor,
    log,
    clock: Date.now,
    signal,
  });
  // Whoever only looked on leaves in this way, and what runs until it is stopped has done what it should.
  const isUsualEnd = typed.switches.has("watch") || command.runsUntilStopped === true;
  return signal.aborted && !isUsualEnd ? EXIT.interrupted : exit;
}

function colorOf(
  switches: ReadonlySet<string>,
  texts: Readonly<Record<string, string>>,
  settings: Settings,
): ColorWish {
  if (switches.has("no-color")) return "never";
  return (texts["color"] ?? textSetting(settings, "color") ?? "auto") as ColorWish;
}

function found(name: string): Command {
  const command = COMMANDS.find((known) => known.name === name);
  if (command !== undefined) return command;
  const meant = nearest(
    name,
    COMMANDS.map((known) => known.name),
  );
  throw usageError(
    `There is no command “${name}”.${meant === undefined ? " --help lists those that there are." : ` Did you mean ${meant}?`}`,
  );
}

async function say(terminal: Terminal, text: string): Promise<Exit> {
  await terminal.data(text);
  return EXIT.ok;
}

function helpManner(terminal: Terminal) {
  return { bold: (text: string) => terminal.style("bold", text), width: terminal.width };
}

/** Says why it ended, in one line. */
function told(error: unknown, terminal: Terminal, signal: AbortSignal): Exit {
  // By name, not by class: parts may carry their own copy of it.
  if (error instanceof Error && error.name === "ExitError") {
    terminal.complain(`deepvue-usage: ${error.message}`);
    return (error as ExitError).exit;
  }
  if (signal.aborted) {
    terminal.complain("deepvue-usage: stopped. Everything that had arrived completely is kept.");
    return EXIT.interrupted;
  }
  const problem = problemOf(error);
  terminal.complain(`deepvue-usage: ${problemLine(problem, DEFAULT_ZONE)}`);
  return isProblemError(error) ? exitOf(problem) : EXIT.failed;
}

/** The first Ctrl+C ends what runs in good order; whoever does not want to wait for that presses it again. */
function onInterrupt(stop: AbortController): () => void {
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    stop.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, interrupt);
  return () => {
    for (const signal of signals) process.off(signal, interrupt);
  };
}
