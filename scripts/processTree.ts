import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

/** Leaders of groups that end with this process. One that is gone is forgotten: its number may be another's by then. */
const endedAtExit = new Set<number>();

/**
 * Ends a process that was started `detached`, and everything it started in turn: politely first, by force when that has no
 * effect. Resolves when the whole group is gone.
 */
export async function endProcessTree({ pid }: ChildProcess, patienceMs = 5000): Promise<void> {
  if (pid === undefined) return;
  const forceAt = Date.now() + patienceMs;
  while (signalGroup(pid, Date.now() < forceAt ? "SIGTERM" : "SIGKILL")) await delay(100);
  endedAtExit.delete(pid);
}

/** Ends the tree at the latest when this process exits, before other exit hooks delete what the tree still uses. */
export function endWithThisProcess(leader: ChildProcess): void {
  const { pid } = leader;
  if (pid === undefined) return;
  if (!process.listeners("exit").includes(endAll)) process.prependListener("exit", endAll);
  endedAtExit.add(pid);
  leader.once("exit", () => {
    // What it started in turn may still be there.
    if (!signalGroup(pid, 0)) endedAtExit.delete(pid);
  });
}

function endAll(): void {
  for (const pid of endedAtExit) signalGroup(pid, "SIGKILL");
}

/** A signal would end this process without its exit hooks; this lets them run, and a second signal does not cut them short. */
export function exitOnSignals(): void {
  const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
  for (const [signal, code] of Object.entries(codes)) process.on(signal, () => process.exit(code));
}

/** False when nothing of the group is there; 0 only looks. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
