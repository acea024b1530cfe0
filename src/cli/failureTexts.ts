import type { Problem } from "../domain/problem.ts";
import { problemText } from "../view/wording.ts";
import { EXIT, type Exit } from "./exits.ts";

/** What a problem ends the program with. */
export function exitOf({ kind }: Problem): Exit {
  switch (kind) {
    case "credentials":
    case "inactiveClient":
    case "secretMissing":
    case "forbidden":
    case "baseUrl":
      return EXIT.signIn;
    case "cancelled":
      return EXIT.interrupted;
    case "offline":
    case "timeout":
    case "rateLimit":
    case "quota":
    case "refused":
    case "serviceDown":
    case "unexpectedAnswer":
    case "storage":
    case "file":
    case "notAReport":
    case "team":
    case "internal":
      return EXIT.failed;
  }
}

/** A problem in one line, with what helps at a terminal. */
export function problemLine(problem: Problem, zone: string): string {
  const { what, why } = problemText(problem, zone);
  return `${what} ${atATerminal(problem) ?? why}`;
}

/** Where the words of the other face speak of its buttons. */
function atATerminal(problem: Problem): string | undefined {
  switch (problem.kind) {
    case "offline":
      return "There is no connection to the service. Check the network and the VPN; behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.";
    case "secretMissing":
      return "Run deepvue-usage login, or set DEEPVUE_CLIENT_ID and DEEPVUE_CLIENT_SECRET; the stored history stays.";
    case "storage":
      return storageHelp(problem.reason, problem.detail);
    case "internal":
      return `This is a defect of deepvue-usage, not of your account: ${problem.detail}. --verbose tells more.`;
    case "timeout":
    case "credentials":
    case "inactiveClient":
    case "forbidden":
    case "rateLimit":
    case "quota":
    case "refused":
    case "serviceDown":
    case "unexpectedAnswer":
    case "baseUrl":
    case "file":
    case "notAReport":
    case "team":
    case "cancelled":
      return undefined;
  }
}

function storageHelp(reason: Extract<Problem, { kind: "storage" }>["reason"], detail: string): string | undefined {
  switch (reason) {
    case "full":
      return "Free some space and run it again. What was stored before is intact.";
    case "readOnly":
      return "The folder of the ledger may not be written. Give the right to write there, or name another file with --ledger.";
    case "noLocks":
      return "Its file system can not lock files, as with some network folders. Name a file on a disk of this machine with --ledger.";
    case "locked":
      return "Another program holds its file for long. Close it, or wait, and run this again.";
    case "missingModule":
      return "This Node was built without SQLite.";
    case "damaged":
      return "A new ledger was begun beside it: run deepvue-usage sync to fill it again.";
    case "newer":
      return "Update deepvue-usage. The newer ledger is left as it is.";
    case "other":
      return `${detail}.`;
  }
}
