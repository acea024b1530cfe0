// The processes in which VS Code's server runs extensions, one for each editor window.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { patient } from "../../scripts/patience.ts";

/** Process ids below a server's, the oldest first (Linux). */
export function extensionHostsBelow(server: number): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(pids.map((pid) => [Number(pid), parentOf(pid)]));
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === server || isBelow(parents.get(pid)));
  return pids
    .filter((pid) => commandOf(pid).includes("--type=extensionHost") && isBelow(Number(pid)))
    .map(Number)
    .toSorted((a, b) => startedAt(a) - startedAt(b) || a - b);
}

/** How long hosts may take to end in order once their pages are gone. */
const ORDERLY_MS = 2_000;
const GONE_MS = 15_000;

/** Resolves when no host below a server runs any more; those that take too long are ended by force. */
export async function endExtensionHosts(server: number): Promise<void> {
  const forceAt = Date.now() + ORDERLY_MS;
  await expect(() => {
    const hosts = extensionHostsBelow(server);
    if (Date.now() > forceAt) for (const host of hosts) kill(host);
    expect(hosts, "the extension hosts have ended").toEqual([]);
  }).toPass({ timeout: patient(GONE_MS), intervals: [50] });
}

/** From now on a process does nothing any more, also not what it does before an orderly end. */
export function freeze(pid: number): void {
  process.kill(pid, "SIGSTOP");
}

/** Ends a frozen process. Its server may have done so already. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The fields of proc_pid_stat(5) after the name, which may hold spaces; the first is the state. */
function statFieldsOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
}

/** In clock ticks since the machine started; process ids begin anew some day. A process that has ended is after all others. */
function startedAt(pid: number): number {
  try {
    return Number(statFieldsOf(pid)[19]);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(statFieldsOf(Number(pid))[1]);
  } catch {
    // It has ended since it was listed.
    return undefined;
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
