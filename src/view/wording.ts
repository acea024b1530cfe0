import { shortLineOf } from "../domain/foreignText.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { LimitKind } from "../domain/pause.ts";
import type { Problem, StorageReason } from "../domain/problem.ts";
import type { DashboardCommand } from "../protocol.ts";
import { formatClock } from "./dates.ts";

/** A problem in a person's words: what happened, why and what helps, and the button to press. Plain text. */
export interface ProblemText {
  /** One short sentence that stands alone: "Deepvue did not accept the credentials." */
  readonly what: string;
  /** The cause and what to do about it. */
  readonly why: string;
  readonly action: ProblemAction | undefined;
}

export interface ProblemAction {
  readonly label: string;
  readonly command: DashboardCommand;
}

const REFRESH: ProblemAction = { label: "Try Again", command: "deepvue.refresh" };
const ADD_TEAM: ProblemAction = { label: "Enter Again", command: "deepvue.addTeamLedger" };
const SIGN_IN: ProblemAction = { label: "Sign In", command: "deepvue.signIn" };
const SHOW_LOG: ProblemAction = { label: "Show Log", command: "deepvue.showLog" };
const DIAGNOSE: ProblemAction = { label: "Diagnose", command: "deepvue.diagnose" };

/** Words every problem. With a `zone`, instants are named in it; without, they are left out. */
export function problemText(problem: Problem, zone?: string): ProblemText {
  switch (problem.kind) {
    case "offline":
      return {
        what: "Deepvue can not be reached.",
        why: "There is no connection to the service. Check the network, the VPN and VS Code's proxy settings.",
        action: REFRESH,
      };
    case "timeout":
      return {
        what: "Deepvue did not answer in time.",
        why: "The connection stands, but the service or the network is too slow at the moment. It is tried again later.",
        action: REFRESH,
      };
    case "credentials":
      return {
        what: "Deepvue did not accept the credentials.",
        why: `The client id or the client secret is wrong, or it was revoked.${quoted(problem.said)} Sign in again with those from the Deepvue dashboard.`,
        action: SIGN_IN,
      };
    case "inactiveClient":
      return {
        what: "This client id is switched off.",
        why: "Deepvue knows it, but it is not active. Ask support@deepvue.tech to activate it, or sign in with another one.",
        action: SIGN_IN,
      };
    case "forbidden":
      return {
        what: "Deepvue refused this machine (403).",
        why: `The usual cause: the account has an IP whitelist and this machine's address is not on it. Connect through an address that is, or mail support@deepvue.tech to have it added.${quoted(problem.said)}`,
        action: REFRESH,
      };
    case "rateLimit":
      return rateLimitText(problem, zone);
    case "quota":
      return {
        what: "Today's share of requests is used up.",
        why: `So that your own programs never run short, background work takes only a part of the plan's daily requests. Fetching goes on by itself${zone === undefined ? "" : ` at ${formatClock(problem.retryAt, zone)}`}. If your plan allows more, correct the setting deepvue.plan.`,
        action: REFRESH,
      };
    case "refused":
      return {
        what: `Deepvue refused the request (${problem.status}).`,
        why: `It did not like the dates or another parameter.${quoted(problem.said)} The log has the details.`,
        action: SHOW_LOG,
      };
    case "serviceDown":
      return {
        what: `Deepvue has a problem of its own (${problem.status}).`,
        why: `Nothing is wrong on this side.${quoted(problem.said)} It is tried again later.`,
        action: REFRESH,
      };
    case "unexpectedAnswer":
      return {
        what: "The answer did not come from Deepvue's API, or broke off.",
        why: "It is not what the documentation shows: often a web page from a proxy, a firewall or a login portal in between, or a wrong setting deepvue.apiBaseUrl. Nothing of it was stored.",
        action: DIAGNOSE,
      };
    case "baseUrl":
      return {
        what: "The service's address can not be used.",
        why: `The setting deepvue.apiBaseUrl must be an https address, and the one that this account's credentials were entered for.${described(problem.detail)} Set it back, or sign in again to use the new address.`,
        action: SIGN_IN,
      };
    case "secretMissing":
      return {
        what: "The client secret is not here.",
        why: "VS Code's secret storage has none for this account: it was cleared, or the account was added on another machine, or by an import of report files. Sign in again; the stored history stays.",
        action: SIGN_IN,
      };
    case "storage":
      return storageText(problem);
    case "file":
      return fileText(problem.reason, problem.detail);
    case "notAReport":
      return {
        what: "This can not be read as a report of Deepvue's.",
        why: `${shortLineOf(problem.detail, LONGEST_REASON)}. Nothing was stored.`,
        action: undefined,
      };
    case "team": {
      const { what, why } = problem;
      return { what, why, action: problem.reason === "access" ? ADD_TEAM : REFRESH };
    }
    case "cancelled":
      return { what: "Cancelled.", why: "Everything that had arrived completely is kept.", action: REFRESH };
    case "internal":
      return {
        what: "Something went wrong inside the extension.",
        why: "This is a defect of Deepvue Usage, not of your account. The log has the details for a report.",
        action: SHOW_LOG,
      };
  }
}

