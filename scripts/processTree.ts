import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Ends a process that was started `detached`, and everything it started in turn: politely first, by force when that has no
 * effect. Resolves when the whole group is gone.
 */
export async function endProcessTree({ pid }: ChildProcess, patienceMs = 5000): Promise<void> {
  if (pid === undefined) return;
  const forceAt = Date.now() + patienceMs;
  while (signalGroup(pid, Date.now() < forceAt ? "SIGTERM" : "SIGKILL")) await delay(100);
}

function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
