// An editor window in a process of its own, for tests about several windows and kills: node editorProgram.ts <options as JSON>.
// Works by itself until it is killed; prints every phase of the sync and every total that its screen shows, as JSON lines.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { patient } from "../../scripts/patience.ts";
import type { Account, Credentials } from "../../src/domain/account.ts";
import type { SyncPhase } from "../../src/domain/appState.ts";
import { fasterClock, fasterTime, listLog, openEditorWindow } from "./editorWindow.ts";
import { inheritedFlags } from "./inheritedFlags.ts";
import { programFile } from "./programFile.ts";

export interface ProgramOptions {
  readonly path: string;
  readonly account: Account;
  readonly credentials: Credentials;
  readonly holder: string;
  readonly zone: string;
  /** The shared clock: what it reads (epoch ms) at a real instant (epoch ms), and how fast it runs. */
  readonly start: number;
  readonly realStart: number;
  readonly speed: number;
  /** 0: only the backfill that somebody wished for. */
  readonly refreshMinutes: number;
}

/** What the screen shows, at a real instant. */
export interface ProgramLine {
  readonly at: number;
  readonly sync: SyncPhase;
  readonly calls: number;
  readonly charge: number;
}

/** Until a process has started, and shows what it is to show. */
const LINE_MS = 60_000;

export interface EditorProcess {
  readonly lines: readonly ProgramLine[];
  /** Resolves when a line passes; rejects when none does for long. */
  until(check: (line: ProgramLine) => boolean): Promise<ProgramLine>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

export function startEditorProcess(options: ProgramOptions): EditorProcess {
  const child: ChildProcess = spawn(
    process.execPath,
    [...inheritedFlags(), programFile(import.meta.url), JSON.stringify(options)],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const lines: ProgramLine[] = [];
  const waiting = new Set<() => void>();
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  createInterface({ input: child.stdout! }).on("line", (line) => {
    lines.push(JSON.parse(line) as ProgramLine);
    for (const look of waiting) look();
  });
  return {
    lines,
    until: (check) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find(check);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        setTimeout(() => reject(new Error("the editor's process shows no such thing")), patient(LINE_MS)).unref();
        void exited.then(() => reject(new Error("the editor's process has ended")));
        look();
      }),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function run(options: ProgramOptions): Promise<void> {
  const { start, speed, realStart } = options;
  const time = fasterTime(speed);
  const window = await openEditorWindow({
    ...options,
    clock: fasterClock(start, speed, realStart),
    log: listLog([]),
    time,
  });
  const tell = (): void => {
    const { sync, usage } = window.model.state;
    const { calls = 0, charge = 0 } = usage?.period.totals ?? {};
    process.stdout.write(`${JSON.stringify({ at: Date.now(), sync, calls, charge } satisfies ProgramLine)}\n`);
  };
  window.model.onDidChange(tell);
  tell();
  window.startBackground(options.refreshMinutes);
  // Nobody's window: the test that started it is gone.
  process.stdin.resume().on("end", () => process.exit());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(JSON.parse(process.argv[2] ?? "") as ProgramOptions);
