// When a whole run has to be over, whatever hangs in it.
const variable = "DEEPVUE_USAGE_DEADLINE";
const limitMs = 43 * 60_000;
/** A machine that is so many times slower than the reference machine has just enough of the limit; a still slower one has more, pro rata. */
const slowest = 3;
const mostMs = 86 * 60_000;

/** The deadline that this process began with; a run within a run has the one of the outer run. */
const first = process.env[variable];

/** Gives this process and what it starts a deadline, unless there is one already. */
export function setDeadline() {
  process.env[variable] ??= String(Date.now() + limitMs);
}

/**
 * Puts the deadline off as far as this machine needs it, never forward, and tells the process that has started this one.
 * @param {number} factor how many times slower than the reference machine it is
 */
export function stretchDeadline(factor) {
  if (first === undefined) return;
  const start = Number(first) - limitMs;
  const deadline = start + Math.min(mostMs, Math.max(limitMs, (limitMs * factor) / slowest));
  if (deadline <= Number(process.env[variable])) return;
  process.env[variable] = String(deadline);
  process.send?.({ deadline });
}

/**
 * Takes over a deadline that was put off by a process that this one has started.
 * @param {unknown} message
 */
export function takeDeadline(message) {
  if (typeof message === "object" && message !== null && "deadline" in message)
    process.env[variable] = String(message.deadline);
}

/** Milliseconds until the deadline; Infinity without one. */
export function timeLeft() {
  const deadline = process.env[variable];
  return deadline === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(deadline) - Date.now());
}
