/** What a call achieved. Unknown is a legal answer: a message nobody has classified is not guessed at. */
export type Outcome = "success" | "failure" | "unknown";

/**
 * Messages that mean failure although the status is 200. The docs' only sample has Status 200 with "Invalid Pan Number." and a
 * full charge. The wording is the service's free text, so these are whole-word stems, matched without regard to case.
 */
const FAILURE =
  /\b(invalid|not found|no records?|no data|failed|failure|failing|error|unable|unavailable|mismatch(ed)?|does ?n[o']t (match|exist)|do not match|not linked|not (a )?valid|not verified|not registered|could not|cannot|can't|incorrect|expired|rejected|denied|unauthori[sz]ed|exceeded|timed? ?out|timeout|inactive|unsuccessful(ly)?|linked to some other|please enter a valid)\b/i;

const SUCCESS =
  /\b(success|successful|successfully|verified|fetched|completed|accepted|generated|created|sent|found|linked|matched|valid)\b/i;

/** A word of success that is denied: "Face not matched", "Report has not been generated". */
const DENIED =
  /\bnot (\w+ ){0,2}(success|successful|successfully|verified|fetched|completed|accepted|generated|created|sent|found|linked|matched|valid)\b/i;

/** "No match found" may be good or bad news, depending on what was looked for. */
const NOTHING_FOUND = /\bno (\w+ ){1,3}found\b/i;

/**
 * Outcome of one transaction from its status and message together (design: a 200 with "Invalid Pan Number." is a failure).
 * `failureMessages` are the user's own additions (setting `deepvue.failureMessages`): plain text, matched anywhere in the
 * message without regard to case, and they win over everything.
 */
export function outcomeOf(status: number, message: string, failureMessages: readonly string[]): Outcome {
  const folded = message.toLowerCase();
  if (failureMessages.some((text) => text.trim() !== "" && folded.includes(text.trim().toLowerCase())))
    return "failure";
  if (status >= 400) return "failure";
  if (FAILURE.test(message) || DENIED.test(message)) return "failure";
  if (NOTHING_FOUND.test(message)) return "unknown";
  if (status >= 200 && status < 300 && SUCCESS.test(message)) return "success";
  return "unknown";
}
