import type { Stats } from "node:fs";
import { access, constants, type FileHandle, realpath, stat } from "node:fs/promises";
import { orFileProblem, refusedTarget } from "./fileProblem.ts";

/** What a new file takes over from the one whose place it takes. */
export interface Replaced {
  /** Where the bytes are: a link stays a link, and what it points at is replaced. */
  readonly place: string;
  /** Undefined when nothing is there. */
  readonly stats: Stats | undefined;
}

const WRITE_BITS = 0o222;
const PERMISSION_BITS = 0o777;

/** Looks at what is at `target` now. Throws `ProblemError` (file) when that can not be found out. */
export async function replacedAt(target: string): Promise<Replaced> {
  const place = await realpath(target).catch(() => target);
  return { place, stats: await orFileProblem(statsIfThere(place)) };
}

/** Throws `ProblemError` (file) unless a file may be put there: before any work is done for it. */
export async function refuseUnlessReplaceable({ place, stats }: Replaced): Promise<void> {
  if (stats === undefined) return;
  if (stats.isDirectory()) throw refusedTarget("There is a folder of this name. Choose another name");
  if (!stats.isFile()) throw refusedTarget("There is something of this name that is no file. Choose another name");
  // The bits too: to an administrator every file is writable, and a rename asks the folder, not the file.
  const writable = (stats.mode & WRITE_BITS) !== 0 && (await mayWrite(place));
  if (!writable) throw refusedTarget("The file of this name is read-only. Choose another name, or make it writable");
}

/** Until it takes over the replaced one's permissions, nobody else may read a new file. */
export function modeAtFirst({ stats }: Replaced): number {
  return stats === undefined ? 0o666 : 0o600;
}

/**
 * Gives a new file the owner and the permissions of the one that it replaces. Where the system does not let us give it to that
 * group, the group that it has may do no more than everybody. Throws `ProblemError` (file).
 */
export async function takeOver(file: FileHandle, { stats }: Replaced): Promise<void> {
  if (stats === undefined) return;
  const group = await giveTo(file, stats);
  const mode = stats.mode & PERMISSION_BITS;
  await orFileProblem(file.chmod(group === "same" ? mode : (mode & ~0o070) | ((mode & 0o007) << 3)));
}

/** Only an administrator may give files to others; who is in a group may give it theirs. */
async function giveTo(file: FileHandle, { uid, gid }: Stats): Promise<"same" | "another"> {
  const own = await orFileProblem(file.stat());
  if (own.uid !== uid) await file.chown(uid, own.gid).catch(() => undefined);
  if (own.gid === gid) return "same";
  const { uid: owner } = await orFileProblem(file.stat());
  return file.chown(owner, gid).then(
    () => "same",
    () => "another",
  );
}

async function statsIfThere(place: string): Promise<Stats | undefined> {
  try {
    return await stat(place);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function mayWrite(place: string): Promise<boolean> {
  return access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
}