const LIMITS: Readonly<Record<LimitKind, string>> = {
  second: "per second",
  minute: "per minute",
  day: "of a day",
};

/** A limit of a day is another matter than a burst: nothing that the user does now makes it pass. */
function rateLimitText(
  { limit, said, retryAt }: Extract<Problem, { kind: "rateLimit" }>,
  zone: string | undefined,
): ProblemText {
  const isDay = limit === "day";
  const which = limit === undefined ? "The plan's requests" : `The plan's requests ${LIMITS[limit]}`;
  const next = retryAt === undefined || zone === undefined ? "" : `: next try ${formatClock(retryAt, zone)}`;
  return {
    what: isDay ? "The plan's daily limit is used up (429)." : "Deepvue asked to slow down (429).",
    why: `${which} are used up, perhaps by other programs with the same key.${quoted(said)} Fetching goes on by itself${next}.`,
    action: undefined,
  };
}

function fileText(reason: StorageReason, detail: string): ProblemText {
  const what = "The file could not be written.";
  const nothingLost = "A file that was there before is as it was.";
  switch (reason) {
    case "full":
      return { what, why: `The disk is full. Free some space and try again. ${nothingLost}`, action: undefined };
    case "readOnly":
      return { what, why: `Its folder may not be written. Choose another folder. ${nothingLost}`, action: undefined };
    case "locked":
      return {
        what,
        why: `Another program has it open. Close it there and try again. ${nothingLost}`,
        action: undefined,
      };
    case "damaged":
    case "newer":
    case "missingModule":
    case "noLocks":
    case "other":
      return { what, why: `${shortLineOf(detail, LONGEST_REASON)}. ${nothingLost}`, action: SHOW_LOG };
  }
}

function storageText({ reason, setAsideAs, inMemory }: Extract<Problem, { kind: "storage" }>): ProblemText {
  const inThisWindow = "Until then, history lives in this editor window only, and is gone when it closes.";
  switch (reason) {
    case "full":
      return {
        what: "The history could not be saved: the disk is full.",
        why: inMemory
          ? `Free some space, then reload the window. ${inThisWindow}`
          : "Free some space, then refresh. What was stored before is intact.",
        action: inMemory ? DIAGNOSE : REFRESH,
      };
    case "readOnly":
      return {
        what: "The history can not be saved: its folder is read-only.",
        why: `VS Code's storage folder for this extension may not be written. Give the right to write there, then reload the window. ${inMemory ? inThisWindow : "What is stored can be seen; nothing can be added."}`,
        action: DIAGNOSE,
      };
    case "locked":
      return {
        what: "The history is in use by another program.",
        why: "Another editor window or a backup holds its file for long. It is tried again; closing the other program helps.",
        action: REFRESH,
      };
    case "damaged":
      return {
        what: inMemory ? "The stored history is damaged." : "The stored history was damaged and has been set aside.",
        why: inMemory
          ? `It could not be set aside, perhaps because another window has it open: close the others and reload this one. ${inThisWindow}`
          : `A new one was begun${setAsideAs === undefined ? "" : ` (the old file is kept as ${setAsideAs})`}. Deepvue still has every transaction: load the history again.`,
        action: { label: "Load History", command: "deepvue.loadHistory" },
      };
    case "newer":
      return {
        what: "The history was written by a newer version of this extension.",
        why: "Update Deepvue Usage in this editor. The newer history is left as it is; until then, this version keeps one of its own beside it.",
        action: DIAGNOSE,
      };
    case "missingModule":
      return {
        what: "This editor has no SQLite.",
        why: "Its Node was built without it, and without it no history can be kept, so nothing is fetched either. Update the editor to one that is built on VS Code 1.105 or later.",
        action: DIAGNOSE,
      };
    case "noLocks":
      return {
        what: "The history can not be used where it lies.",
        why: "Its file system can not lock files, as with some network folders and containers, and several editor windows would damage it. Keep VS Code's user data in a folder of this machine (--user-data-dir), then reload the window.",
        action: DIAGNOSE,
      };
    case "other":
      return {
        what: "The history could not be read or saved.",
        why: "The log has the details.",
        action: SHOW_LOG,
      };
  }
}

/** The service's own words may be a whole page. */
const LONGEST_ANSWER = 160;
/** What the system says of a file may quote a path. */
const LONGEST_REASON = 300;

/** The quoted sentence ends with our full stop, not with two. */
function quoted(said = ""): string {
  const line = shortLineOf(said, LONGEST_ANSWER).replace(/\.$/, "");
  return line === "" ? "" : ` Deepvue says: “${line}”.`;
}

function described(detail: string): string {
  const line = shortLineOf(detail, LONGEST_ANSWER);
  return line === "" ? "" : ` Now: ${line}.`;
}

/** What a call achieved, as one word. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome) {
    case "success":
      return "Success";
    case "failure":
      return "Failure";
    case "unknown":
      return "Unknown";
  }
}
