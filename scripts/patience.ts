// All limits of tests are stretched as this machine needs it, so that a slow or busy one fails nothing and a hang on a fast one is
// still found soon. The factor is measured once, at the start of a run (calibration.ts).

/** The environment variable by which processes that tests start inherit the factor. */
export const PATIENCE = "DEEPVUE_USAGE_PATIENCE";

/** How many times as long as on the reference machine things may take; 1 until it has been measured. */
function patience(): number {
  return Number(process.env[PATIENCE] ?? 1);
}

/** The milliseconds of a limit, stretched as this machine needs it. */
export function patient(ms: number): number {
  return Math.round(ms * patience());
}
