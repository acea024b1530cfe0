import { basename } from "node:path";
import { isProblemError, type Problem, ProblemError, problemOf, type StorageReason } from "../../domain/problem.ts";

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const REASONS: Readonly<Record<number, StorageReason>> = {
  3: "readOnly", // PERM
  5: "locked", // BUSY
  6: "locked", // LOCKED
  8: "readOnly", // READONLY
  11: "damaged", // CORRUPT
  13: "full", // FULL
  14: "readOnly", // CANTOPEN: the folder cannot be written
  15: "noLocks", // PROTOCOL: the locks of the WAL can not be had
  22: "noLocks", // NOLFS
  26: "damaged", // NOTADB
};

/** IOERR_UNLOCK, IOERR_RDLOCK, IOERR_LOCK, IOERR_SHMOPEN, IOERR_SHMLOCK, IOERR_SHMMAP: the file system has no locks or shared memory. */
const NO_LOCKS: ReadonlySet<number> = new Set([2058, 2314, 3850, 4618, 5130, 5386]);

/** IOERR_WRITE: a quota or a file size limit; SQLite says FULL for a full disk only. */
const WRITE_ERROR = 778;

/** The storage problem that an error of SQLite or of the file system stands for; undefined for any other error. */
export function storageProblemOf(error: unknown): Extract<Problem, { kind: "storage" }> | undefined {
  if (isProblemError(error)) return error.problem.kind === "storage" ? error.problem : undefined;
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  if (error.code === "ERR_SQLITE_ERROR" && "errcode" in error && typeof error.errcode === "number") {
    const { errcode } = error;
    const reason =
      errcode === WRITE_ERROR ? "full" : NO_LOCKS.has(errcode) ? "noLocks" : (REASONS[errcode % 256] ?? "other");
    return { kind: "storage", reason, detail: `SQLite ${errcode}: ${error.message}` };
  }
  if (!("syscall" in error)) return undefined;
  const reason = fileReason(error.code);
  const file = "path" in error && typeof error.path === "string" ? ` (${basename(error.path)})` : "";
  return { kind: "storage", reason, detail: `${String(error.code)}${file}` };
}

function fileReason(code: unknown): StorageReason {
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return "full";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "readOnly";
  if (code === "EBUSY") return "locked";
  return "other";
}

/** Runs blocking storage work so that it throws nothing but `ProblemError`. */
export function asProblems<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isProblemError(error)) throw error;
    throw new ProblemError(storageProblemOf(error) ?? problemOf(error), { cause: error });
  }
}
