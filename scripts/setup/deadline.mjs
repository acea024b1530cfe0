// When a whole run has to be over, whatever hangs in it.
const variable = "DEEPVUE_USAGE_DEADLINE";

/**
 * Gives this process and what it starts a deadline, unless there is one already.
 * @param {number} ms from now
 */
export function setDeadline(ms) {
  process.env[variable] ??= String(Date.now() + ms);
}

/** Milliseconds until the deadline; Infinity without one. */
export function timeLeft() {
  const deadline = process.env[variable];
  return deadline === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(deadline) - Date.now());
}
