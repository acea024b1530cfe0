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

/** What a failed file operation means. The path stays out of the detail: it names the user. */
export function storageProblem(error: unknown): ProblemError {
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
  return new ProblemError(
    { kind: "storage", reason: REASONS[code] ?? "other", detail: `writing the file failed: ${code}` },
    { cause: error },
  );
}
