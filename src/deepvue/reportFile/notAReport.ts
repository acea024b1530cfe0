import { ProblemError } from "../../domain/problem.ts";

/** Why a file is none that rows can be taken from; without its name, which the reader of several puts in front. */
export function notAReport(detail: string, cause?: unknown): ProblemError {
  return new ProblemError({ kind: "notAReport", detail }, cause === undefined ? undefined : { cause });
}

/** Throws `ProblemError` (cancelled) once the signal has been raised. */
export function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ProblemError({ kind: "cancelled", detail: "reading files was cancelled" });
}
