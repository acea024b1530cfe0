import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Names this process for others on the same machine: machine, process id and start of the process, as one text without spaces in
 * its parts. The start is known on Linux only; elsewhere a process id that was given anew counts as the old one, and the lease
 * runs out instead.
 */
export function thisProcess(): string {
  return `${thisMachine()} ${process.pid} ${startOf(process.pid) ?? "?"}`;
}

/** True when the process that a text of {@link thisProcess} names is certainly gone; false when nobody can tell from here. */
export function isGone(name: string): boolean {
  const [machine, id, start] = name.split(" ");
  const pid = Number(id);
  if (machine !== thisMachine() || !Number.isInteger(pid) || pid <= 0) return false;
  if (!isRunning(pid)) return true;
  const now = startOf(pid);
  return start !== undefined && start !== "?" && now !== undefined && now !== start;
}

/** Host, and on Linux its boot and the namespace of process ids: a container's 42 is not the host's. */
function thisMachine(): string {
  return [hostname(), read("/proc/sys/kernel/random/boot_id"), link("/proc/self/ns/pid")]
    .join("/")
    .replaceAll(" ", "_");
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** In clock ticks since the boot; undefined where the system does not say. A zombie has ended. */
function startOf(pid: number): string | undefined {
  // proc(5): after the name, which is in brackets and may hold anything, field 3 is the state and field 22 the start.
  const fields = read(`/proc/${pid}/stat`).split(")").at(-1)?.trim().split(" ") ?? [];
  return fields[0] === "Z" ? "ended" : fields[19];
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
