import { lineOf } from "../domain/foreignText.ts";
import { isProblemError, type Problem } from "../domain/problem.ts";
import { teamAddress } from "../wiring/teamAddress.ts";
import { teamStoreAt } from "../wiring/teamStoreAt.ts";
import { type Context, wished } from "./context.ts";
import { givenSecret } from "./credentialTexts.ts";
import { EXIT, ExitError, usageError } from "./exits.ts";

export type TeamStoreOpened = Awaited<ReturnType<typeof teamStoreAt>>;

/** The team's database that is meant: --team, the setting, or DEEPVUE_TEAM_URL. Throws `ExitError` (usage). */
export async function openTeam(context: Context): Promise<TeamStoreOpened> {
  const text = wished(context, { flag: "team", variable: "DEEPVUE_TEAM_URL" });
  if (text === undefined) {
    throw usageError(
      "Which database? Give --team https://host:8443/deepvue (ClickHouse) or postgres://host/deepvue, or set DEEPVUE_TEAM_URL.",
    );
  }
  const url = teamAddress(text);
  if (typeof url === "string")
    throw usageError(`The team's address can not be used: ${url}. Its user is DEEPVUE_TEAM_USER.`);
  const { env } = context.host;
  const user = env["DEEPVUE_TEAM_USER"] === "" ? undefined : env["DEEPVUE_TEAM_USER"];
  const password = givenSecret(env, "DEEPVUE_TEAM_PASSWORD", usageError);
  if (password !== undefined) context.redactor.learn(password, "team password");
  return teamStoreAt(url, { user, password });
}

/** Runs what asks the team's database, and closes it at the end. */
export async function askingTeam<T>(store: TeamStoreOpened, work: () => Promise<T>): Promise<T> {
  try {
    return await wordingTeam(store, work);
  } finally {
    await store.close();
  }
}

/** Words what goes wrong with the team's database, which it closes then: the words of other failures are about the service. */
export async function wordingTeam<T>(store: TeamStoreOpened, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await store.close();
    if (!isProblemError(error)) throw error;
    const { problem } = error;
    const said = teamProblemText(problem);
    if (said === undefined) throw error;
    throw new ExitError(
      problem.kind === "credentials" || problem.kind === "forbidden" ? EXIT.signIn : EXIT.failed,
      said,
    );
  }
}

/** What a person is told of a failure of the team's database; undefined for failures that are others'. */
export function teamProblemText(problem: Problem): string | undefined {
  const detail = lineOf(problem.detail);
  if (problem.kind === "refused" && problem.status === NO_ROOM) {
    return `The team's database has no room left. ${detail}. Make room on its disk: the ledger keeps everything, and what is missing is published then.`;
  }
  if (problem.kind === "offline" && detail.startsWith("the certificate")) {
    return `The team's database is not asked: ${detail}. Have the certificate renewed, or name the authority that signed it in NODE_EXTRA_CA_CERTS.`;
  }
  return WORDS[problem.kind]?.(detail);
}

/** As the team's stores say it of a disk that is full. */
const NO_ROOM = 507;

const WORDS: Partial<Record<Problem["kind"], (detail: string) => string>> = {
  offline: (detail) =>
    `The team's database can not be reached. ${detail}. Look whether the address is right and the server runs: the ledger keeps everything, and what is missing is published then.`,
  timeout: (detail) =>
    `The team's database did not answer in time. ${detail}. Try it again in a moment: the ledger keeps everything, and what is missing is published then.`,
  credentials: (detail) =>
    `The team's database does not accept the user or the password. ${detail}. Set DEEPVUE_TEAM_USER and DEEPVUE_TEAM_PASSWORD.`,
  forbidden: (detail) =>
    `The team's database does not allow this. ${detail}. deepvue-usage team init prints the rights that are needed.`,
  refused: (detail) => `The team's database refused: ${detail}.`,
  serviceDown: (detail) =>
    `What stands before the team's database can not reach it: ${detail}. Its administrator knows more.`,
  unexpectedAnswer: (detail) =>
    `The team's database answered what it should not: ${detail}. Nothing of it is used. Look whether something else answers at this address.`,
};
