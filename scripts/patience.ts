// All limits of tests are stretched as this machine needs it, so that a slow or busy one fails nothing and a hang on a fast one is
// still found soon. The factor is measured at the start of a run, and then again and again (calibration.ts): a machine that is shared
// may become slower by several times from one minute to the next.
import { readFileSync } from "node:fs";

/** The environment variable by which processes that tests start inherit the factor of the start. */
export const PATIENCE = "DEEPVUE_USAGE_PATIENCE";
/** The one that names the file with the factor of the last minute. */
export const PATIENCE_NOW = "DEEPVUE_USAGE_PATIENCE_NOW";

/** How many times as long as on the reference machine things may take; 1 until it has been measured. */
export function patience(): number {
  return Math.max(Number(process.env[PATIENCE] ?? 1), patienceNow());
}

/** 1 where nobody measures, and before the first look. */
function patienceNow(): number {
  const file = process.env[PATIENCE_NOW];
  if (file === undefined) return 1;
  try {
    return Number(readFileSync(file, "utf8")) || 1;
  } catch {
    return 1;
  }
}

/** The milliseconds of a limit, stretched as this machine needs it at the moment. */
export function patient(ms: number): number {
  return Math.round(ms * patience());
}
