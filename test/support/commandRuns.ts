// The command line without a process: a command's own `run`, with outputs that are kept. For what a process would add nothing to.
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { readTyped } from "../../src/cli/commandLine.ts";
import { COMMANDS, flagsOf } from "../../src/cli/commandTable.ts";
import { logTo } from "../../src/cli/context.ts";
import type { Host } from "../../src/cli/host.ts";
import { placesIn } from "../../src/cli/places.ts";
import { readSettings } from "../../src/cli/settingsFile.ts";
import { Terminal } from "../../src/cli/terminal.ts";
import type { Clock } from "../../src/domain/ports.ts";
import { Redactor } from "../../src/domain/redactor.ts";
import { openOwnLedger } from "../../src/ownLedger.ts";
import { threadFile } from "./programFile.ts";

export interface CommandRun {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandPlace {
  /** In place of a person's home folder. */
  readonly home: string;
  readonly clock: Clock;
}

/** What stdout is, where it is no pipe. */
export interface RunTerminal {
  readonly columns: number;
  readonly color: "auto" | "never";
}

/**
 * Runs a command as typed, without its name in front ("daily", "--last", "7"). Without a terminal stdout is a
 * pipe. What `run` throws is thrown.
 */
export async function runCommand(
  { home, clock }: CommandPlace,
  [name, ...args]: readonly string[],
  terminalOut?: RunTerminal,
): Promise<CommandRun> {
  const command = COMMANDS.find((known) => known.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  const out = keptOutput(terminalOut?.columns);
  const err = keptOutput(undefined);
  const host: Host = {
    args: [command.name, ...args],
    env: { HOME: home, TERM: "xterm-256color" },
    stdin: process.stdin,
    stdout: out.stream,
    stderr: err.stream,
    worker: threadFile,
    ownLedger: async () => openOwnLedger,
    folder: pathToFileURL(`${home}/`),
  };
  const redactor = new Redactor();
  const terminal = new Terminal(host, redactor);
  terminal.setManner({ color: terminalOut?.color ?? "auto", isQuiet: false });
  const places = placesIn(host.env, "linux");
  const typed = readTyped(args, flagsOf(command), command.words === undefined ? 0 : 50);
  const { run } = await command.load();
  const exit = await run({
    command: command.name,
    host,
    terminal,
    typed,
    settings: readSettings(typed.texts["config"] ?? places.config, { mustExist: false }),
    places,
    redactor,
    log: logTo(terminal, redactor, false),
    clock,
    signal: new AbortController().signal,
  });
  return { exit, stdout: out.text(), stderr: err.text() };
}

function keptOutput(columns: number | undefined): { readonly stream: Host["stdout"]; readonly text: () => string } {
  let kept = "";
  const writable = new Writable({
    write(chunk: Buffer, _encoding, done) {
      kept += chunk.toString();
      done();
    },
  });
  const terminal = columns === undefined ? { isTTY: false } : { isTTY: true, columns };
  return { stream: Object.assign(writable, terminal) as unknown as Host["stdout"], text: () => kept };
}
