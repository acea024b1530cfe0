import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stopIfCancelled, untilCancelled } from "./cancellation.ts";
import { orFileProblem } from "./fileProblem.ts";
import { modeAtFirst, type Replaced, refuseUnlessReplaceable, replacedAt, takeOver } from "./replaced.ts";

/** A file that nobody has been promised yet. */
export interface OpenFile {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Bytes that have been written. */
  readonly size: () => number;
  /** Makes sure that all of it is on the disk, and closes. */
  readonly close: () => Promise<void>;
  /** Closes without a care for the content. Never throws. */
  readonly abandon: () => Promise<void>;
}

/** Creates a file that must not exist. All methods throw `ProblemError` (file). */
export async function createFile(path: string, replaced?: Replaced): Promise<OpenFile> {
  const handle = await orFileProblem(open(path, "wx", replaced === undefined ? undefined : modeAtFirst(replaced)));
  let closed = false;
  let size = 0;
  return {
    async write(bytes) {
      await orFileProblem(handle.writeFile(bytes));
      size += bytes.length;
    },
    size: () => size,
    async close() {
      if (replaced !== undefined) await takeOver(handle, replaced);
      await orFileProblem(handle.sync());
      closed = true;
      await orFileProblem(handle.close());
    },
    async abandon() {
      if (!closed) await handle.close().catch(() => undefined);
      closed = true;
    },
  };
}

/** A hidden name of fixed length: the target's own name may be as long as the file system allows. */
export function stagingPathBeside(place: string): string {
  return join(dirname(place), `.deepvue-${randomBytes(8).toString("hex")}.part`);
}

export interface AtomicFile {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly commit: (signal: AbortSignal) => Promise<void>;
  /** Leaves an existing target as it was. Never throws. */
  readonly discard: () => Promise<void>;
}

/**
 * A file that appears at `target` whole, on `commit`, or not at all. It takes over owner and permissions of the one that it replaces;
 * a folder and a read-only file are refused here, before any work is done. Methods throw `ProblemError` (file).
 */
export async function openAtomicFile(target: string): Promise<AtomicFile> {
  const replaced = await replacedAt(target);
  await refuseUnlessReplaceable(replaced);
  const { place } = replaced;
  // On the same disk, so that the last step is a rename.
  const staging = stagingPathBeside(place);
  const file = await createFile(staging, replaced);
  return {
    write: file.write,
    async commit(signal) {
      await file.close();
      stopIfCancelled(signal);
      await orFileProblem(rename(staging, place));
      await syncFolder(dirname(place));
    },
    async discard() {
      await file.abandon();
      await rm(staging, { force: true }).catch(() => undefined);
    },
  };
}

/**
 * Writes a stream to a file that appears whole or not at all: an existing target is untouched until the last byte is on the disk.
 * Throws `ProblemError` (file, cancelled) or what `chunks` throws.
 */
export async function writeAtomically(
  target: string,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  stopIfCancelled(signal);
  const file = await openAtomicFile(target);
  try {
    for await (const chunk of untilCancelled(chunks, signal)) await file.write(chunk);
    await file.commit(signal);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** So that the new name survives a power cut. Windows can not open folders, and the file itself is safe already. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, "r");
    await handle.sync();
  } catch {
    // Not every system or disk offers this.
  } finally {
    await handle?.close();
  }
}
