// The command line in a process of its own, from its sources: node serveProgram.ts <what is typed>. Lines of stderr are its events.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { BUILT_PROGRAMS } from "../../scripts/builtPrograms.ts";
import { patient } from "../../scripts/patience.ts";
import { runProgram } from "../../src/cli/program.ts";
import { setTimer } from "../../src/domain/timer.ts";
import { type FixedRow, fixedAccount } from "../../src/sandbox/sandboxAccount.ts";
import { type Sandbox, startSandbox } from "../sandbox/server.ts";
import { atEnd } from "./endings.ts";
import { programFile, threadFile } from "./programFile.ts";

/** Until a process has started, and says what it is to say. */
const LINE_MS = 60_000;

export interface ServeProcess {
  readonly lines: readonly string[];
  /** What it has written to stdout. */
  stdout(): string;
  /** Resolves with the first line that matches; rejects when none does for long, or the process ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal; resolves with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves with the exit code when it ends by itself. */
  readonly ended: Promise<number | null>;
}

/** A folder for one person's files, and a service that this person's credentials open. */
export interface ServeScene {
  readonly folder: string;
  readonly ledger: string;
  readonly sandbox: Sandbox;
  /** Starts `deepvue-usage` with these words, in this person's environment. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): ServeProcess;
  /** Writes the file of settings that every process reads. */
  settings(settings: object): void;
}

export async function serveScene(t: TestContext, rows: readonly FixedRow[]): Promise<ServeScene> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-serve-"));
  const sandbox = await startSandbox({ account: fixedAccount(() => rows) });
  const ledger = join(folder, "ledger.sqlite");
  const processes: ChildProcess[] = [];
  atEnd(t, async () => {
    for (const child of processes) {
      if (child.exitCode === null && child.signalCode === null && child.kill("SIGKILL")) await once(child, "exit");
    }
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const environment = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    DEEPVUE_CLIENT_ID: sandbox.credentials.clientId,
    DEEPVUE_CLIENT_SECRET: sandbox.credentials.clientSecret,
    DEEPVUE_BASE_URL: sandbox.url,
    DEEPVUE_PLAN: "enterprise",
    DEEPVUE_LEDGER: ledger,
    DEEPVUE_CONFIG: join(folder, "config.json"),
    ...passedOn(),
  };
  const scene: ServeScene = {
    folder,
    ledger,
    sandbox,
    settings: (settings) => writeFileSync(join(folder, "config.json"), JSON.stringify(settings)),
    start(args, env = {}) {
      const child = spawn(process.execPath, [programFile(import.meta.url), ...args], {
        env: { ...environment, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      processes.push(child);
      return watched(child);
    },
  };
  scene.settings({});
  return scene;
}

/** What makes the program start sooner, where this process has it. */
function passedOn(): Readonly<Record<string, string>> {
  const names = ["NODE_COMPILE_CACHE", BUILT_PROGRAMS];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function watched(child: ChildProcess): ServeProcess {
  const lines: string[] = [];
  let stdout = "";
  const waiting = new Set<() => void>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => void (stdout += text));
  createInterface({ input: child.stderr! }).on("line", (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return {
    lines,
    ended,
    stdout: () => stdout,
    until: async (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = (): void => {
        const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      const forget = setTimer(patient(LINE_MS), () =>
        reject(new Error(`it never said ${pattern}: ${lines.join("\n")}`)),
      );
      void ended.then(() => reject(new Error(`it ended without saying ${pattern}: ${lines.join("\n")}`)));
      look();
      return promise.finally(() => {
        waiting.delete(look);
        forget();
      });
    },
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** A webhook's server on this machine: what it was sent, and how it answers. */
export interface Hook {
  readonly url: string;
  readonly bodies: { readonly title: string; readonly text: string; readonly id: string; readonly kind: string }[];
  answer: (response: ServerResponse) => void;
}

export async function startHook(t: TestContext): Promise<Hook> {
  const hook = { url: "", bodies: [] as Hook["bodies"], answer: (response: ServerResponse) => void response.end("ok") };
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => void (body += text));
    request.on("end", () => {
      hook.bodies.push(JSON.parse(body) as Hook["bodies"][number]);
      hook.answer(response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  hook.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/very-secret-part`;
  atEnd(t, async () => {
    server.close();
    server.closeAllConnections();
  });
  return hook;
}

async function run(): Promise<void> {
  const { env, stdin, stdout, stderr } = process;
  const folder = new URL("../../", import.meta.url);

  const args = process.argv.slice(2);
  process.exitCode = await runProgram({ args, env, stdin, stdout, stderr, worker: threadFile, ownLedger, folder });
}

async function ownLedger() {
  return (await import("../../src/ownLedger.ts")).openOwnLedger;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run();
