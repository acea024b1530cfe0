import { lazily } from "./lazily.ts";

/** What a call achieved. Unknown is a legal answer: a message nobody has classified is not guessed at. */
export type Outcome = "success" | "failure" | "unknown";

/**
 * The vocabulary. The docs' only sample has Status 200 with "Invalid Pan Number." and a full charge, so the message decides, and it
 * is the service's free text: whole words, without regard to case, in {@link plainWords}. Sources: the messages and sub-codes of the
 * service's reference pages, and the words in which the sources behind it (PAN, GST, UIDAI, NPCI, EPFO, banks) refuse.
 */

/** Something is wrong, or what was asked for is not so: whatever else the message says. */
const FAILURE = anyOf(
  // What was sent.
  "invalid(ated)?|incorrect|wrong|malformed|corrupt(ed)?|illegible|blurr(ed|y)|incomplete|missing|unsupported",
  "bad (request|gateway|input)|(un)?recogni[sz]ed (format|id|number)|unrecogni[sz]ed",
  "please (enter|provide|upload|use|check|try|retry|contact|recharge|specify|capture|submit)",
  "(enter|provide|use|upload|submit|supply|specify|need|needs|requires?|must be|should be|expected) (an? |the )?(\\w+ )?valid",
  // What was looked for.
  "not found|no records?|no data|no details|no results?|no response|no information|no such|nothing found|no longer",
  "does ?n[o']?t (match|exist)|do not (match|exist)|did ?n[o']?t match|mismatch(ed|es)?|differs?|different",
  "not linked|linked to some other|not (a )?valid|not verified|not registered|not available|not live|absent",
  // What became of it.
  "fail(ed|s|ure|ures|ing)?|errors?|exception|unsuccessful(ly)?|unable|could not|couldn'?t|cannot|can ?not|can'?t|won'?t",
  "expired|lapsed|rejected|declined|denied|refused|revoked|withdrawn|aborted|cancell?ed|abandoned|blocked|blacklisted|barred",
  "closed|frozen|dormant|suspended|deactivated|disabled|inactive|inoperative|deceased|tampered|spoof(ed)?|fake|fraud(ulent)?",
  "un(verified|registered|linked|matched|authori[sz]ed|authenticated|available|reachable|delivered|processed|approved|confirmed)",
  "unauthori[sz]ed|forbidden|not authori[sz]ed|not authenticated|not allowed|not permitted|prohibited|restricted",
  // Who should have answered.
  "(source|provider|server|service|services|site|website|portal|bank|system|upstream|vendor|database|network|gateway|api|host)" +
    "( (is|are|was|were|seems|currently|temporarily|appears|to|be))* down",
  "downtime|maintenance|offline|overloaded|temporarily|out of service|timed? ?out|time-?out|unreachable|try (again )?later",
  // How much of it.
  "exceed(ed|s)|too many|limit reached|quota reached|rate limit(ed)?|throttled|retry after",
  "insufficient|low (\\w+ )?(balance|credits?|funds)|balance (is )?(too )?low|out of (credits?|funds|balance)",
);

/** Good news, unless it is denied. */
const GOOD =
  "success(ful|fully)?|verified|validated|fetched|retrieved|completed?|accepted|approved|generated|created|sent|delivered|" +
  "downloaded|extracted|performed|processed|found|linked|matched|matches|registered|valid|active|exists?|available|ok|okay|passed|done";

const SUCCESS = anyOf(GOOD);

/** A word of success that is denied: "Face not matched", "Report has not been generated", "yet to be verified". */
const DENIED = anyOf(
  `(not|never|nor|neither|without|\\w+n't|(is|are|was|were|has|have|had|do|does|did|could)nt|non|yet to be|fails? to|nothing|none) (\\w+ ){0,4}(${GOOD})`,
  `(partially|partly|barely) (${GOOD})`,
);

/** Neither yes nor no yet, or neither by its words. "No match found" is good or bad news depending on what was looked for. */
const UNDECIDED = anyOf(
  "in progress|pending|queued|awaiting|awaited|under (process|review|processing)|being (processed|verified|fetched|generated)",
  "please wait|scheduled|on hold|marked as|duplicates?|refund(ed)?|reversed|reversal|test (call|request|mode)|dry run",
  "no (\\w+ ){1,4}(found|available|exists?)",
  "whether|unless|maybe|possibly|probably|unknown|to be (verified|confirmed|checked)",
);

/** Said of failures that there are none: "Completed with 0 errors". */
const NO_FAILURES =
  /(?<![\w.,])(0|zero|no|without( any)?) (\w+ )?(errors?|failures?|failed|mismatch(es)?|issues?|rejections?|rejected|exceptions?)\b/g;

/**
 * Outcome of one transaction from its status and message together (design: a 200 with "Invalid Pan Number." is a failure).
 * A denial anywhere beats a word of success. This is the built-in rule; what the user has said goes before it (`outcomeWords.ts`).
 */
export function outcomeOf(status: number, message: string): Outcome {
  if (status >= 400) return "failure";
  const words = plainWords(message);
  if (FAILURE.test(words) || DENIED.test(words)) return "failure";
  if (status < 200 || status >= 300 || UNDECIDED.test(words)) return "unknown";
  return SUCCESS.test(words) || FAILURES_DENIED.test(words) ? "success" : "unknown";
}

/** What stands where a message said that there were no failures; no message can say it by itself. */
const NO_FAILURES_MARK = "\u2713";
const FAILURES_DENIED = new RegExp(NO_FAILURES_MARK);

/** Codes and sentences alike as words: `NO_RECORD_FOUND`, "no-record-found" and "No record found." say the same. */
function plainWords(message: string): string {
  return message
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(/[\u2018\u2019\u02bc]/g, "'")
    .replaceAll(NO_FAILURES_MARK, " ")
    .replaceAll(/[^\p{L}\p{M}\p{N}'.,]+/gu, " ")
    .replaceAll(/[.,]+(?= |$)/g, " ")
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(NO_FAILURES, NO_FAILURES_MARK);
}

function anyOf(...patterns: readonly string[]): Pick<RegExp, "test"> {
  const expression = lazily(() => new RegExp(`(?<![\\p{L}\\p{N}])(${patterns.join("|")})(?![\\p{L}\\p{N}])`, "u"));
  return { test: (text) => expression().test(text) };
}
