// The command line as people have it: built, and run as a process of its own, with and without a terminal.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { patient } from "../../scripts/patience.ts";
import type { Clock } from "../../src/domain/ports.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** A process that has not ended by then hangs. */
const LONGEST_MS = 60_000;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when stderr and stdout together hold a text. */
  shows(text: string | RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Given to stdin, which is ended then; without it stdin is empty. */
  readonly input?: string;
  /** What runs it, in place of Node and the built file: such as `npx` with a package. */
  readonly program?: readonly string[];
  /** Runs it on a pseudo-terminal of so many columns: its outputs come together on stdout. */
  readonly columns?: number;
}

/** A home of a person, with the program in it. */
export interface CommandLine {
  readonly home: string;
  /** The built folder, as it is published. */
  readonly folder: string;
  readonly ledger: string;
  readonly settings: string;
  readonly credentials: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  start(args: readonly string[], options?: RunOptions): Running;
  /** What `run` starts, for whoever starts it in another way. */
  program(args: readonly string[]): {
    readonly command: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  /** Everything that any process has written so far, and every file of the home. */
  everything(): string;
  writeSettings(settings: object): void;
  remove(): void;
}

/** Builds the program once, into a folder of its own. */
export function buildCommandLine(): string {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-cli-"));
  execFileSync(process.execPath, ["esbuild.js", "--production", "--cli", folder], { cwd: ROOT });
  return folder;
}

/** `clock`: what the processes take for now; it runs on as the real one does. */
export function commandLine(
  folder: string,
  clock: Clock = Date.now,
  env: Readonly<Record<string, string>> = {},
): CommandLine {
  const home = mkdtempSync(join(tmpdir(), "deepvue-usage-home-"));
  const written: string[] = [];
  const shift = Math.round(clock() - Date.now());
  const preload = `const real=Date.now;Date.now=()=>real()+${shift};`;
  const base = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    TERM: "xterm-256color",
    ...(shift === 0 ? {} : { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` }),
    ...env,
  };
  const settings = join(home, ".config", "deepvue-usage", "config.json");
  const programOf = (args: readonly string[]): readonly string[] => [
    process.execPath,
    join(folder, "cli.mjs"),
    ...args,
  ];
  const start = (
    args: readonly string[],
    { env: more = {}, input = "", program: given, columns }: RunOptions = {},
  ): Running => {
    const command = given === undefined ? programOf(args) : [...given, ...args];
    const line = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
    const [program = "", ...rest] =
      columns === undefined ? command : ["script", "-qec", `stty cols ${columns} rows 40 && exec ${line}`, "/dev/null"];
    const child = spawn(program, rest, {
      env: { ...base, ...more },
      stdio: ["pipe", "pipe", "pipe"],
      timeout: patient(LONGEST_MS),
      killSignal: "SIGKILL",
    });
    let [stdout, stderr] = ["", ""];
    const listeners = new Set<() => void>();
    const take = (add: (text: string) => void) => (chunk: unknown) => {
      add(String(chunk));
      for (const listener of listeners) listener();
    };
    child.stdout?.on(
      "data",
      take((text) => (stdout += text)),
    );
    child.stderr?.on(
      "data",
      take((text) => (stderr += text)),
    );
    child.stdin?.on("error", () => undefined);
    if (columns === undefined) child.stdin?.end(input);
    else if (input !== "") child.stdin?.write(input);
    const ended = once(child, "close").then(([code]): Ended => {
      written.push(stdout, stderr);
      for (const listener of listeners) listener();
      return { code: code as number | null, stdout, stderr };
    });
    return {
      child,
      ended,
      async shows(text) {
        const isThere = (): boolean => {
          const all = `${stderr}\n${stdout}`;
          return typeof text === "string" ? all.includes(text) : text.test(all);
        };
        while (!isThere()) {
          if (child.exitCode !== null || child.signalCode !== null) {
            throw new Error(`it ended before it showed ${String(text)}:\n${stdout}\n${stderr}`);
          }
          await new Promise<void>((go) => {
            const listener = (): void => {
              listeners.delete(listener);
              go();
            };
            listeners.add(listener);
          });
        }
      },
    };
  };
  return {
    home,
    folder,
    ledger: join(home, ".local", "state", "deepvue-usage", "ledger.sqlite"),
    settings,
    credentials: join(home, ".config", "deepvue-usage", "credentials.json"),
    run: async (args, options) => start(args, options).ended,
    start,
    program: (args) => ({ command: programOf(args), env: base }),
    everything: () => [...written, ...filesBelow(home).map((file) => readFileSync(file, "latin1"))].join("\n"),
    writeSettings(content) {
      mkdirSync(join(settings, ".."), { recursive: true });
      writeFileSync(settings, JSON.stringify(content));
    },
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
