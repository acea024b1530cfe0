import { ProblemError, type StorageReason } from "../../domain/problem.ts";

const REASONS: Readonly<Record<string, StorageReason>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EACCES: "readOnly",
  EPERM: "readOnly",
  EROFS: "readOnly",
  // Windows, when another program (mostly Excel) has the file open.
  EBUSY: "locked",
};

/**
 * What a failed file operation means. It is the file's trouble and never the history's, so that each is told in its own words.
 * The path stays out of the detail: it names the user.
 */
export function fileProblem(error: unknown): ProblemError {
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
  return new ProblemError(
    { kind: "file", reason: REASONS[code] ?? "other", detail: `Writing it failed: ${code}` },
    { cause: error },
  );
}

/** A target that is refused before anything is written. `detail` is a clause that is shown. */
export function refusedTarget(detail: string, reason: StorageReason = "other"): ProblemError {
  return new ProblemError({ kind: "file", reason, detail });
}

/** The result of a file operation, or a `ProblemError` (file). */
export async function orFileProblem<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw fileProblem(error);
  }
}
