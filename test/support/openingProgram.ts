// A process that opens ledgers at the instants that it is told, for tests about editor windows that start together.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { problemOf } from "../../src/domain/problem.ts";
import { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import { inheritedFlags } from "./inheritedFlags.ts";
import { ensureAccount, format } from "./ledgers.ts";
import { programFile } from "./programFile.ts";

export type OpeningTask =
  /** Opens the ledger at an instant (epoch ms) and signs an account of this process in. */
  | { readonly task: "open"; readonly path: string; readonly at: number; readonly name: string }
  /** Signs one more account in, at an instant. */
  | { readonly task: "write"; readonly at: number; readonly name: string }
  /** Who is signed in. */
  | { readonly task: "look" }
  | { readonly task: "close" };

export interface OpeningReply {
  /** How often the ledger was damaged before it worked. */
  readonly damaged: number;
  readonly problem?: string;
  readonly accounts: readonly string[];
}

export interface OpeningProcess {
  do(task: OpeningTask): Promise<OpeningReply>;
  end(): Promise<void>;
}

export async function startOpeningProcess(): Promise<OpeningProcess> {
  const child: ChildProcess = fork(programFile(import.meta.url), { execArgv: inheritedFlags() });
  await once(child, "message");
  return {
    async do(task) {
      const replied = once(child, "message");
      child.send(task);
      const [reply] = (await replied) as [OpeningReply];
      return reply;
    },
    async end() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

const AWAKE_MS = 3;

function run(): void {
  let ledger: SqliteLedger | undefined;
  const perform = (task: OpeningTask): OpeningReply => {
    if ("at" in task) waitUntil(task.at);
    if (task.task === "open") ledger = new SqliteLedger(task.path, format);
    if (task.task === "close") ledger?.close();
    if (ledger === undefined || task.task === "close") return { damaged: 0, accounts: [] };
    const mode = ledger.open();
    if ("name" in task) ensureAccount(ledger, task.name);
    const accounts = ledger.accounts().map(({ id }) => id);
    return { damaged: mode.problem === undefined ? 0 : 1, accounts };
  };
  process.on("message", (task: OpeningTask) => {
    let damaged = 0;
    for (;;) {
      try {
        const reply = perform(task);
        process.send?.({ ...reply, damaged: damaged + reply.damaged });
        return;
      } catch (error) {
        const problem = problemOf(error);
        // What a person does: once more. A ledger that proved damaged is another one then.
        if (problem.kind === "storage" && problem.reason === "damaged" && task.task !== "open" && damaged < 3)
          damaged++;
        else return process.send?.({ damaged, problem: `${problem.kind}: ${problem.detail}`, accounts: [] });
      }
    }
  });
  process.send?.("ready");
}

/** Sleeping costs nothing and wakes late, so the last milliseconds are waited for awake. */
function waitUntil(instant: number): void {
  const asleepMs = instant - Date.now() - AWAKE_MS;
  if (asleepMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, asleepMs);
  while (Date.now() < instant) continue;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run();
