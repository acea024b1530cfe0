// A test that never gives up the processor can not be ended from inside its process, and whoever waits for it waits for ever. A
// second thread sees it, and ends the process with everything that it has started.
import { readdirSync, readFileSync, writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

interface Watch {
  /** When the main thread was last alive, in epoch ms. */
  readonly alive: BigInt64Array;
  readonly limitMs: number;
}

/** Far below the limits, which are many seconds; waking a large process costs a busy machine more than it looks. */
const BEAT_MS = 5_000;

/** Ends this process when its main thread does nothing for so long; resolves with what stops watching. */
export function endWhenBlocked(limitMs: number): () => Promise<void> {
  const alive = new BigInt64Array(new SharedArrayBuffer(8));
  const beat = (): bigint => Atomics.exchange(alive, 0, BigInt(Date.now()));
  beat();
  const beats = setInterval(beat, beatMs(limitMs));
  beats.unref();
  const thread = new Worker(new URL(import.meta.url), { workerData: { alive, limitMs } satisfies Watch });
  thread.unref();
  return async () => {
    clearInterval(beats);
    await thread.terminate();
  };
}

function watch({ alive, limitMs }: Watch): void {
  setInterval(() => {
    const silence = Date.now() - Number(Atomics.load(alive, 0));
    // The last sign may be that old already when a block begins.
    if (silence < limitMs + beatMs(limitMs)) return;
    say(`✖ The test process did nothing else for ${Math.round(silence / 1000)} s, and is ended.`);
    for (const pid of [...descendants(process.pid), process.pid]) kill(pid);
  }, beatMs(limitMs));
}

function beatMs(limitMs: number): number {
  return Math.min(BEAT_MS, limitMs / 4);
}

function say(text: string): void {
  try {
    // The console belongs to the main thread.
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody listens any more.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended since it was listed.
  }
}

/** Process ids below one, the deepest first (Linux; elsewhere none). */
function descendants(pid: number): number[] {
  if (process.platform !== "linux") return [];
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const);
  const below = (parent: number): number[] =>
    parents.filter(([, of]) => of === parent).flatMap(([child]) => [...below(child), child]);
  return below(pid);
}

function parentOf(pid: string): number {
  try {
    // proc_pid_stat(5): after the name, which may hold spaces, come the state and the parent.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
  } catch {
    return 0;
  }
}

if (!isMainThread) watch(workerData as Watch);
