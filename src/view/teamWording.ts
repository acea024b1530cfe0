import { shortLineOf } from "../domain/foreignText.ts";
import { type Problem, ProblemError, problemOf, type TeamTrouble } from "../domain/problem.ts";

/** Why a team's ledger is not read although its database may well answer. */
export type TeamRefusal =
  | { readonly kind: "address"; readonly why: string }
  | { readonly kind: "otherAddress" }
  | { readonly kind: "passwordMissing" }
  | { readonly kind: "notSetUp" }
  | { readonly kind: "newer" }
  | { readonly kind: "replaced" }
  | { readonly kind: "zone"; readonly team: string; readonly here: string }
  | { readonly kind: "nothingGranted"; readonly user: string };

interface Words {
  readonly reason: TeamTrouble;
  readonly what: string;
  readonly why: string;
}

/** A refusal as the failure that every surface shows. */
export function teamRefusal(refusal: TeamRefusal): ProblemError {
  return new ProblemError({ kind: "team", detail: `team: ${refusal.kind}`, ...refusalWords(refusal) });
}

/** A failure of a team's database, with its words; what is none stays as it is. `host`: where it was asked. */
export function teamFailure(error: unknown, host: string): unknown {
  const problem = problemOf(error);
  const words = failureWords(problem, host);
  return words === undefined
    ? error
    : new ProblemError({ kind: "team", detail: `${problem.kind}: ${problem.detail}`, ...words }, { cause: error });
}

function refusalWords(refusal: TeamRefusal): Words {
  const ENTER = "Enter address, user and password again.";
  switch (refusal.kind) {
    case "address":
      return access(
        "The address of the team's ledger can not be used.",
        `In deepvue.teamLedger.url: ${refusal.why}. It is an https:// address (ClickHouse) or a postgres:// address. ${ENTER}`,
      );
    case "otherAddress":
      return access(
        "The settings name another team's ledger.",
        `This account was added from another address, or as another user, than deepvue.teamLedger.url and deepvue.teamLedger.user say now; its password goes nowhere else. Set them back, or: ${lowered(ENTER)}`,
      );
    case "passwordMissing":
      return access(
        "The password of the team's ledger is not here.",
        `VS Code's secret storage has none for this account: it was cleared, or the account was added on another machine. ${ENTER}`,
      );
    case "notSetUp":
      return other(
        "There is no team's ledger at this address.",
        "The database answers, but nothing has been set up in it, or its name at the end of the address is another one. Ask whoever runs the team's collector (deepvue-usage team init).",
      );
    case "newer":
      return other(
        "The team's ledger is newer than this extension.",
        "It was set up by a newer version of Deepvue Usage. Update the extension.",
      );
    case "replaced":
      return access(
        "Another team's ledger is at this address now.",
        `It is not the one that this account was added from. ${ENTER}`,
      );
    case "zone":
      return other(
        `The team counts days in ${refusal.team}.`,
        `Here they are counted in ${refusal.here}, so sums of days could not agree. Set deepvue.billingTimeZone to ${refusal.team}.`,
      );
    case "nothingGranted":
      return other(
        "No account of the team's ledger may be read yet.",
        `User and password are right, but ${named(refusal.user)} has been granted no account, or nothing has been published. Ask whoever administers the team's ledger for a row in its table readers.`,
      );
  }
}

function failureWords(problem: Problem, host: string): Words | undefined {
  const detail = shortLineOf(problem.detail, LONGEST_REASON).replace(/\.$/, "");
  switch (problem.kind) {
    case "offline":
      return CERTIFICATE.test(problem.detail)
        ? other(
            "The certificate of the team's ledger is not trusted.",
            `It is not valid for ${host}, has expired, or comes from an authority that this computer does not know. ${detail}.`,
          )
        : other(
            "The team's ledger can not be reached.",
            `Nothing answers at ${host}, or the connection broke off. Check the network, the VPN and VS Code's proxy settings. ${detail}.`,
          );
    case "timeout":
      return other(
        "The team's ledger did not answer in time.",
        `${host} is reached, but it or the network is too slow at the moment. It is asked again.`,
      );
    case "credentials":
      return access(
        "The team's ledger did not accept user and password.",
        "One of them is wrong, or was changed. Enter them again.",
      );
    case "forbidden":
      return other(
        "The team's ledger does not allow this.",
        `The user may not read it. Ask whoever administers it. ${detail}.`,
      );
    case "refused":
      return other("The team's ledger could not answer.", `${detail}.`);
    case "serviceDown":
      return other(
        "Something between here and the team's ledger has a problem.",
        `A proxy or gateway at ${host} answered in its place. ${detail}.`,
      );
    case "unexpectedAnswer":
      return other(
        "The answer did not come whole from the team's ledger.",
        `Nothing of it is shown. Often a web page from a proxy or a login portal in between, or a wrong address. ${detail}.`,
      );
    case "baseUrl":
    case "cancelled":
    case "file":
    case "inactiveClient":
    case "internal":
    case "notAReport":
    case "quota":
    case "rateLimit":
    case "secretMissing":
    case "storage":
    case "team":
      return undefined;
  }
}

const CERTIFICATE = /certificate|self.signed|altname|\bCERT_/i;
/** A database quotes what it was asked. */
const LONGEST_REASON = 160;

function access(what: string, why: string): Words {
  return { reason: "access", what, why };
}

function other(what: string, why: string): Words {
  return { reason: "other", what, why };
}

function named(user: string): string {
  return user === "" ? "the user" : `the user ${shortLineOf(user, 60)}`;
}

function lowered(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1);
}
